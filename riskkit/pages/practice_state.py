"""The state of the practice page: which case is open, what is kept, what came of it. No widgets."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import traitlets
from pydantic import ValidationError

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.casework.practice import begin_case, keep_answers, lacking, lock_case, open_practice
from riskkit.casework.practice_cases import PracticeCase, practice_case, practice_cases
from riskkit.casework.practice_progress import Answers, Attempt, read_progress
from riskkit.errors import AccessRefused, Fault, JudgementError
from riskkit.instruments import load
from riskkit.pages import practice_view as view
from riskkit.pages.instrument_form import InstrumentForm, form_of
from riskkit.pages.page_state import PageState
from riskkit.pages.texts import LANGUAGES, Language, Texts, check_language, read_texts

AGAIN_SECONDS: Final = 30.0
"""How long not to start working out figures again."""


class PracticeState(PageState):
    """What the practice page shows and does.

    Parameters
    ----------
    desk : Desk
        The way to the store, for the user whom the server named.
    measure : callable
        Starts the process that works out the figures of a trainee's locked attempts.
    clock : callable
        Returns the present moment with its time zone.
    """

    language = traitlets.Unicode("nl")
    texts = traitlets.Dict()
    who = traitlets.Unicode("")
    cases = traitlets.List()
    case = traitlets.Dict()
    result = traitlets.Dict()
    outcome = traitlets.Dict()
    kept = traitlets.Dict()

    def __init__(
        self, desk: Desk, measure: Callable[[str], None], *, clock: Callable[[], datetime] = present_moment
    ) -> None:
        super().__init__()
        self._access, self._measure, self._clock = desk.access, measure, clock
        self.who = desk.names_shown().get(desk.user, desk.user)
        self._progress = open_practice(self._access)
        self._forms = _forms()
        self._open: tuple[PracticeCase, Attempt] | None = None
        self._shown: tuple[PracticeCase, Attempt] | None = None
        self._faults: list[tuple[str, str]] = []
        self._turn, self._opened, self._tried = 0, 0, float("-inf")
        self.choose_language("nl")

    def choose_language(self, code: object) -> None:
        """Say everything in another language; what is typed stays with the browser."""
        self.failure = ""
        self.language = check_language(code)
        self.texts = self._texts.sentences
        self._show()

    def begin(self, case: object) -> None:
        """Open a case to answer: the attempt that is open, or a new one."""
        found = practice_case(str(case))
        if found is None:
            return
        self.failure = ""
        self._progress = begin_case(self._access, found.id)
        attempt = self._progress.open_attempt(found.id)
        self._open, self._shown, self._faults = (found, attempt) if attempt else None, None, []
        self._opened += 1
        self._show()

    def keep(self, sent: object, turn: object) -> None:
        """Keep what is being typed; ``turn`` comes back in ``kept``."""
        if self._open is None:
            return
        self._progress = keep_answers(self._access, self._open[0].id, _read(sent))
        self.kept = {"turn": turn, "text": self._texts.say("kept", when=self._texts.hour(self._clock()))}

    def lock(self, sent: object) -> None:
        """Lock the answers and show the reference, or say everything that is missing."""
        if self._open is None:
            return
        self.failure = ""
        case, answers = self._open[0], _read(sent)
        self._faults = lacking(case, answers)
        if not self._faults:
            try:
                self._progress = lock_case(self._access, case.id, answers)
            except AccessRefused:  # locked in another tab: what was locked there counts
                self._progress = read_progress(self._access.user)
            self._open = None
            self._show_locked(case)
        self._show(fresh=True)

    def look(self, case: object) -> None:
        """Show the last locked attempt at a case beside the reference."""
        found = practice_case(str(case))
        if found is not None and self._progress.locked(found.id):
            self.failure = ""
            self._open, self._faults = None, []
            self._show_locked(found)
            self._show()

    def check_figures(self) -> None:
        """See whether the figures are worked out, and that somebody does it."""
        if self._shown is None or self._shown[1].agreement is not None:
            return
        self._progress = read_progress(self._access.user)
        self._show_locked(self._shown[0])
        self._show_result()

    @property
    def _texts(self) -> Texts:
        return read_texts(check_language(self.language), "practice")

    def _form(self, case: PracticeCase) -> InstrumentForm:
        return self._forms[case.instrument][check_language(self.language)]

    def _show_locked(self, case: PracticeCase) -> None:
        """Take the last locked attempt at a case, and have its figures worked out if need be."""
        attempt = self._progress.locked(case.id)[-1]
        self._shown = (case, attempt)
        if attempt.agreement is None and time.monotonic() - self._tried >= AGAIN_SECONDS:
            self._tried = time.monotonic()
            self._measure(self._access.user)

    def _show(self, *, fresh: bool = False) -> None:
        """Pass everything on; faults that are fresh are where the user goes on."""
        texts = self._texts
        self.cases = view.show_cases(self._progress, texts)
        self._show_result()
        if self._open is None:
            self.case = {}
        else:
            case, attempt = self._open
            shown = view.show_case(case, attempt, self._form(case), texts)
            self.case = {**shown, "turn": self._opened}
        self._turn += 1
        form = self._form(self._open[0]) if self._open else None
        faults = [view.fault_sentence(*each, form, texts) for each in self._faults] if form else []
        self.outcome = {"turn": self._turn, "faults": faults, "fresh": fresh}

    def _show_result(self) -> None:
        shown = self._shown
        self.result = view.show_result(*shown, self._form(shown[0]), self._texts) if shown else {}


def _forms() -> dict[str, dict[Language, InstrumentForm]]:
    """Return the forms of every instrument that there are cases for."""
    names = sorted({each.instrument for each in practice_cases()})
    return {name: {code: form_of(load(name), code) for code in LANGUAGES} for name in names}


def _read(sent: object) -> Answers:
    """Return what the browser sent as answers; JudgementError if it has another shape."""
    try:
        content: Any = dict(sent) if isinstance(sent, Mapping) else {}
        return Answers.model_validate(content)
    except ValidationError:
        raise JudgementError(Fault("answers", "have another shape than the form")) from None
