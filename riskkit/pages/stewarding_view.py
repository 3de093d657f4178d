"""From the registry to the sections of the steward's page, as plain values in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from riskkit.pages.sheet import (
    Piece,
    action,
    field,
    fold,
    form,
    lines,
    proves,
    question,
    row,
    section,
    subheading,
    table,
    text,
)
from riskkit.pages.stewarding import Watched
from riskkit.pages.stewarding_use import CountedUse, use_section
from riskkit.pages.texts import CLOCKS, Texts
from riskkit.stewardship.compliance import Shown
from riskkit.stewardship.model_events import ModelState
from riskkit.stewardship.recompute import Recomputed
from riskkit.stewardship.standing import Standing
from riskkit.stewardship.written import Written
from riskkit.wording import wording


@dataclass(frozen=True, slots=True)
class Stewarded:
    """Everything that the page shows.

    Attributes
    ----------
    watched : tuple of Watched
        Models, then instruments.
    chosen : Watched or None
        Whose card is open.
    card : Written or None
        That card, in the page's language.
    examined : int or None
        Estimates that the last dry run computed again; None before one.
    changed : tuple of Recomputed
        What it found, the most urgent first.
    recomputed : str
        Of which model and version.
    marks : tuple of Shown
        Which measure is met where, and which test shows it.
    used : CountedUse or None
        What was done with figures, as counted last; None before that was asked.
    """

    watched: tuple[Watched, ...]
    chosen: Watched | None = None
    card: Written | None = None
    examined: int | None = None
    changed: tuple[Recomputed, ...] = ()
    recomputed: str = ""
    marks: tuple[Shown, ...] = ()
    used: CountedUse | None = None

    @property
    def models(self) -> list[str]:
        """Return the ids of the models that are entered."""
        return [each.standing.id for each in self.watched if each.standing.kind == "model"]

    def named(self, kind: str, name: str) -> Watched | None:
        """Return one model or instrument by its id."""
        found = (each for each in self.watched if (each.standing.kind, each.standing.id) == (kind, name))
        return next(found, None)


def stewarding_sections(seen: Stewarded, say: Texts) -> list[Piece]:
    """Return the sections of the page."""
    return [
        alarms_section(seen, say),
        registry_section(seen, "model", say),
        registry_section(seen, "instrument", say),
        card_section(seen, say),
        use_section(seen.models, seen.used, say),
        recompute_section(seen, say),
        compliance_section(seen, say),
    ]


def alarms_section(seen: Stewarded, say: Texts) -> Piece:
    """Show the alarms of the last monitoring run of every model."""
    words = wording("monitoring", say.language)
    rows = [
        row(
            each.standing.id, say.moment(each.run.at), each.run.version, str(each.run.estimates),
            lines(*((words(f"alarm_{alarm.kind}", where=alarm.where), "alert") for alarm in each.run.alarms))
            if each.run.alarms else say.say("alarm_none"),
            say.say("gate_closed" if each.run.closed else "gate_open"),
        )
        for each in seen.watched
        if each.run is not None
    ]  # fmt: skip
    count = sum(len(each.run.alarms) for each in seen.watched if each.run is not None)
    never = [each.standing.id for each in seen.watched if each.standing.kind == "model" and each.run is None]
    columns = [
        say.say(f"column_{name}") for name in ("model", "ran", "version", "estimates", "alarms", "then")
    ]
    return section(
        "alarms", say.say("alarms_heading", count=count), text(say.say("alarms_text"), mark="hint"),
        table("alarms", say.say("alarms_caption"), columns, rows) if rows else None,
        text(say.say("never_watched", which=", ".join(never))) if never else None,
    )  # fmt: skip


def registry_section(seen: Stewarded, kind: str, say: Texts) -> Piece:
    """Show every model or instrument with what holds of it today, and let it be stopped."""
    rows = [_registered(each, say) for each in seen.watched if each.standing.kind == kind]
    columns = [say.say(f"column_{name}") for name in (kind, "standing", "cases", "people")]
    shown = table(f"{kind}s", say.say(f"{kind}s_caption"), columns, rows, actions=say.say("column_do"))
    return section(
        f"{kind}s", say.say(f"{kind}s_heading", count=len(rows)), text(say.say(f"{kind}s_text"), mark="hint"),
        shown if rows else text(say.say(f"{kind}s_none")),
    )  # fmt: skip


def _registered(each: Watched, say: Texts) -> Piece:
    standing, card = each.standing, each.standing.card
    return row(
        lines((card.name.in_(say.language) if card else standing.id, ""),
              (f"{standing.id} {standing.version}", "quiet")),
        lines(*standing_lines(standing, say), *_asked(standing, say)),
        say_cases(standing, say),
        lines((say.say("until", day=say.short_day(card.expires)), ""),
              (f"{say.say('owner')}: {card.owner}", "quiet"),
              (f"{say.say('validator')}: {card.validator}", "quiet"))
        if card else say.say("not_entered"),
        actions=_actions(standing, say),
    )  # fmt: skip


def standing_lines(standing: Standing, say: Texts) -> list[tuple[str, str]]:
    """Return in words whether it may be used, and which gates refuse."""
    if standing.usable:
        return [(say.say("usable"), "")]
    said = [(say_refusal(standing, each.gate, say), "alert") for each in standing.refusals]
    return list(dict.fromkeys(said))


def say_refusal(standing: Standing, gate: str, say: Texts) -> str:
    """Return in words why a gate refuses; a suspension with its own reason."""
    if gate == "not_suspended":
        return say.say("gate_not_suspended_why", why=standing.suspended)
    return say.sentences.get(f"gate_{gate}_why", gate)


def say_cases(standing: Standing, say: Texts) -> str:
    """Return how the worked cases came out today."""
    if standing.cases.tried == 0:
        return say.say("cases_none")
    return say.say("cases", passed=standing.cases.passed, tried=standing.cases.tried)


def _actions(standing: Standing, say: Texts) -> list[Piece]:
    name = f"{standing.kind}-{standing.id}"
    extra = {"kind": standing.kind, "id": standing.id, "version": standing.version}
    code = f"{name}-{standing.version}" if standing.kind == "model" else name
    shown = [proves(f"prove-{name}", say.say("prove"), code, about=standing.id)]
    if standing.state is None:
        return shown
    shown.insert(
        0, action(f"card-{name}", say.say("card"), "card", about=standing.id, extra=extra, quiet=True)
    )
    for to, label, heading, told, yes in _ways(standing.state):
        ask = question(
            say.say(heading, name=standing.id, version=standing.version), say.say(told), say.say(yes),
            [field("why", say.say("why"), kind="textarea", required=True, hint=say.say("reasons_hint"))],
        )  # fmt: skip
        shown.append(action(f"{to}-{name}", say.say(label), to, about=standing.id, extra=extra, confirm=ask))
    return shown


def _ways(state: ModelState) -> tuple[tuple[str, str, str, str, str], ...]:
    """Return what a steward can decide: the command, and its label, heading, text and button."""
    if not state.suspended:
        return (("suspend", "suspend", "suspend_heading", "suspend_text", "suspend_yes"),)
    if state.asked is None:
        return (("resume", "resume", "resume_heading", "resume_text", "resume_yes"),)
    return (
        ("resume", "confirm", "resume_heading", "confirm_text", "confirm_yes"),
        ("suspend", "keep", "keep_heading", "keep_text", "keep_yes"),
    )


def _asked(standing: Standing, say: Texts) -> list[tuple[str, str]]:
    """Return who asked that it be used again; nothing where nobody did."""
    asked = standing.state.asked if standing.state else None
    if asked is None:
        return []
    day = say.short_day(asked.at.astimezone(CLOCKS).date())
    return [(say.say("asked_by", who=asked.by, day=day, why=asked.why), "quiet")]


def card_section(seen: Stewarded, say: Texts) -> Piece:
    """Show the card that was chosen, with every gate and what happened since it was entered."""
    if seen.chosen is None or seen.card is None:
        return section("card", say.say("card_heading"), text(say.say("card_none")))
    standing = seen.chosen.standing
    refused = {each.gate for each in standing.refusals}
    gates = table(
        "gates", say.say("gates_caption"), [say.say("column_gate"), say.say("column_result")],
        [
            row(
                say.say(f"gate_{each}"),
                lines((say_refusal(standing, each, say), "alert")) if each in refused
                else say.say("gate_holds"),
            )
            for each in standing.gates
        ],
    )  # fmt: skip
    return section(
        "card", f"{say.say('card_heading')}: {seen.card.title}", gates, *_written(seen.card, say),
        text(say.say("versions", listed=", ".join(seen.chosen.versions))),
    )  # fmt: skip


def _written(document: Written, say: Texts) -> list[Piece]:
    """Return a document as pieces of the page."""
    pieces: list[Piece] = []
    for number, part in enumerate(document.parts):
        if part.title:
            pieces.append(subheading(part.title))
        pieces += [text(each) for each in part.sentences]
        if part.head:
            rows = [row(*each) for each in part.rows]
            caption = part.title or say.say("card_caption")
            pieces.append(table(f"card-{number}", caption, part.head, rows))
    return pieces


def recompute_section(seen: Stewarded, say: Texts) -> Piece:
    """Let every estimate ever shown be computed again with another version, and show what changes."""
    choices = [
        (f"{each.standing.id}/{version}", f"{each.standing.id} {version}")
        for each in seen.watched
        if each.standing.kind == "model"
        for version in each.versions
    ]
    ask = form(
        "recompute", say.say("recompute_name"), say.say("recompute_button"), "recompute",
        [field("model", say.say("recompute_to"), kind="select", options=choices),
         field("why", say.say("recompute_why"), required=True, hint=say.say("reasons_hint"))],
    )  # fmt: skip
    return section(
        "recompute", say.say("recompute_heading"), text(say.say("recompute_text"), mark="hint"),
        ask if choices else text(say.say("models_none")), *_changes(seen, say),
    )  # fmt: skip


def _changes(seen: Stewarded, say: Texts) -> list[Piece]:
    if seen.examined is None:
        return []
    told = text(
        say.say("recomputed", which=seen.recomputed, examined=seen.examined, changed=len(seen.changed))
    )
    rows = [
        row(
            each.before.person, say.say(f"urgency_{each.urgency.replace(' ', '_')}"),
            say.say("band_to", before=say_band(each.before.band, say),
                    now=say.say("now_refused") if each.now is None else say_band(each.band, say)),
            say.day(each.before.shown_at.date()), each.before.advice or "–",
        )
        for each in seen.changed
    ]  # fmt: skip
    columns = [say.say(f"column_{name}") for name in ("person", "urgency", "band", "shown", "advice")]
    return [told, *([table("changed", say.say("recompute_caption"), columns, rows)] if rows else [])]


def say_band(name: str, say: Texts) -> str:
    """Return a band in words; a dash where there is none."""
    words: Mapping[str, str] = wording("stewardship", say.language).texts
    return words.get(f"band_{name}", name) or "–"


def compliance_section(seen: Stewarded, say: Texts) -> Piece:
    """Show which measure is met where, and which test shows it."""
    rows = [row(each.measure, each.where, each.test) for each in seen.marks]
    columns = [say.say(f"column_{name}") for name in ("measure", "where", "test")]
    shown: Sequence[Piece] = (
        [
            fold(
                "marks",
                say.say("compliance_open", count=len(rows)),
                table("compliance", say.say("compliance_caption"), columns, rows),
            )
        ]
        if rows
        else [text(say.say("compliance_none"))]
    )
    return section(
        "compliance", say.say("compliance_heading"), text(say.say("compliance_text"), mark="hint"), *shown
    )
