"""An instrument as a page shows it: domains, items and answers in one language."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import count
from typing import Any

from riskkit.errors import Fault, InstrumentError
from riskkit.instruments import Instrument
from riskkit.instruments.item import Item, Option
from riskkit.pages.plan_draft import PLAN_LISTS
from riskkit.pages.texts import Language, Texts, read_texts
from riskkit.records.judgement import InstrumentReference
from riskkit.records.judgement_check import JudgementRules


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: its code, its name and, where there is one, what it means."""

    code: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FormItem:
    """One item: what is asked and how it may be answered.

    Attributes
    ----------
    id, number, label, question : str
        Id in the instrument, its code there (else its number), name, and what to judge.
    levels : tuple of Choice
        From low to high.
    unknown, not_applicable : str or None
        Name of that answer; None where the instrument does not allow it.
    protective : bool
        A higher level is favourable.
    verified : bool
        Whether the name was compared with the source.
    """

    id: str
    number: str
    label: str
    question: str
    levels: tuple[Choice, ...]
    unknown: str | None
    not_applicable: str | None
    protective: bool
    verified: bool = True


@dataclass(frozen=True, slots=True)
class FormDomain:
    """A group of items under one heading."""

    id: str
    label: str
    items: tuple[FormItem, ...]


@dataclass(frozen=True, slots=True)
class InstrumentForm:
    """The whole form in one language.

    Attributes
    ----------
    reference : InstrumentReference
        Which instrument this is; goes into every record.
    title, purpose, population, misuse, no_total : str
        Its name, what it is for, for whom, what not to do with it, why nothing is added up.
    notices : tuple of str
        What the assessor must know before using it here.
    domains : tuple of FormDomain
        In the instrument's order.
    summary_question : str
        What the summary judgement answers.
    summary_levels : tuple of Choice
        From low to high.
    """

    reference: InstrumentReference
    title: str
    purpose: str
    population: str
    misuse: str
    no_total: str
    notices: tuple[str, ...]
    domains: tuple[FormDomain, ...]
    summary_question: str
    summary_levels: tuple[Choice, ...]

    @property
    def items(self) -> tuple[FormItem, ...]:
        """All items, in order."""
        return tuple(item for domain in self.domains for item in domain.items)

    def item(self, item_id: str) -> FormItem | None:
        """Return one item, None if the instrument has none of that id."""
        return next((item for item in self.items if item.id == item_id), None)

    def rules(self) -> JudgementRules:
        """Return what the instrument allows, as records check it."""
        return JudgementRules(
            instrument=self.reference,
            levels={item.id: tuple(level.code for level in item.levels) for item in self.items},
            protective={item.id for item in self.items if item.protective},
            summary_levels=tuple(level.code for level in self.summary_levels),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the form as plain values for the browser."""
        return {
            "id": self.reference.id,
            "title": self.title,
            "purpose": self.purpose,
            "population": self.population,
            "misuse": self.misuse,
            "no_total": self.no_total,
            "notices": list(self.notices),
            "version": self.reference.version,
            "domains": [asdict(domain) for domain in self.domains],
            "plan": {name: [asdict(field) for field in fields] for name, fields in PLAN_LISTS.items()},
            "summary_question": self.summary_question,
            "summary_levels": [asdict(level) for level in self.summary_levels],
        }


def form_of(instrument: Instrument, language: Language, *, notices: tuple[str, ...] = ()) -> InstrumentForm:
    """Return a judgement instrument as a form in one language.

    Raises
    ------
    InstrumentError
        The instrument has a rule that computes: it is no form for judgement.
    """
    rule = instrument.rule
    if rule.kind != "judgement":
        raise InstrumentError(
            Fault(instrument.id, "computes a result", "an instrument of structured judgement")
        )
    texts = read_texts(language)
    number = count(1)
    return InstrumentForm(
        reference=InstrumentReference(id=instrument.id, version=instrument.version, sha256=instrument.hash),
        title=instrument.name.text(language),
        purpose=instrument.intended_use.text(language),
        population=instrument.population.description.text(language),
        misuse=instrument.misuse.text(language),
        no_total=rule.no_total.text(language),
        notices=notices,
        domains=tuple(
            FormDomain(
                domain.id,
                domain.label.text(language),
                tuple(_form_item(item, next(number), texts) for item in domain.items),
            )
            for domain in instrument.domains
        ),
        summary_question=rule.question.text(language),
        summary_levels=_choices(rule.levels, language),
    )


def _form_item(item: Item, number: int, texts: Texts) -> FormItem:
    language = texts.language
    return FormItem(
        id=item.id,
        number=item.source_code or str(number),
        label=item.label.text(language),
        question=item.help.text(language) if item.help else "",
        levels=_choices(item.options, language),
        unknown=texts.say("answer_unknown") if item.unknown == "allowed" else None,
        not_applicable=texts.say("answer_not_applicable") if item.not_applicable == "allowed" else None,
        protective=item.kind == "protective",
        verified=item.verified,
    )


def _choices(options: Iterable[Option], language: Language) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            str(option.code), option.label.text(language), option.help.text(language) if option.help else ""
        )
        for option in options
    )
