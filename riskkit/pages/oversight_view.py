"""From what a supervisor oversees to the sections of the page, as plain values in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from riskkit.casework.caseload import CaseloadEntry, Dated
from riskkit.casework.oversight import Oversight
from riskkit.casework.retention import DueFile
from riskkit.casework.supervision import Flag
from riskkit.pages.sheet import Piece, action, field, form, lines, opens, question, row, section, table, text
from riskkit.pages.texts import Texts
from riskkit.wording import wording


@dataclass(frozen=True, slots=True)
class Overseen:
    """Everything that the page shows.

    Attributes
    ----------
    oversight : Oversight
        Work, moved levels, agreement.
    entries : tuple of CaseloadEntry
        Everyone of the unit or team, with what is due.
    flags : tuple of Flag
        Broken glass that nobody looked at.
    due : tuple of DueFile
        Files whose term has passed.
    names : mapping of str to str
        Name shown of every account.
    today : date
        The present day.
    """

    oversight: Oversight
    entries: tuple[CaseloadEntry, ...]
    flags: tuple[Flag, ...]
    due: tuple[DueFile, ...]
    names: Mapping[str, str]
    today: date

    def person(self, name: str) -> str:
        """Return a pseudonym with the made-up name, where there is one."""
        shown = next((each.person.made_up_name for each in self.entries if each.person.id == name), None)
        return f"{name} – {shown}" if shown else name

    def who(self, account: str) -> str:
        """Return the name shown of an account."""
        return self.names.get(account, account)

    def overdue(self, entry: CaseloadEntry) -> list[Dated]:
        """Return what of one person should have been done before today."""
        return [each for each in entry.due if each.on < self.today]

    def responsible(self, person: str) -> list[str]:
        """Return the names of the colleagues who are responsible for a person."""
        return [each.name for each in self.oversight.colleagues if each.active and person in each.people]


def oversight_sections(seen: Overseen, say: Texts) -> list[Piece]:
    """Return the sections of the page, what asks for a decision first."""
    return [
        flags_section(seen, say),
        overdue_section(seen, say),
        work_section(seen, say),
        moved_section(seen, say),
        agreement_section(seen, say),
        assign_section(seen, say),
        retention_section(seen, say),
    ]


def flags_section(seen: Overseen, say: Texts) -> Piece:
    """Show files that were opened outside a caseload, for a stated purpose."""
    rows = [
        row(
            seen.who(each.account), seen.person(each.person), each.purpose, say.moment(each.opened_at),
            actions=[
                action(f"flag-{each.id}", say.say("acknowledge"), "acknowledge", extra={"flag": each.id},
                       about=f"{seen.who(each.account)}, {each.person}"),
            ],
        )
        for each in seen.flags
    ]  # fmt: skip
    columns = [say.say(f"column_{name}") for name in ("who", "person", "purpose", "opened")]
    shown = table("flags", say.say("flags_caption"), columns, rows, actions=say.say("column_do"))
    return section(
        "flags", say.say("flags_heading", count=len(rows)), text(say.say("flags_text"), mark="hint"),
        shown if rows else text(say.say("flags_none")),
    )  # fmt: skip


def overdue_section(seen: Overseen, say: Texts) -> Piece:
    """Show who should have been assessed, discussed or decided about before today, longest first."""
    late = [(entry, found) for entry in seen.entries if (found := seen.overdue(entry))]
    late.sort(key=lambda each: (each[1][0].on, each[0].person.id))
    rows = [
        row(
            seen.person(entry.person.id),
            lines(*((say.say("late", what=say_due(each.kind, say), day=say.short_day(each.on)), "alert")
                    for each in found)),
            ", ".join(seen.responsible(entry.person.id)) or say.say("nobody"),
            actions=[opens(f"late-{entry.person.id}", say.say("open"), entry.person.id)],
        )
        for entry, found in late
    ]  # fmt: skip
    never = sum(not each.assessed for each in seen.entries)
    columns = [say.say(f"column_{name}") for name in ("person", "overdue", "responsible")]
    shown = table("late", say.say("overdue_caption"), columns, rows, actions=say.say("column_do"))
    return section(
        "overdue", say.say("overdue_heading", count=len(rows)),
        text(say.say("overdue_kinds", counted=_kinds(late, say))) if rows else None,
        text(say.say("unassessed", count=never, all=len(seen.entries))),
        shown if rows else text(say.say("overdue_none")),
    )  # fmt: skip


def _kinds(late: Sequence[tuple[CaseloadEntry, list[Dated]]], say: Texts) -> str:
    counts: dict[str, int] = {}
    for _, found in late:
        for each in found:
            counts[each.kind] = counts.get(each.kind, 0) + 1
    return ", ".join(f"{say_due(kind, say)}: {count}" for kind, count in sorted(counts.items()))


def say_due(kind: str, say: Texts) -> str:
    """Return in words what is due, in the caseload's own words."""
    texts = wording("caseload", say.language).texts
    return texts.get(f"due_what_{kind}", kind)


def work_section(seen: Overseen, say: Texts) -> Piece:
    """Show how much is with whom."""
    by_person = {each.person.id: each for each in seen.entries}
    rows = [
        row(
            each.name if each.active else say.say("inactive", name=each.name),
            str(len(each.people)),
            str(sum(bool(seen.overdue(by_person[name])) for name in each.people if name in by_person)),
            str(sum(not by_person[name].assessed for name in each.people if name in by_person)),
            str(each.saved),
        )
        for each in seen.oversight.colleagues
    ]  # fmt: skip
    columns = [say.say(f"column_{name}") for name in ("officer", "people", "people_late", "never", "saved")]
    free = seen.oversight.with_nobody
    return section(
        "work", say.say("work_heading", place=seen.oversight.place),
        table("work", say.say("work_caption"), columns, rows) if rows else text(say.say("work_none")),
        text(say.say("with_nobody", count=len(free), who=", ".join(free[:20]))) if free else None,
    )  # fmt: skip


def moved_section(seen: Overseen, say: Texts) -> Piece:
    """Show levels that changed after a figure was seen, and which way."""
    moved = seen.oversight.moved
    ways = {way: sum(each.direction == way for each in moved) for way in ("up", "down", "unknown")}
    rows = [
        row(
            seen.person(each.person), seen.who(each.by), say.short_day(each.at.date()),
            say.say(f"moved_{each.direction}", before=say_level(each.before, say),
                    after=say_level(each.after, say)),
            say_ground(each.ground, say), each.instrument,
        )
        for each in moved
    ]  # fmt: skip
    columns = [
        say.say(f"column_{name}") for name in ("person", "officer", "day", "moved", "ground", "instrument")
    ]
    return section(
        "moved", say.say("moved_heading"), text(say.say("moved_text"), mark="hint"),
        text(say.say("moved_count", count=len(moved), **ways)) if rows else text(say.say("moved_none")),
        table("moved", say.say("moved_caption"), columns, rows) if rows else None,
    )  # fmt: skip


def say_level(level: str, say: Texts) -> str:
    """Return a level in words where it is one that we know."""
    return say.sentences.get(f"level_{level}", level)


def say_ground(ground: str | None, say: Texts) -> str:
    """Return the reason of a change in words; a dash where it was not asked yet."""
    return wording("figure", say.language).texts.get(f"override_ground_{ground}", ground or "–")


def agreement_section(seen: Overseen, say: Texts) -> Piece:
    """Show how often two assessors said the same; counts, because there are few."""
    rows = [
        row(
            each.instrument, str(each.assessed), str(each.second),
            say.say("of", part=each.same_level, all=each.second),
            say.say("of", part=each.same_items, all=each.items),
            say.say("of", part=each.consensus, all=each.second),
        )
        for each in seen.oversight.agreement
    ]  # fmt: skip
    names = ("instrument", "assessed", "second", "same_level", "same_items", "consensus")
    columns = [say.say(f"column_{name}") for name in names]
    return section(
        "agreement", say.say("agreement_heading"), text(say.say("agreement_text"), mark="hint"),
        table("agreement", say.say("agreement_caption"), columns, rows) if rows
        else text(say.say("agreement_none")),
    )  # fmt: skip


def assign_section(seen: Overseen, say: Texts) -> Piece:
    """Let a person be assigned to a colleague, or an assignment be ended."""
    people = [(each.person.id, seen.person(each.person.id)) for each in seen.entries]
    active = [(each.account, each.name) for each in seen.oversight.colleagues if each.active]
    held = [
        (f"{one.account}/{each}", f"{seen.person(each)} – {one.name}")
        for one in seen.oversight.colleagues
        for each in one.people
    ]
    give = form(
        "give", say.say("give_name"), say.say("give_button"), "give",
        [field("person", say.say("column_person"), kind="select", options=people),
         field("colleague", say.say("column_officer"), kind="select", options=active)],
    )  # fmt: skip
    end = form(
        "end", say.say("end_name"), say.say("end_button"), "end",
        [field("held", say.say("end_which"), kind="select", options=held)],
    )  # fmt: skip
    return section(
        "assign", say.say("assign_heading"), text(say.say("assign_text"), mark="hint"),
        give if people and active else text(say.say("give_none")), end if held else None,
    )  # fmt: skip


def retention_section(seen: Overseen, say: Texts) -> Piece:
    """Show files whose term has passed, each to be erased for good."""
    rows = [
        row(
            seen.person(each.person), say.day(each.last_end), say.day(each.due_since),
            actions=[
                action(
                    f"erase-{each.person}", say.say("erase"), "erase", about=each.person,
                    extra={"person": each.person},
                    confirm=question(
                        say.say("erase_heading", person=each.person), say.say("erase_text"),
                        say.say("erase_yes"),
                        [field("typed", say.say("erase_typed"), required=True),
                         field("reasons", say.say("erase_reasons"), kind="textarea", required=True,
                               hint=say.say("reasons_hint"))],
                    ),
                )
            ],
        )
        for each in seen.due
    ]  # fmt: skip
    columns = [say.say(f"column_{name}") for name in ("person", "last_end", "due_since")]
    shown = table("due", say.say("retention_caption"), columns, rows, actions=say.say("column_do"))
    return section(
        "retention", say.say("retention_heading", count=len(rows)),
        text(say.say("retention_text"), mark="hint"), shown if rows else text(say.say("retention_none")),
    )  # fmt: skip
