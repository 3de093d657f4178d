"""The card of an instrument: what it is for, for whom, from where, who answers for it, until when."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from riskkit.instruments import Instrument
from riskkit.instruments.words import Words
from riskkit.parameters import Parameters
from riskkit.parameters.instrument_stewards import InstrumentId, Stewards
from riskkit.parameters.labels import BothLanguages, Language
from riskkit.stewardship.card import Name, Sha256, Signature, signed_by_both
from riskkit.stewardship.model_events import ModelState
from riskkit.stewardship.written import Part, Written
from riskkit.wording import Wording, wording

Long = Annotated[str, Field(min_length=1, max_length=4000)]


class LongText(BothLanguages):
    """A text in both languages, as long as an instrument's own."""

    nl: Long
    en: Long


class InstrumentCard(Parameters):
    """The card of one version of an instrument.

    Attributes
    ----------
    id, version : str
        Which.
    fingerprint : str
        SHA-256 of its file when it was entered.
    status : {"active", "retired", "demonstration", "owner-supplied"}
        What the instrument says of itself.
    judgement : bool
        Whether people judge and nothing is computed.
    name, purpose, misuse, population, outcome, shipped : LongText
        For readers.
    populations : tuple of str
        Populations that it states.
    horizons : tuple of str
        Lengths of follow-up; empty without one.
    sources : tuple of str
        Where content and numbers come from.
    licence : str
        The terms.
    cases : int
        Worked cases in its file; 0 where nothing is computed.
    owner, validator : str
        Two people: who answers for its use here, and who checked it.
    expires : date
        Last day of use without a new check.
    signatures : tuple of Signature
        Given since it was entered.
    """

    id: InstrumentId
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*$", max_length=40)]
    fingerprint: Sha256
    status: Literal["active", "retired", "demonstration", "owner-supplied"]
    judgement: bool
    name: LongText
    purpose: LongText
    misuse: LongText
    population: LongText
    outcome: LongText
    shipped: LongText
    populations: Annotated[tuple[str, ...], Field(min_length=1)]
    horizons: tuple[str, ...]
    sources: tuple[Long, ...]
    licence: Long
    cases: Annotated[int, Field(ge=0)]
    owner: Name
    validator: Name
    expires: date
    signatures: tuple[Signature, ...] = ()

    @property
    def signed_by_two(self) -> bool:
        """Return whether owner and validator, two people, have signed."""
        return signed_by_both(self.signatures, owner=self.owner, validator=self.validator)


def instrument_card(instrument: Instrument, stewards: Stewards) -> InstrumentCard:
    """Return the card of an instrument, made from its own file and from who answers for it."""
    return InstrumentCard(
        id=instrument.id, version=instrument.version, fingerprint=instrument.hash, status=instrument.status,
        judgement=instrument.is_judgement, name=_both(instrument.name),
        purpose=_both(instrument.intended_use), misuse=_both(instrument.misuse),
        population=_both(instrument.population.description),
        outcome=_both(instrument.outcome), shipped=_both(instrument.licence.shipped),
        populations=instrument.population.stated, horizons=instrument.horizons,
        sources=tuple(f"{each.citation} {each.obtained}" for each in instrument.sources),
        licence=instrument.licence.terms, cases=len(instrument.worked_cases), owner=stewards.owner,
        validator=stewards.validator, expires=stewards.expires,
    )  # fmt: skip


def write_instrument_card(
    card: InstrumentCard, state: ModelState, standing: str, cases: str, *, language: Language
) -> Written:
    """Return a card as a document.

    Parameters
    ----------
    card : InstrumentCard
        With the signatures given since.
    state : ModelState
        What holds of this version now.
    standing, cases : str
        Whether it may be used, and today's result of its worked cases, in words.
    language : {"nl", "en"}
        Of the document.
    """
    say = wording("instrument_card", language)
    rows = (
        (say("row_version"), card.version),
        (say("row_standing"), standing),
        (say("row_cases"), cases),
        (say("row_status"), say(f"status_{card.status}")),
        (say("row_kind"), say("kind_judgement" if card.judgement else "kind_computed")),
        (say("row_purpose"), card.purpose.in_(language)),
        (say("row_misuse"), card.misuse.in_(language)),
        (say("row_population"), f"{card.population.in_(language)} ({', '.join(card.populations)})"),
        (say("row_outcome"), card.outcome.in_(language)),
        (say("row_horizons"), ", ".join(card.horizons) or say("no_horizon")),
        (say("row_owner"), card.owner),
        (say("row_validator"), card.validator),
        (say("row_signed"), _signed(state, say)),
        (say("row_expires"), card.expires.isoformat()),
        (say("row_licence"), f"{card.licence}. {card.shipped.in_(language)}"),
        (say("row_fingerprint"), card.fingerprint),
    )
    sources = tuple((str(number), each) for number, each in enumerate(card.sources, start=1))
    return Written(
        say("instrument_card_title", name=card.name.in_(language)),
        language,
        (
            Part("", (say("instrument_card_intro"),), (say("col_what"), say("col_content")), rows),
            Part(say("sources_title"), (), (say("col_number"), say("col_source")), sources),
        ),
    )


def _signed(state: ModelState, say: Wording) -> str:
    given = [f"{each.by} ({say(f'role_{each.role}')}, {each.on.isoformat()})" for each in state.signatures]
    return "; ".join(given) or say("signed_by_nobody")


def _both(words: Words) -> LongText:
    return LongText(nl=words.nl, en=words.en)
