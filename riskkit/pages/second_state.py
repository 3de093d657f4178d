"""The state of the second assessor on the assessment page: asked, waited for, compared, agreed."""

from collections.abc import Mapping
from typing import Any, cast

import traitlets

from riskkit.casework.second import Candidate, ask_second, list_candidates, withdraw_second
from riskkit.errors import AccessRefused
from riskkit.pages.assessment_state import AssessmentState
from riskkit.pages.second_view import show_second
from riskkit.pages.texts import check_language
from riskkit.records.judgement import (
    Consensus,
    ItemRating,
    Judgement,
    Rated,
    Rating,
    revise_judgement,
)
from riskkit.records.judgement_check import check_judgement, differing_items
from riskkit.records.judgement_items import says_something

LONGEST = 20_000


class SecondState(traitlets.HasTraits):
    """What the page shows of a second assessor.

    Parameters
    ----------
    main : AssessmentState
        The page that it is a part of.
    """

    texts = traitlets.Dict()
    second = traitlets.Dict()

    def __init__(self, main: AssessmentState) -> None:
        super().__init__()
        self._main = main
        self._person = ""
        self._candidates: tuple[Candidate, ...] | None = None
        self._faults: dict[str, str] = {}
        self._turn = 0
        main.observe(self._follow, names=["file", "texts"])
        self._follow()

    def list_colleagues(self) -> None:
        """Look up who could be asked, and who saw the assessment already."""
        if self._judgement is None:
            return
        try:
            self._candidates = list_candidates(
                self._main.desk.access, self._person, instrument=self._instrument
            )
        except AccessRefused:
            self._candidates = ()
        self._show()

    def ask(self, assessor: object) -> None:
        """Ask a colleague; the assessment stands still from then on."""
        known = {each.account for each in self._candidates or () if not each.seen}
        if assessor not in known:
            self._faults = {"second-assessor": "second_fault_assessor"}
            self._show()
            return
        texts = self._main.words
        ask_second(
            self._main.desk.access, self._person, instrument=self._instrument, assessor=str(assessor),
            why=texts.say("second_asked_note"),
        )  # fmt: skip
        self._main.reload(lambda said: said.say("second_asked_done"))

    def withdraw(self) -> None:
        """Withdraw the question."""
        if self._judgement is None or not self._judgement.waits_for_second:
            return
        texts = self._main.words
        withdraw_second(
            self._main.desk.access, self._person, instrument=self._instrument,
            why=texts.say("second_withdrawn_note"),
        )  # fmt: skip
        self._main.reload(lambda said: said.say("second_withdrawn_done"))

    def agree(self, ratings: object, level: object, reasons: object) -> None:
        """Save what both agree on; it settles every item on which they differ."""
        judgement, form = self._judgement, self._main.form_in_use
        if judgement is None or judgement.second is None or judgement.consensus is not None:
            return
        chosen = cast("Mapping[str, Any]", ratings) if isinstance(ratings, Mapping) else {}
        differing, said = differing_items(judgement), str(reasons or "").strip()
        agreed = {item: _agreed(judgement, item, chosen.get(item), form.rules().levels) for item in differing}
        self._faults = {f"agree-{item}": "agree_fault_item" for item, found in agreed.items() if not found}
        if level not in {each.code for each in form.summary_levels}:
            self._faults["agree-level"] = "agree_fault_level"
        if not says_something(said) or len(said) > LONGEST:
            self._faults["agree-reasons"] = "agree_fault_reasons"
        if self._faults:
            self._show()
            return
        settled = tuple(ItemRating(item=item, rating=found) for item, found in agreed.items() if found)
        at = self._main.desk.access.clock()
        consensus = Consensus(ratings=settled, level=str(level), reasons=said, at=at)
        why = self._main.words.say("agree_note")
        made = revise_judgement(judgement, {"consensus": consensus}, by=self._main.desk.user, at=at, why=why)
        self._main.desk.save(check_judgement(made, form.rules()))
        self._main.reload(lambda texts: texts.say("agree_done"))

    @property
    def _judgement(self) -> Judgement | None:
        return self._main.opened.judgement if self._main.opened else None

    @property
    def _instrument(self) -> str:
        return self._main.form_in_use.reference.id

    def _follow(self, _: object = None) -> None:
        opened = self._main.opened
        self._person = opened.person.id if opened else ""
        self._candidates, self._faults = None, {}
        self.texts = self._main.texts
        self._show()

    def _show(self) -> None:
        self._turn += 1
        judgement = self._judgement
        if judgement is None or not judgement.judged:
            self.second = {}
            return
        shown = show_second(
            judgement, self._candidates, self._faults, self._main.form_in_use, self._main.names,
            self._main.desk.user, check_language(self._main.language),
        )  # fmt: skip
        self.second = {**shown, "turn": self._turn}


def _agreed(judgement: Judgement, item: str, chosen: object, levels: Mapping[str, Any]) -> Rating | None:
    """Return the agreed rating: a level, or an answer without level that one of the two gave."""
    if isinstance(chosen, str) and chosen in levels.get(item, ()):
        return Rated(level=chosen)
    theirs = judgement.second.ratings if judgement.second else ()
    for each in (*judgement.items, *theirs):
        if each.item == item and each.rating.state == chosen and not isinstance(each.rating, Rated):
            return each.rating
    return None
