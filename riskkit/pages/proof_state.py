"""The state of the page that proves a figure. No widgets; every right is decided in `riskkit.casework`."""

from collections.abc import Callable, Sequence
from datetime import datetime

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.instruments.loader import library_files
from riskkit.pages.proof import prove
from riskkit.pages.proof_parts import Places, Proof
from riskkit.pages.proof_sources import report_choices
from riskkit.pages.proof_view import proof_sections
from riskkit.pages.sheet import Piece
from riskkit.pages.sheet_state import SheetState, typed_text
from riskkit.stewardship.registry import Registry

STORED = "rk-proof"
"""Name in the tab's storage under which other pages leave a reference code."""


class ProofState(SheetState):
    """What the page shows and does."""

    def __init__(self, desk: Desk, places: Places, *, clock: Callable[[], datetime] = present_moment) -> None:
        super().__init__(desk, "proof", clock=clock)
        self._places = places
        self._code = ""
        self._proof: Proof | None = None
        self._choices = [
            *(f"model-{name}-{each}" for name in self._models() for each in self._versions(name)),
            *(f"instrument-{path.stem}" for path in library_files()),
        ]

    @property
    def takes(self) -> str:
        """Name in the tab's storage of the code that another page left."""
        return STORED

    def sections(self) -> Sequence[Piece]:
        """Return the sections as they are now."""
        reports = report_choices(self._places.reports, user=self.desk.user)
        choices = [(each, each.replace("-", " ", 1)) for each in self._choices]
        return proof_sections(self._code, self._proof, choices, reports, self.say)

    def prove(self, code: str) -> None:
        """Prove the figure of a reference code."""

        def done() -> str:
            self._code, self._proof = code, None
            today = self.today
            self._proof = prove(self.desk.access, code.strip(), self._places, today=today)
            return self.say.say("proved" if self._proof.holds else "proved_not")

        self.attempt("ask", done, clears=("code", "pick"), then="result")

    def begin(self, code: object) -> None:
        """Prove the figure that another page of this tab asked about."""
        self.prove(str(code) if isinstance(code, str) else "")

    def pick(self, typed: object) -> None:
        """Prove a model or an instrument that was chosen from the list."""
        self.prove(typed_text(typed, "code"))

    def _models(self) -> tuple[str, ...]:
        return Registry(self._places.registry).ids()

    def _versions(self, name: str) -> tuple[str, ...]:
        from riskkit.errors import StoreError

        try:
            return Registry(self._places.registry).versions(name)
        except StoreError:  # tampered with: it cannot be offered, and the steward's page says so
            return ()
