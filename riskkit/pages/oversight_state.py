"""The state of the supervisor's page. No widgets; every right is decided in `riskkit.casework`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.casework.caseload import read_caseload
from riskkit.casework.oversight import read_oversight
from riskkit.casework.retention import list_due
from riskkit.casework.supervision import (
    acknowledge,
    end_responsibility,
    erase_for_good,
    make_responsible,
    read_flags,
)
from riskkit.errors import Fault, ParameterError
from riskkit.pages.oversight_view import Overseen, oversight_sections
from riskkit.pages.sheet import Piece
from riskkit.pages.sheet_state import SheetState, typed_text


class OversightState(SheetState):
    """What the supervisor's page shows and does."""

    def __init__(self, desk: Desk, *, clock: Callable[[], datetime] = present_moment) -> None:
        super().__init__(desk, "oversight", clock=clock)
        self.seen = self._read()

    @property
    def synthetic(self) -> bool:
        """Whether made-up people show on the page."""
        return any(each.person.synthetic for each in self.seen.entries)

    def sections(self) -> Sequence[Piece]:
        """Return the sections as they are now."""
        return oversight_sections(self.seen, self.say)

    def acknowledge(self, flag: object) -> None:
        """Note that a file opened outside a caseload was looked at."""

        def done() -> str:
            found = next((each for each in self.seen.flags if each.id == flag), None)
            if found is None:
                raise ParameterError(Fault("flag", "is not in the list"))
            acknowledge(self.desk.access, found)
            self.seen = self._read()
            return self.say.say("acknowledged", person=found.person)

        self.attempt("flags", done)

    def give(self, person: str, colleague: str) -> None:
        """Make a colleague responsible for a person."""

        def done() -> str:
            make_responsible(self.desk.access, colleague=colleague, person=person)
            self.seen = self._read()
            return self.say.say("given", person=person, who=self.names.get(colleague, colleague))

        self.attempt("assign", done, clears=("give", "end"))

    def end(self, held: str) -> None:
        """End that a colleague is responsible for a person; ``held`` is account and pseudonym."""

        def done() -> str:
            colleague, _, person = held.partition("/")
            end_responsibility(self.desk.access, colleague=colleague, person=person)
            self.seen = self._read()
            return self.say.say("ended", person=person, who=self.names.get(colleague, colleague))

        self.attempt("assign", done, clears=("give", "end"))

    def erase(self, person: str, typed: object) -> None:
        """Erase a file whose term has passed, for good."""

        def done() -> str:
            erase_for_good(
                self.desk.access, person, typed=typed_text(typed, "typed"),
                reasons=typed_text(typed, "reasons"), today=self.today,
            )  # fmt: skip
            self.seen = self._read()
            return self.say.say("erased", person=person)

        self.attempt("retention", done)

    def _read(self) -> Overseen:
        access = self.desk.access
        return Overseen(
            read_oversight(access), read_caseload(access), read_flags(access),
            list_due(access, today=self.today), self.names, self.today,
        )  # fmt: skip
