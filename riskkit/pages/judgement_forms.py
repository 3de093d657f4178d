"""The forms of the page: which judgement instruments there are, with the text packs at hand."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from riskkit.errors import PopulationRefused
from riskkit.instruments import Instrument, check_population, load
from riskkit.instruments.text_pack import TextPack, find_text_pack, with_text_pack
from riskkit.pages.instrument_form import InstrumentForm, form_of
from riskkit.pages.texts import LANGUAGES, Language, read_texts

INSTRUMENTS: Final = ("reintegration-needs", "vera-2r", "erg22", "trap-18")
"""The instruments of structured judgement to choose from; the first is chosen at the start."""

POPULATION: Final = "nl-ter"
"""Whose assessment this page is for, by the name that the population guard knows: Team TER's clients."""

PACKS: Final = "text-packs"
"""Folder of the workspace where the organisation's text packs are kept."""


def judgement_forms(packs: Path) -> tuple[Mapping[Language, InstrumentForm], ...]:
    """Return each instrument as a form in each language.

    Parameters
    ----------
    packs : Path
        Folder of the text packs; it need not be there.

    Raises
    ------
    InstrumentError
        An instrument or a pack contradicts itself or the other.
    """
    return tuple(_in_each_language(load(name), packs) for name in INSTRUMENTS)


def _in_each_language(instrument: Instrument, packs: Path) -> dict[Language, InstrumentForm]:
    pack = find_text_pack(instrument, packs)
    used = with_text_pack(instrument, pack) if pack else instrument
    return {
        language: form_of(used, language, notices=tuple(_notices(instrument, pack, language)))
        for language in LANGUAGES
    }


def _notices(instrument: Instrument, pack: TextPack | None, language: Language) -> Iterator[str]:
    """Say what the assessor must know: population, state of the instrument, source of its text."""
    texts = read_texts(language)
    try:
        check_population(instrument, POPULATION)
    except PopulationRefused:
        yield texts.say("not_validated")
    if instrument.status in ("retired", "demonstration"):
        yield texts.say(f"status_{instrument.status}")
    if pack is not None:
        yield texts.say("text_pack_used", pack=pack.id, version=pack.version, holder=pack.licence_holder)
    elif not any(item.help for item in instrument.items):
        yield texts.say("text_pack_missing")
