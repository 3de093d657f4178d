"""The page that opens a batch: what was made, what failed and why, with links."""

from collections.abc import Sequence
from html import escape

from riskkit.parameters.schedule import Schedule
from riskkit.reports.batch_folder import REPORTS
from riskkit.reports.batch_watch import alarm_lines
from riskkit.reports.batch_work import Outcome
from riskkit.reports.document import compose
from riskkit.reports.outputs import Shown
from riskkit.reports.parts import fact_boxes, warning
from riskkit.reports.schedule import Job
from riskkit.reports.section import PageHead, Section, bullets, paragraph
from riskkit.wording import Wording
from riskkit.wording.report_words import report_words


def index_page(
    schedule: Schedule, jobs: Sequence[Job], outcomes: Sequence[Outcome], watches: Sequence[Outcome] = ()
) -> str:
    """Return the index of a batch as one HTML document, in the look of the reports.

    Parameters
    ----------
    schedule : Schedule
        Title and language.
    jobs, outcomes : sequence
        One outcome for each job, in the same order.
    watches : sequence of Outcome
        Of models whose estimates were computed again.
    """
    say = report_words("batch", schedule.language)
    bad = [outcome for outcome in outcomes if outcome.state == "failed"]
    troubled = [each for each in (*outcomes, *watches) if each.exit_code]
    made = len(outcomes) - len(bad)
    headline = say("headline_bad" if bad else "headline", made=say.number(made), of=say.number(len(outcomes)),
                   failed=say.number(len(bad)))  # fmt: skip
    alarms = alarm_lines([*outcomes, *watches], schedule.language)
    if alarms:
        headline = f"{say('headline_alarm', n=say.number(len(alarms)))} {headline}"
    sections = [_summary(say, outcomes, headline)]
    if alarms:
        sections.append(_alarms(say, alarms))
    if troubled:
        sections.append(_failed(say, troubled))
    if watches:
        sections.append(_watched(say, watches))
    sections.append(_list(say, schedule, jobs, outcomes))
    head = PageHead(schedule.language, say("kind"), schedule.title.in_(schedule.language), headline)
    return compose(Shown(head, tuple(section.html() for section in sections), {}, {}))


def _summary(say: Wording, outcomes: Sequence[Outcome], headline: str) -> Section:
    counts = {state: sum(each.state == state for each in outcomes) for state in ("made", "reused", "failed")}
    body = paragraph(headline, "headline")
    body += fact_boxes(*[(say.number(count), say(f"fact_{state}")) for state, count in counts.items()])
    return Section("summary", say("summary"), body)


def _failed(say: Wording, bad: Sequence[Outcome]) -> Section:
    boxes = "".join(
        warning(each.name, f'<p lang="en">{escape(each.message)}</p>' + paragraph(_tries(say, each)))
        for each in bad
    )
    return Section("failed", say("failed_title"), paragraph(say("failed_intro")) + boxes)


def _alarms(say: Wording, alarms: Sequence[tuple[str, str]]) -> Section:
    inside = bullets(f"{name}: {text}" for name, text in alarms)
    return Section("alarms", say("alarms_title"), warning(say("alarms_intro"), inside))


def _watched(say: Wording, watches: Sequence[Outcome]) -> Section:
    """Return what was computed again, and what came of it."""
    lines = [f"{each.title}: {each.headline}" for each in watches if each.state != "failed"]
    return Section("watched", say("watched_title"), paragraph(say("watched_intro")) + bullets(lines))


def _tries(say: Wording, outcome: Outcome) -> str:
    return say("tried_once" if outcome.attempts == 1 else "tried", n=say.number(outcome.attempts))


def _list(say: Wording, schedule: Schedule, jobs: Sequence[Job], outcomes: Sequence[Outcome]) -> Section:
    """Return every report with its link, in the schedule's order."""
    labels = ("col_report", "col_unit", "col_period", "col_state", "col_finding")
    head = "".join(f'<th scope="col">{escape(say(key))}</th>' for key in labels)
    rows = "".join(_row(say, schedule, job, outcome) for job, outcome in zip(jobs, outcomes, strict=True))
    caption = escape(say("list_caption"))
    body = (
        f'<div class="table" role="region" aria-label="{caption}" tabindex="0"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    return Section("list", say("list_title"), body)


def _row(say: Wording, schedule: Schedule, job: Job, outcome: Outcome) -> str:
    made = outcome.state != "failed"
    target = f"{REPORTS}/{job.name}/report.html"
    link = f'<a href="{escape(target, quote=True)}">{escape(job.name)}</a>' if made else escape(job.name)
    unit = schedule.units.get(job.unit, "")
    days = schedule.periods.get(job.period)
    period = say("days", first=say.day(days.first), last=say.day(days.last)) if days else ""
    cells = (
        unit,
        period,
        say(f"state_{outcome.state}"),
        f"{outcome.title}: {outcome.headline}" if made else "",
    )
    return (
        f'<tr><th scope="row">{link}</th>' + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    )
