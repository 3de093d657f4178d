"""The measures that a case conference can weigh, as data: what each is, by which law, with what effect.

The file says of every legal ground whether its source was read, and of every effect whether
anything is known. What is not known is said; nothing is filled in.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from riskkit.parameters import Parameters, read_parameters
from riskkit.parameters.labels import Language, Text
from riskkit.wording import wording

FILE: Final = Path(__file__).parent / "conference_measures.yaml"

Group = Literal["judicial", "administrative", "care", "supervision", "reintegration"]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,60}$")]


class LegalGround(Parameters):
    """By which law; ``checked`` says that the source named was read, ``unverified`` that it was not."""

    text: Text
    source: Annotated[str, Field(min_length=1, max_length=1000)]
    status: Literal["checked", "unverified"]


class Effect(Parameters):
    """What is known about effect: from a source, only about how it was carried out, or nothing."""

    text: Text
    source: Annotated[str, Field(max_length=1000)]
    status: Literal["known", "process", "none"]

    @model_validator(mode="after")
    def _check_source(self) -> Self:
        if (self.status == "none") != (not self.source):
            raise ValueError("what is known has a source, and what is not known has none")
        return self


class CandidateMeasure(Parameters):
    """One measure.

    Attributes
    ----------
    id, group, name, what : str, str, Text, Text
        What it is called and what it comes down to, in our own words.
    decides : Text
        Who may impose or grant it.
    law, effect : LegalGround, Effect
        Its ground, and what is known about its effect.
    burden : Text
        What it costs in private life.
    lighter : tuple of str
        Ids of measures that intrude less.
    also_lighter : Text
        What else would.
    for_children : bool
        May be weighed for a child who is suspected of nothing.
    """

    id: Id
    group: Group
    name: Text
    what: Text
    decides: Text
    law: LegalGround
    effect: Effect
    burden: Text
    lighter: tuple[Id, ...]
    also_lighter: Text
    for_children: bool

    def ground(self, language: Language) -> str:
        """Say the legal ground with its source, and that it is unverified where it is."""
        return _say(
            language, f"law_{self.law.status}", text=self.law.text.in_(language), source=self.law.source
        )

    def evidence(self, language: Language) -> str:
        """Say what is known about effect with its source, or that nothing is known."""
        said = self.effect.text.in_(language)
        return _say(language, f"effect_{self.effect.status}", text=said, source=self.effect.source)


class _Catalogue(Parameters):
    measures: Annotated[tuple[CandidateMeasure, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _check_ids(self) -> Self:
        names = [each.id for each in self.measures]
        if len(set(names)) != len(names):
            raise ValueError("two measures have the same id")
        unknown = {other for each in self.measures for other in each.lighter} - set(names)
        if unknown:
            raise ValueError(f"a lighter measure is not in the catalogue: {', '.join(sorted(unknown))}")
        if any(each.id in each.lighter for each in self.measures):
            raise ValueError("a measure is not lighter than itself")
        return self


@cache
def candidate_measures(path: Path = FILE) -> Mapping[str, CandidateMeasure]:
    """Return the catalogue, by id, in its own order.

    Parameters
    ----------
    path : Path
        An organisation's own catalogue in place of the one shipped.

    Raises
    ------
    ParameterError
        The file is not what a catalogue should be; it says every fault with its line.
    """
    read = read_parameters(path, _Catalogue)
    return MappingProxyType({each.id: each for each in read.measures})


def _say(language: Language, key: str, **gaps: str) -> str:
    return wording("sharing", language)(key, **gaps)
