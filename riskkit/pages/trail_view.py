"""From the audit trail to the sections of the inspector's page, as plain values in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from riskkit.casework.policy import Action, policy_table
from riskkit.casework.supervision import Flag
from riskkit.casework.trail import Looker, Points, TrailPage
from riskkit.pages.sheet import (
    Piece,
    action,
    bullets,
    buttons,
    fact,
    facts,
    form,
    lines,
    row,
    section,
    table,
    text,
)
from riskkit.pages.sheet import field as form_field
from riskkit.pages.texts import CLOCKS, Texts
from riskkit.records.audit import AuditEntry
from riskkit.records.audit_check import AuditCheck
from riskkit.wording import wording

OUTCOMES = ("done", "refused", "conflict")
BESIDE = (
    "login", "logout", "account.add", "account.role", "account.disable", "account.password",
    "account.confirm", "kernel.reach",
)  # fmt: skip
"""What stands on the trail besides the actions of the policy."""


@dataclass(frozen=True, slots=True)
class Inspected:
    """Everything that the page shows.

    Attributes
    ----------
    points : Points
        The signed checkpoints.
    check : AuditCheck or None
        The last verification on this page; None before it was asked.
    verifying : bool
        Whether one is under way.
    wanted : mapping of str to str
        What was searched for, as typed.
    page : TrailPage or None
        What was found; None before a search.
    newest : bool
        Whether this is the first page of what was found.
    looked : str
        Whose file was asked for under "who looked"; empty before.
    lookers : tuple of Looker
        Who looked.
    flags : tuple of Flag
        Broken glass, seen or not.
    names : mapping of str to str
        Name shown of every account.
    """

    points: Points
    check: AuditCheck | None = None
    verifying: bool = False
    wanted: Mapping[str, str] = field(default_factory=dict[str, str])
    page: TrailPage | None = None
    newest: bool = True
    looked: str = ""
    lookers: tuple[Looker, ...] = ()
    flags: tuple[Flag, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    def who(self, account: str) -> str:
        """Return the name shown of an account, with its key."""
        shown = self.names.get(account)
        return f"{shown} ({account})" if shown and shown != account else account


def trail_sections(seen: Inspected, say: Texts) -> list[Piece]:
    """Return the sections of the page."""
    return [
        chain_section(seen, say),
        search_section(seen, say),
        looked_section(seen, say),
        flags_section(seen, say),
        policy_section(say),
    ]


def chain_section(seen: Inspected, say: Texts) -> Piece:
    """Show whether the chain is whole, and the last signed checkpoint."""
    points, check = seen.points, seen.check
    told = (
        [fact(say.say("point_last"), say.say("point_at", seq=points.seq, when=say.moment(points.at)),
              holds=points.valid, verdict=say.say("yes" if points.valid else "no")),
         fact(say.say("point_count"), str(points.count))]
        if points.at is not None
        else [fact(say.say("point_last"), say.say("point_none"))]
    )  # fmt: skip
    if check is not None:
        told.append(
            fact(
                say.say("chain"),
                say.say("chain_whole" if check.whole else "chain_broken", entries=check.entries,
                        points=check.checkpoints,
                        seconds=wording("sheet", say.language).number(check.seconds, 1)),
                holds=check.whole, verdict=say.say("yes" if check.whole else "no"),
            )
        )  # fmt: skip
    findings = bullets(check.findings) if check is not None and check.findings else None
    verify = buttons(action("verify", say.say("verify"), "verify"))
    return section(
        "chain", say.say("chain_heading"), text(say.say("chain_text"), mark="hint"), facts(told), findings,
        text(say.say("verifying")) if seen.verifying else verify,
    )  # fmt: skip


def search_section(seen: Inspected, say: Texts) -> Piece:
    """Show the search, what it found, and ways to older entries and to a file of all of it."""
    search = form("search", say.say("search_name"), say.say("search_button"), "search", _fields(seen, say))
    return section(
        "search", say.say("search_heading"), text(say.say("search_text"), mark="hint"), search,
        *(_found(seen, seen.page, say) if seen.page is not None else ()),
    )  # fmt: skip


def _fields(seen: Inspected, say: Texts) -> list[Piece]:
    wanted = seen.wanted
    everyone = [("", say.say("any")), *((name, seen.who(name)) for name in sorted(seen.names))]
    actions = [("", say.say("any")), *((name, say_action(name, say)) for name in all_actions())]
    outcomes = [("", say.say("any")), *((each, say.say(f"outcome_{each}")) for each in OUTCOMES)]
    return [
        form_field("actor", say.say("column_who"), kind="select", options=everyone,
                   value=wanted.get("actor", "")),
        form_field("action", say.say("column_action"), kind="select", options=actions,
                   value=wanted.get("action", "")),
        form_field("outcome", say.say("column_outcome"), kind="select", options=outcomes,
                   value=wanted.get("outcome", "")),
        form_field("person", say.say("pseudonym"), value=wanted.get("person", "")),
        form_field("since", say.say("since"), kind="date", value=wanted.get("since", "")),
        form_field("until", say.say("until"), kind="date", value=wanted.get("until", "")),
    ]  # fmt: skip


def _found(seen: Inspected, page: TrailPage, say: Texts) -> list[Piece]:
    if not page.entries:
        return [text(say.say("found_none"))]
    columns = [say.say(f"column_{name}") for name in ("when", "who", "action", "outcome", "about", "purpose")]
    shown = table(
        "found", say.say("found_caption"), columns, [_entry(each, seen, say) for each in page.entries],
    )  # fmt: skip
    pager = [
        *([action("newest", say.say("newest"), "search_newest")] if not seen.newest else []),
        *([action("older", say.say("older"), "older")] if page.older is not None else []),
        action("export", say.say("export"), "export"),
    ]
    first, last = page.entries[0].seq, page.entries[-1].seq
    return [text(say.say("found", count=page.found, first=first, last=last)), shown, buttons(*pager)]


def _entry(entry: AuditEntry, seen: Inspected, say: Texts) -> Piece:
    note = entry.note
    return row(
        lines((short_moment(entry.at, say), ""), (say.say("number", seq=entry.seq), "quiet")),
        lines((seen.who(note.actor), ""), (say_role(note.role, say), "quiet")),
        say_action(note.action, say),
        lines((say_outcome(note.outcome, say), "" if note.outcome == "done" else "alert")),
        lines((note.person, ""), (note.subject, "quiet")),
        note.purpose,
    )


def looked_section(seen: Inspected, say: Texts) -> Piece:
    """Show who looked at one file."""
    ask = form(
        "looked", say.say("looked_name"), say.say("looked_button"), "looked",
        [form_field("person", say.say("pseudonym"), value=seen.looked, required=True)],
    )  # fmt: skip
    rows = [
        row(
            lines((seen.who(each.actor), ""), (say_role(each.role, say), "quiet")),
            say_action(each.action, say),
            lines((say_outcome(each.outcome, say), "" if each.outcome == "done" else "alert")),
            str(each.times), short_moment(each.first, say), short_moment(each.last, say),
        )
        for each in seen.lookers
    ]  # fmt: skip
    columns = [say.say(f"column_{name}") for name in ("who", "action", "outcome", "times", "first", "last")]
    caption = say.say("looked_caption", person=seen.looked)
    found = table("lookers", caption, columns, rows) if rows else text(say.say("looked_none"))
    return section(
        "looked", say.say("looked_heading"), text(say.say("looked_text"), mark="hint"), ask,
        found if seen.looked else None,
    )  # fmt: skip


def flags_section(seen: Inspected, say: Texts) -> Piece:
    """Show every file opened outside a caseload, and whether a supervisor looked at it."""
    rows = [
        row(
            seen.who(each.account), each.person, each.purpose, short_moment(each.opened_at, say),
            seen.who(each.seen_by) if each.seen_by else lines((say.say("not_seen"), "alert")),
        )
        for each in reversed(seen.flags)
    ]  # fmt: skip
    columns = [say.say(f"column_{name}") for name in ("who", "person", "purpose", "opened", "seen_by")]
    shown = table("flags", say.say("flags_caption"), columns, rows)
    return section(
        "flags", say.say("flags_heading", count=len(rows)), shown if rows else text(say.say("flags_none"))
    )


def policy_section(say: Texts) -> Piece:
    """Show who may do what: the table that the code enforces."""
    heading, *rows = policy_table()
    columns = [say.say("column_action"), *(say_role(each, say) for each in heading[1:])]
    shown = [row(say_action(cells[0], say), *(say_reach(each, say) for each in cells[1:])) for cells in rows]
    return section(
        "policy", say.say("policy_heading"), text(say.say("policy_text"), mark="hint"),
        table("policy", say.say("policy_caption"), columns, shown),
    )  # fmt: skip


def short_moment(at: datetime, say: Texts) -> str:
    """Write a moment for a narrow column, by the clocks of the office."""
    return f"{say.short_day(at.astimezone(CLOCKS).date())} {say.hour(at)}"


def all_actions() -> Sequence[str]:
    """Return every action that may stand on the trail."""
    return (*(str(each) for each in Action), *BESIDE)


def say_action(name: str, say: Texts) -> str:
    """Return an action in words; one that has none stands as the trail has it."""
    return say.sentences.get(f"action_{name}", name)


def say_outcome(name: str, say: Texts) -> str:
    """Return an outcome in words."""
    return say.sentences.get(f"outcome_{name}", name)


def say_role(name: str, say: Texts) -> str:
    """Return a role in words."""
    return say.sentences.get(f"role_{name}", name)


def say_reach(name: str, say: Texts) -> str:
    """Return how far a role reaches, in words."""
    return say.sentences.get(f"reach_{name}", name)
