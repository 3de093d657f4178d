"""What part statistics played in one assessment, and what part they did not, for the person concerned."""

from collections.abc import Callable, Iterable

from riskkit.casework.access import Turn
from riskkit.casework.explanation_part import ExplanationPart
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import entries_of
from riskkit.records.judgement import Judgement
from riskkit.wording import Wording


def statistics_part(
    turn: Turn, judgement: Judgement, level: Callable[[str | None], str], say: Wording
) -> ExplanationPart:
    """Return which figures were looked at, after the judgement, and whether anything changed by them.

    Parameters
    ----------
    turn : Turn
        A transaction in which reading the file is allowed.
    judgement : Judgement
        Newest version.
    level : callable
        Names a level of the summary judgement.
    say : Wording
        Of the topic "explanation".
    """
    if not judgement.figures_seen:
        return ExplanationPart(say("statistics"), (say("statistics_none"), say("statistics_never")))
    lines = [say("statistics_after"), *_shown(turn, judgement, say)]
    if judgement.overrides:
        lines += [
            say(
                "statistics_changed", before=level(each.previous_level), after=level(each.level),
                reasons=each.reasons,
            )
            for each in judgement.overrides
        ]  # fmt: skip
    else:
        lines.append(say("statistics_unchanged"))
    return ExplanationPart(say("statistics"), (*lines, say("statistics_never")))


def _shown(turn: Turn, judgement: Judgement, say: Wording) -> Iterable[str]:
    """Say each figure once: a model's, with its margin, or that of a group."""
    manifests = {each.manifest for each in judgement.figures_seen}
    if any(each.startswith("base-rate/") for each in manifests):
        yield say("statistics_base")
    for entry in entries_of(turn.connection, turn.keys, person=judgement.person, kind=ShownEstimate.KIND):
        shown = entry.content
        if f"estimate/{entry.id}" not in manifests or not isinstance(shown, ShownEstimate):
            continue
        limits = {"lower": say.frequency(shown.lower), "upper": say.frequency(shown.upper)}
        told = {
            "model": shown.model, "version": shown.model_version,
            "time": say.duration(shown.time, shown.time_unit),
            "inputs": ", ".join(
                f"{name}: {say('input_unknown') if value is None else value}"
                for name, value in shown.inputs.items()
            ),
        }  # fmt: skip
        if shown.risk is None:
            yield say("statistics_span", **limits, **told)
        else:
            yield say("statistics_figure", risk=say.frequency(shown.risk), **limits, **told)
