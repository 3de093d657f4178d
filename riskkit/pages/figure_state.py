"""The state of the statistics on the assessment page: after the own judgement, or not at all. No widgets.

What is decided here is only what to ask. Whether a figure may be seen is decided by
`riskkit.casework.figures`, and whether a model may be used by `riskkit.stewardship.gates`.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast, get_args

import traitlets

from riskkit.casework import OpenFile
from riskkit.casework.figures import note_base_rate, why_no_figure
from riskkit.pages.assessment_state import AssessmentState
from riskkit.pages.base_rate_statement import BaseRateStatement, base_rate_statement
from riskkit.pages.figure_inputs import read_inputs
from riskkit.pages.figure_source import (
    POPULATIONS,
    GivenFigure,
    OfferedModel,
    give_estimate,
    offered_models,
    refusals_now,
)
from riskkit.pages.figure_view import Shown, show_statistics
from riskkit.pages.texts import check_language
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_figures import override_level
from riskkit.records.judgement_final import Ground
from riskkit.records.judgement_items import says_something
from riskkit.stewardship.gates import Refusal, UseRefused
from riskkit.stewardship.registry import Registry

GROUNDS: tuple[str, ...] = get_args(Ground)


class FigureState(traitlets.HasTraits):
    """What the page shows of statistics, beside one assessment.

    Parameters
    ----------
    main : AssessmentState
        The page that it is a part of.
    registry : Registry
        Where models are registered; read anew at every question.
    evidence : Path
        Published counts, for where no individual figure is given.
    """

    texts = traitlets.Dict()
    figure = traitlets.Dict()

    def __init__(self, main: AssessmentState, registry: Registry, evidence: Path) -> None:
        super().__init__()
        self._main, self._registry, self._evidence = main, registry, evidence
        self._about: tuple[str, str] = ("", "")
        self._turn = 0
        self._forget()
        main.observe(self._follow, names=["file", "texts"])
        self._follow()

    def look(self) -> None:
        """Ask what statistics there are: a model's questions, or the base rate and why no more."""
        opened = self._ready()
        if opened is None:
            return
        self._forget()
        population = POPULATIONS[opened.person.setting]
        self._offered = offered_models(self._registry, population=population, today=self._today())
        if any(not each.refusals for each in self._offered):
            self._show()
        else:
            self._state_base_rate(opened)

    def compute(self, model: object, values: object, time: object) -> None:
        """Ask for this person's figure; what was typed that does not fit is said at its field."""
        opened = self._ready()
        found = next((each for each in self._offered if each.id == model and not each.refusals), None)
        if opened is None or found is None or found.model is None or found.card is None:
            return
        inputs = read_inputs(found.model, values, time)
        self._faults, self._refused, self._withdrawn, self._given = inputs.faults, (), (), None
        self._answers = inputs.typed
        if inputs.faults:
            self._show()
            return
        try:
            self._given = give_estimate(
                self._main.desk.access, self._registry, opened.person.id,
                instrument=self._main.form_in_use.reference.id, model=found.id, values=inputs.values,
                time=inputs.time, population=POPULATIONS[opened.person.setting],
                language=check_language(self._main.language),
            )  # fmt: skip
        except UseRefused as error:
            self._refused = error.refusals
            self._state_base_rate(opened)
            return
        self._main.reload()
        self._show()

    def check(self) -> None:
        """Look whether the figure on the page still stands; take it away if it does not."""
        opened, given = self._main.opened, self._given
        if opened is None or given is None:
            return
        population = POPULATIONS[opened.person.setting]
        found = refusals_now(self._registry, given.estimate, population=population, today=self._today())
        if found:
            self._given, self._withdrawn = None, found
            self._offered = offered_models(self._registry, population=population, today=self._today())
            self._show()

    def override(self, level: object, ground: object, reasons: object) -> None:
        """Change the level after figures were seen: it stands beside the judgement, with its reasons."""
        opened, judgement = self._main.opened, self._judgement()
        if opened is None or judgement is None:
            return
        form, said = self._main.form_in_use, str(reasons or "").strip()
        self._faults = {}
        if level not in {each.code for each in form.summary_levels} or level == judgement.standing_level:
            self._faults["override-level"] = "override_fault_level"
        if ground not in GROUNDS:
            self._faults["override-ground"] = "override_fault_ground"
        if not says_something(said) or len(said) > 20_000:
            self._faults["override-reasons"] = "override_fault_reasons"
        if self._faults:
            self._show()
            return
        made = override_level(
            judgement, level=str(level), reasons=said, by=self._main.desk.user, at=self._now(),
            ground=cast("Ground", ground),
        )  # fmt: skip
        self._main.desk.save(made)
        self._main.reload(lambda texts: texts.say("override_saved"))

    def _state_base_rate(self, opened: OpenFile) -> None:
        """Put on record that the base rate is shown, then show it."""
        statement = base_rate_statement(self._evidence)
        note_base_rate(
            self._main.desk.access, opened.person.id, instrument=self._main.form_in_use.reference.id,
            evidence=statement.fingerprint, language=check_language(self._main.language),
        )  # fmt: skip
        self._base = statement
        self._main.reload()
        self._show()

    def _follow(self, _: object = None) -> None:
        """Show again after the page moved on; another file or another assessment starts afresh."""
        opened = self._main.opened
        record = opened.judgement.record if opened and opened.judgement else ""
        about = (opened.person.id if opened else "", record)
        if about != self._about:
            self._about = about
            self._forget()
        self.texts = self._main.texts
        self._show()

    def _forget(self) -> None:
        self._offered: tuple[OfferedModel, ...] = ()
        self._base: BaseRateStatement | None = None
        self._given: GivenFigure | None = None
        self._refused: tuple[Refusal, ...] = ()
        self._withdrawn: tuple[Refusal, ...] = ()
        self._faults: dict[str, str] = {}
        self._answers: Mapping[str, Any] = {}

    def _ready(self) -> OpenFile | None:
        """Return the open file, if this user may see figures beside it."""
        opened = self._main.opened
        if opened is None or why_no_figure(opened.judgement, self._main.desk.user) is not None:
            return None
        return opened

    def _judgement(self) -> Judgement | None:
        opened = self._main.opened
        return opened.judgement if opened else None

    def _now(self) -> datetime:
        return self._main.desk.access.clock()

    def _today(self) -> date:
        return self._now().astimezone(UTC).date()

    def _show(self) -> None:
        opened = self._main.opened
        if opened is None or opened.blind is not None:
            self.figure = {}
            return
        self._turn += 1
        shown = Shown(
            opened.judgement, self._main.desk.user, self._offered, self._base, self._given, self._refused,
            self._withdrawn, self._faults, self._answers,
        )  # fmt: skip
        language = check_language(self._main.language)
        self.figure = {
            **show_statistics(shown, self._main.form_in_use, self._main.names, language),
            "turn": self._turn,
        }
