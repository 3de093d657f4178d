"""The registry of instruments: every version in use, its card, and all that was decided about it since.

Instruments lie beside the models, in a folder ``instruments`` of the same registry, with the same
chain of events and the same signed checkpoints. An instrument itself stays where it is, in the
library; its card keeps the fingerprint of its file, so that a file changed since is noticed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from riskkit.errors import Fault, StoreError
from riskkit.instruments import Instrument
from riskkit.parameters.instrument_stewards import Stewards
from riskkit.stewardship.card import SigningRole
from riskkit.stewardship.instrument_card import InstrumentCard, instrument_card
from riskkit.stewardship.registry import Registry

FOLDER: Final = "instruments"


class InstrumentRegistry:
    """Instruments under ``<registry>/instruments``: ``<id>/<version>.card.json``, ``<id>/events.jsonl``.

    Parameters
    ----------
    folder : Path
        Of the registry of models.
    actor : str
        As for `Registry`.

    Attributes
    ----------
    book : Registry
        Versions, states and events, by id of the instrument.
    """

    def __init__(self, folder: Path, *, actor: str = "") -> None:
        self.book = Registry(folder / FOLDER, actor=actor)

    def enter(self, instrument: Instrument, stewards: Stewards, *, by: str) -> InstrumentCard:
        """Enter a version; it may be used once owner and validator have signed.

        Raises
        ------
        ConflictError
            This version is there already: a version never changes. A file that changed needs a
            new version.
        """
        card = instrument_card(instrument, stewards)
        files = {"card": card.model_dump_json(indent=1)}
        self.book.propose(card.id, card.version, files, by=by, fingerprint=card.fingerprint)
        return card

    def card(self, name: str, version: str | None = None) -> InstrumentCard:
        """Return the card of a version (the one in use, else the newest), with its signatures.

        Raises
        ------
        StoreError
            There is no such version, or its card was changed.
        """
        known = self.book.versions(name)
        chosen = version or self.book.in_use(name) or (known[-1] if known else "")
        if chosen not in known:
            listed = ", ".join(known) or ", ".join(self.book.ids()) or "none yet"
            raise StoreError(Fault(f"instrument {name}", "or this version is not registered", listed))
        try:
            text = (self.book.folder / name / f"{chosen}.card.json").read_text(encoding="utf-8")
            card = InstrumentCard.model_validate_json(text)
        except (OSError, ValidationError):
            raise StoreError(Fault(f"instrument {name} {chosen}", "has no readable card")) from None
        events = self.book.events(name)
        entered = next(each for each in events if each.kind == "proposed" and each.version == chosen)
        if entered.why != f"content {card.fingerprint}":
            raise StoreError(Fault(f"instrument {name} {chosen}", "has another card than was entered",
                                   remedy="restore it from a backup"))  # fmt: skip
        return card.model_copy(update={"signatures": self.book.state(name, chosen).signatures})

    def sign(self, name: str, version: str, *, by: str, role: SigningRole) -> None:
        """Add the signature of the owner or the validator named on the card; StoreError for another."""
        card = self.card(name, version)
        named = card.owner if role == "owner" else card.validator
        self.book.add_signature(name, version, role, by=by, named=named)


def suspended(folder: Path, name: str) -> str:
    """Return why an instrument is suspended; empty if it is not, or was never entered.

    Parameters
    ----------
    folder : Path
        Of the registry of models.
    name : str
        Id of the instrument.

    Notes
    -----
    A record of events that was tampered with counts as a suspension: it may hide one.
    """
    book = InstrumentRegistry(folder).book
    try:
        versions = book.versions(name)
        return book.state(name, book.in_use(name) or versions[-1]).suspended if versions else ""
    except StoreError as error:
        return str(error)


def enter_all(
    registry: InstrumentRegistry, instruments: tuple[Instrument, ...], stewards: Mapping[str, Stewards], *,
    by: str,
) -> tuple[str, ...]:  # fmt: skip
    """Enter every instrument that has stewards and whose version is not there yet; return their ids."""
    new = [
        each
        for each in instruments
        if each.id in stewards and each.version not in registry.book.versions(each.id)
    ]
    return tuple(registry.enter(each, stewards[each.id], by=by).id for each in new)
