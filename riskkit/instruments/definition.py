"""One instrument as data: the content of its file, typed, frozen and free of contradictions."""

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from riskkit.instruments.bands import ResultBands
from riskkit.instruments.case_table import Case, CaseTable, SecondEntry
from riskkit.instruments.description import Licence, Population, Source, Status
from riskkit.instruments.item import Domain, Item, MissingPolicy
from riskkit.instruments.quantity import Monotone, Order
from riskkit.instruments.rules import Rule
from riskkit.instruments.terms import Term
from riskkit.instruments.words import Horizon, Id, Part, Words

if TYPE_CHECKING:
    from riskkit.instruments.engine import Engine

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Instrument(Part):
    """One instrument: what its file says, and the fingerprint of that file.

    Attributes
    ----------
    id, version : str
        Its name (that of the file too) and the version of the definition.
    hash : str
        SHA-256 of the file, in hexadecimal; not in the file itself.
    name : Words
        Its full name.
    status : {"active", "retired", "demonstration", "owner-supplied"}
        Whether and how it may be used.
    population, intended_use, misuse, outcome : Population, Words, Words, Words
        For whom, for what, what not to do with it, and what is judged or predicted.
    horizons : tuple of str
        Lengths of follow-up that a probability refers to (``1y``); empty without one.
    sources, licence : tuple of Source, Licence
        Where content and numbers come from, and the terms.
    domains : tuple of Domain
        The items, in order, under their headings.
    missing : MissingPolicy
        What happens with missing answers.
    impossible : tuple of Order
        Answers that cannot go together.
    rule : JudgementRule, Points, PointsToProbability, Logistic or Cox
        How answers lead to a result.
    bands : ResultBands or None
        The bands of the result.
    monotone : Monotone or None
        Items with which the result can only rise, or only fall.
    second_entry : SecondEntry or None
        The numbers of rule and bands, written down a second time; every computed rule has it.
    cases : tuple of CaseTable
        Worked examples; every computed rule has them.
    """

    id: Id
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.+-]*$", max_length=40)]
    hash: Sha256
    name: Words
    status: Status
    population: Population
    outcome: Words
    horizons: tuple[Horizon, ...]
    intended_use: Words
    misuse: Words
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    licence: Licence
    domains: Annotated[tuple[Domain, ...], Field(min_length=1)]
    missing: MissingPolicy
    impossible: tuple[Order, ...] = ()
    rule: Rule
    bands: ResultBands | None = None
    monotone: Monotone | None = None
    second_entry: SecondEntry | None = None
    cases: tuple[CaseTable, ...] = ()

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        for what, names in (
            ("domain", [domain.id for domain in self.domains]),
            ("item", [item.id for domain in self.domains for item in domain.items]),
            ("source", [source.id for source in self.sources]),
        ):
            if twice := [name for name, count in Counter(names).items() if count > 1]:
                raise ValueError(f"gives the {what} id '{twice[0]}' {Counter(names)[twice[0]]} times")
        return self

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items, in order."""
        return tuple(item for domain in self.domains for item in domain.items)

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def worked_cases(self) -> tuple[Case, ...]:
        """All worked examples, in order."""
        return tuple(case for table in self.cases for case in table.cases)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The parts that the result is added up from; none in a judgement."""
        return () if self.rule.kind == "judgement" else self.rule.terms

    def domain_of(self, item_id: str) -> Domain:
        """Return the domain of an item; KeyError where there is none of that id."""
        for domain in self.domains:
            if any(item.id == item_id for item in domain.items):
                return domain
        raise KeyError(item_id)

    def item(self, item_id: str) -> Item:
        """Return one item; KeyError where there is none of that id."""
        return self._by_id[item_id]

    @cached_property
    def engine(self) -> "Engine":
        """Its arithmetic; made when first used, so that a judgement loads no numerical library."""
        from riskkit.instruments.engine import Engine

        return Engine(self)

    def with_parts(self, **parts: Any) -> "Instrument":
        """Return the definition with other parts, checked anew; nothing worked out before is kept."""
        return Instrument.model_validate(
            {name: getattr(self, name) for name in type(self).model_fields} | parts
        )

    @property
    def is_judgement(self) -> bool:
        """Whether this is structured professional judgement, which has no total."""
        return self.rule.kind == "judgement"
