"""The state of the steward's page: models and instruments, never a file's words. No widgets."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

from riskkit.casework import Desk
from riskkit.casework.access import Access, present_moment
from riskkit.errors import Fault, ParameterError
from riskkit.instruments.loader import library_files
from riskkit.pages.sheet import Piece
from riskkit.pages.sheet_state import SheetState, typed_text
from riskkit.pages.stewarding import (
    SHORTEST_REASON,
    Decision,
    Done,
    Watched,
    actor_of,
    compliance,
    decide,
    model_card,
    note_card,
    read_watched,
)
from riskkit.pages.stewarding_use import count_use
from riskkit.pages.stewarding_view import (
    Stewarded,
    say_cases,
    standing_lines,
    stewarding_sections,
)
from riskkit.stewardship.instrument_card import InstrumentCard, write_instrument_card
from riskkit.stewardship.recompute import Recomputed
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.written import Written

Work = Literal["recompute", "use"]
"""What takes long, by the section in which it is asked."""

TOLD: Final[Mapping[Done, str]] = {
    "suspended": "suspended_done", "resume_asked": "asked_done", "resumed": "resumed_done",
}  # fmt: skip
"""Which sentence tells what was decided."""


@dataclass(frozen=True, slots=True)
class StewardPlaces:
    """Where the registry and the tests are, and which instruments there are."""

    registry: Path
    tests: Path
    instruments: tuple[str, ...]


def library_ids() -> tuple[str, ...]:
    """Return the ids of the library's instruments, by their files: none is loaded."""
    return tuple(path.stem for path in library_files())


class StewardingState(SheetState):
    """What the steward's page shows and does."""

    def __init__(
        self, desk: Desk, places: StewardPlaces, *, clock: Callable[[], datetime] = present_moment
    ) -> None:
        super().__init__(desk, "stewardship", clock=clock)
        self._places = places
        self._open: tuple[str, str] | None = None
        self._asked: Work = "recompute"
        self.seen = Stewarded(self._watched(), marks=compliance(desk.access, places.tests))

    def sections(self) -> Sequence[Piece]:
        """Return the sections as they are now."""
        return stewarding_sections(self.seen, self.say)

    def choose_language(self, code: object) -> None:
        """Say everything in another language, an open card included."""
        super().choose_language(code)
        if self.seen.chosen is not None:
            self.seen = replace(self.seen, card=self._card(self.seen.chosen))
            self.draw()

    def open_card(self, kind: str, name: str) -> None:
        """Show the card of a model or an instrument."""

        def done() -> str:
            found = self._named(kind, name)
            self._open = (kind, name)
            self.seen = replace(self.seen, chosen=found, card=self._card(found))
            return self.say.say("card_opened", name=name)

        self.attempt("card", done)

    def decide(self, kind: str, name: str, version: str, decision: Decision, typed: object) -> None:
        """Suspend a version, or let it be used again; the logged-in account decides."""

        def done() -> str:
            found = self._named(kind, name)
            done = decide(self.desk.access, self._places.registry, found.standing.kind, name, version,
                          decision, why=typed_text(typed, "why"))  # fmt: skip
            self._read_again()
            return self.say.say(TOLD[done], name=name, version=version)

        at = "instruments" if kind == "instrument" else "models"
        self.attempt(at, done)

    def recompute(self, typed: object) -> None:
        """Compute every estimate ever shown again with one version; nothing is written or overwritten."""
        name, _, version = typed_text(typed, "model").partition("/")
        why = typed_text(typed, "why")

        def begin() -> str:
            access = self.desk.access
            registry = Registry(self._places.registry, actor=actor_of(access))
            self._begin("recompute", why, lambda: _corrected(access, registry, name, version, why))
            self.seen = replace(self.seen, examined=None, changed=(), recomputed=f"{name} {version}")
            return self.say.say("recompute_begun")

        self.attempt("recompute", begin)

    def count_use(self, typed: object) -> None:
        """Count what was done with a model's figures: groups only, as disclosure control lets them leave."""
        name, why = typed_text(typed, "model"), typed_text(typed, "why")

        def begin() -> str:
            access, folder = self.desk.access, self._places.registry
            self._begin("use", why, lambda: count_use(access, folder, name, why=why))
            self.seen = replace(self.seen, used=None)
            return self.say.say("use_begun")

        self.attempt("use", begin)

    def check_work(self) -> None:
        """Show what a dry run or a count found, once it has ended."""
        ended, asked = self.background.take(), self._asked
        if ended is None:
            return

        def done() -> str:
            if asked == "use":
                self.seen = replace(self.seen, used=ended.result())
                return self.say.say("use_done")
            examined, changed = ended.result()
            self.seen = replace(self.seen, examined=examined, changed=changed)
            return self.say.say("recompute_done")

        self.attempt(asked, done, clears=(asked,))

    def _begin(self, asked: Work, why: str, work: Callable[[], object]) -> None:
        """Start what takes long, for a reason; one at a time."""
        if len(why) < SHORTEST_REASON:
            raise ParameterError(Fault("reason", "says too little"))
        if self.background.busy:
            raise ParameterError(Fault("work", "is under way"))
        self._asked = asked
        self.background.start(work)

    def _named(self, kind: str, name: str) -> Watched:
        found = self.seen.named(kind, name)
        if found is None or found.standing.state is None:
            raise ParameterError(Fault("model", "is not in the registry"))
        return found

    def _card(self, found: Watched) -> Written | None:
        standing, say = found.standing, self.say
        if isinstance(standing.card, InstrumentCard) and standing.state is not None:
            note_card(self.desk.access, standing)
            told = "; ".join(said for said, _ in standing_lines(standing, say))
            return write_instrument_card(
                standing.card, standing.state, told, say_cases(standing, say), language=say.language
            )
        return model_card(
            self.desk.access, self._places.registry, standing.id, standing.version, language=say.language,
            today=self.today,
        )  # fmt: skip

    def _watched(self) -> tuple[Watched, ...]:
        return read_watched(
            self.desk.access, self._places.registry, self._places.instruments, today=self.today
        )

    def _read_again(self) -> None:
        self.seen = replace(self.seen, watched=self._watched(), chosen=None, card=None)
        if self._open is not None and (found := self.seen.named(*self._open)) is not None:
            self.seen = replace(self.seen, chosen=found, card=self._card(found))


def _corrected(
    access: Access, registry: Registry, name: str, version: str, why: str
) -> tuple[int, tuple[Recomputed, ...]]:
    from riskkit.analyses.model_correction import correct  # loads what fits models: only when asked

    found = correct(access, registry, name, version, purpose=why)
    return found.examined, found.changed
