"""Made-up cases to practise structured judgement on, each with a reference answer and its reasons."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import Field, model_validator

import riskkit.instruments
from riskkit.errors import Fault, InstrumentError
from riskkit.instruments import Instrument, load
from riskkit.parameters import Parameters, read_parameters
from riskkit.parameters.labels import Text

FOLDER: Final = Path(riskkit.instruments.__file__).parent / "practice"
"""One YAML a case; its file name is its id. Everyone in them is SYNTHETIC."""


class StoryPart(Parameters):
    """A part of what a file would say, under its heading."""

    heading: Text
    text: Text


class Reference(Parameters):
    """How an item is best answered on what the story tells.

    Attributes
    ----------
    level : str or None
        One of the item's levels; None where too little is known to choose one.
    unknown : bool
        Whether too little is known.
    reason : Text
        Why, from the story.
    """

    level: str | None = None
    unknown: bool = False
    reason: Text

    @model_validator(mode="after")
    def _one(self) -> "Reference":
        if (self.level is None) != self.unknown:
            raise ValueError("give a level, or say that it is unknown")
        return self


class SummaryReference(Parameters):
    """The summary judgement that fits the story best, with the reason."""

    level: str
    reason: Text


class PracticeCase(Parameters):
    """One case.

    Attributes
    ----------
    id, instrument, instrument_version : str
        Its name, and for which instrument it is.
    title : Text
        Who it is about, made up.
    story : tuple of StoryPart
        What is known.
    answers : mapping of str to Reference
        One for every item.
    summary : SummaryReference
        Weighed by people, never added up.
    """

    id: str
    instrument: str
    instrument_version: str
    title: Text
    story: tuple[StoryPart, ...] = Field(min_length=1)
    answers: dict[str, Reference]
    summary: SummaryReference


@cache
def practice_cases() -> tuple[PracticeCase, ...]:
    """Return every case, checked against its instrument.

    Raises
    ------
    InstrumentError
        A case does not fit its instrument; it says where.
    ParameterError
        A file is not what a case should be.
    """
    cases = tuple(read_parameters(path, PracticeCase) for path in sorted(FOLDER.glob("*.yaml")))
    faults = [fault for case in cases for fault in case_faults(case, load(case.instrument))]
    if faults:
        raise InstrumentError(faults)
    return cases


def practice_case(case: str) -> PracticeCase | None:
    """Return one case; None if there is none of that name."""
    return next((each for each in practice_cases() if each.id == case), None)


def case_faults(case: PracticeCase, instrument: Instrument) -> Iterator[Fault]:
    """Yield where a case does not fit its instrument: items, levels, version."""
    where = f"practice case '{case.id}'"
    if case.instrument_version != instrument.version:
        yield Fault(where, "was written for another version of its instrument", instrument.version)
    items = {item.id: item for item in instrument.items}
    if set(case.answers) != set(items):
        yield Fault(where, "does not answer exactly the items of its instrument", ", ".join(items))
    for name in set(case.answers) & set(items):
        answer, item = case.answers[name], items[name]
        levels = [str(option.code) for option in item.options]
        if answer.level is not None and answer.level not in levels:
            yield Fault(f"{where}, item '{name}'", "has a level that the item lacks", ", ".join(levels))
        if answer.unknown and item.unknown != "allowed":
            yield Fault(f"{where}, item '{name}'", "is unknown, which the item does not allow")
    rule = instrument.rule
    levels = [str(each.code) for each in rule.levels] if rule.kind == "judgement" else []
    if case.summary.level not in levels:
        yield Fault(where, "has a summary judgement that its instrument lacks", ", ".join(levels))
