"""The state of the inspector's page: reads trails, changes nothing, sees no word of a file. No widgets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.casework.supervision import read_flags
from riskkit.casework.trail import (
    TrailQuery,
    export_trail,
    last_checkpoint,
    search_trail,
    verify_trail,
    who_looked_at,
)
from riskkit.errors import Fault, ParameterError
from riskkit.pages.sheet import Piece
from riskkit.pages.sheet_state import SheetState, typed_text
from riskkit.pages.texts import CLOCKS
from riskkit.pages.trail_view import OUTCOMES, Inspected, all_actions, trail_sections
from riskkit.records.audit_check import AuditCheck

SEARCHED = ("actor", "action", "outcome", "person", "since", "until")


class TrailState(SheetState):
    """What the inspector's page shows and does."""

    def __init__(self, desk: Desk, *, clock: Callable[[], datetime] = present_moment) -> None:
        super().__init__(desk, "inspection", clock=clock)
        access = desk.access
        self.seen = Inspected(last_checkpoint(access), flags=read_flags(access), names=self.names)
        self._query = TrailQuery()
        self.seen = replace(self.seen, page=search_trail(access, self._query))

    def sections(self) -> Sequence[Piece]:
        """Return the sections as they are now."""
        return trail_sections(self.seen, self.say)

    def search(self, typed: object) -> None:
        """Search the trail, newest first."""

        def done() -> str:
            wanted = {name: typed_text(typed, name) for name in SEARCHED}
            query = query_of(wanted)
            page = search_trail(self.desk.access, query)
            self._query = query
            self.seen = replace(self.seen, wanted=wanted, page=page, newest=True)
            return self.say.say("found_count", count=page.found)

        self.attempt("search", done)

    def turn(self, *, older: bool) -> None:
        """Show the next older page of what was found, or the newest again."""

        def done() -> str:
            before = self.seen.page.older if older and self.seen.page else None
            page = search_trail(self.desk.access, self._query, before=before)
            self.seen = replace(self.seen, page=page, newest=before is None)
            return self.say.say("found_count", count=page.found)

        self.attempt("search", done)

    def export(self) -> None:
        """Hand out everything that was found as a CSV file; that too is on the trail."""

        def done() -> str:
            content = export_trail(self.desk.access, self._query)
            self.hand_out(f"{self.say.say('export_name')}.csv", content, "text/csv;charset=utf-8")
            return self.say.say("exported")

        self.attempt("search", done)

    def look(self, typed: object) -> None:
        """Show who looked at one file."""

        def done() -> str:
            person = typed_text(typed, "person")
            found = who_looked_at(self.desk.access, person)
            self.seen = replace(self.seen, looked=person, lookers=found)
            return self.say.say("looked_count", count=sum(each.times for each in found), person=person)

        self.attempt("looked", done)

    def verify(self) -> None:
        """Have the chain verified, however long it is."""
        self.background.start(lambda: verify_trail(self.desk.access))
        self.seen = replace(self.seen, verifying=True)
        self.draw()

    def check_verified(self) -> None:
        """Show how a verification ended, once it has."""
        ended = self.background.take()
        if ended is None:
            return
        self.seen = replace(self.seen, verifying=False)
        self.draw()
        check: AuditCheck = ended.result()
        self.seen = replace(self.seen, check=check, points=last_checkpoint(self.desk.access))
        self.tell(
            "chain", self.say.say("verified" if check.whole else "verified_broken"), wrong=not check.whole
        )
        self.draw()


def query_of(wanted: Mapping[str, Any]) -> TrailQuery:
    """Return a search from what was typed; days are days by the clocks of the office.

    Raises
    ------
    ParameterError
        A day is none, the period ends before it begins, or an action or outcome is not known.
    """
    since, until = (_day(wanted, name) for name in ("since", "until"))
    faults = [
        *([Fault("period", "ends before it begins")] if since and until and until < since else []),
        *([Fault("action", "is not known")] if wanted["action"] not in ("", *all_actions()) else []),
        *([Fault("outcome", "is not known")] if wanted["outcome"] not in ("", *OUTCOMES) else []),
    ]
    if faults:
        raise ParameterError(faults)
    return TrailQuery(
        actor=wanted["actor"], action=wanted["action"], outcome=wanted["outcome"], person=wanted["person"],
        since=_start(since) if since else None, until=_start(until + timedelta(days=1)) if until else None,
    )  # fmt: skip


def _day(wanted: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(wanted[name]) if wanted[name] else None
    except ValueError:
        raise ParameterError(Fault("day", "is none", "year-month-day")) from None


def _start(day: date) -> datetime:
    """Return the first moment of a day here; in the night that the clocks change too."""
    return datetime.combine(day, time.min, CLOCKS)
