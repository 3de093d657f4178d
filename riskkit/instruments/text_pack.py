"""Text packs: protected item text that a licensed organisation brings along itself.

The package ships codes and short labels in its own words. The definitions of a protected
instrument come in as a pack, a YAML file that its licence holder writes and loads; it is
kept in the workspace, never in the package. A pack adds text, and items that the package
leaves out; it cannot change a code, an answer or a rule. An instrument with a pack has a
version and a hash of its own: ratings made with another text in view are not compared.
"""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from riskkit.errors import Fault, InstrumentError, OutputError, ParameterError
from riskkit.instruments.definition import Instrument, Sha256
from riskkit.instruments.item import Domain, Item, Kind
from riskkit.instruments.words import Id, Part, Prose, Words
from riskkit.parameters import YamlDocument, read_yaml

MOST_ADDED: Final = 50
"""More items than this belong in an instrument of their own."""


class ItemText(Part):
    """The protected text of one item: its name as licensed, and what it means."""

    label: Words | None = None
    text: Words


class AddedItem(Part):
    """An item that the package leaves to the pack; answered as the instrument's other items."""

    id: Id
    source_code: str | None = None
    kind: Kind
    label: Words
    text: Words


class AddedDomain(Part):
    """A domain of items that the package leaves to the pack."""

    id: Id
    label: Words
    items: Annotated[tuple[AddedItem, ...], Field(min_length=1, max_length=MOST_ADDED)]


class TextPack(Part):
    """The protected text of one instrument, as loaded by the organisation that may use it.

    Attributes
    ----------
    id, version : str
        Name and version of the pack.
    hash : str
        SHA-256 of the file; not in the file itself.
    instrument, instrument_version : str
        The instrument it belongs to, in the version it was written for.
    licence_holder, licence : str
        Who may use the text, and under which licence (number, terms).
    texts : mapping of str to ItemText
        By item id; every item of the instrument.
    added : tuple of AddedDomain
        Domains and items that the package leaves out.
    """

    id: Id
    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]*$", max_length=15)]
    hash: Sha256
    instrument: Id
    instrument_version: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    licence_holder: Prose
    licence: Prose
    texts: dict[str, ItemText]
    added: tuple[AddedDomain, ...] = ()

    @model_validator(mode="after")
    def _check_names(self) -> Self:
        ids = [item.id for domain in self.added for item in domain.items]
        for what, names in (("item", ids), ("domain", [domain.id for domain in self.added])):
            if twice := [name for name, count in Counter(names).items() if count > 1]:
                raise ValueError(f"adds the {what} '{twice[0]}' more than once")
        return self


def read_text_pack(path: Path, instrument: Instrument) -> TextPack:
    """Read a pack and check it against its instrument.

    Parameters
    ----------
    path : Path
        The YAML file.
    instrument : Instrument
        As the library has it, without a pack.

    Raises
    ------
    InstrumentError
        Every fault at once, with its line: not the instrument's version, an item that it
        does not have, an item without text, an added item whose id is taken.
    """
    try:
        document = read_yaml(path)
    except ParameterError as error:
        raise InstrumentError(error.faults) from None
    content = document.content | {"hash": hashlib.sha256(document.text.encode()).hexdigest()}
    try:
        pack = TextPack.model_validate_json(json.dumps(content, allow_nan=False))
    except ValidationError as error:
        raise InstrumentError(_typed_faults(error, document, path.name)) from None
    except ValueError:
        raise InstrumentError(Fault(path.name, "holds an infinite number", "text")) from None
    if faults := _misfits(pack, instrument, document, path.name):
        raise InstrumentError(faults)
    return pack


def install_text_pack(path: Path, instrument: Instrument, folder: Path) -> TextPack:
    """Check a pack and keep a copy of it in ``folder``, readable by its owner alone.

    A pack of the same instrument that was there is replaced.

    Raises
    ------
    InstrumentError
        As `read_text_pack`.
    OutputError
        The folder cannot be written.
    """
    pack = read_text_pack(path, instrument)
    place = pack_path(instrument, folder)
    part = place.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(path.read_bytes())
        part.replace(place)
    except OSError as error:
        raise OutputError(
            Fault("text pack", f"cannot be kept ({error.strerror})", "a folder you may write in")
        ) from None
    return pack


def find_text_pack(instrument: Instrument, folder: Path) -> TextPack | None:
    """Return the pack that is kept for an instrument, checked again; None if there is none."""
    path = pack_path(instrument, folder)
    return read_text_pack(path, instrument) if path.is_file() else None


def pack_path(instrument: Instrument, folder: Path) -> Path:
    """Return where the pack of an instrument is kept."""
    return folder / f"{instrument.id}.yaml"


def with_text_pack(instrument: Instrument, pack: TextPack) -> Instrument:
    """Return the instrument with the pack's text, under a version and hash of its own.

    Raises
    ------
    InstrumentError
        The pack belongs to another instrument or version.
    """
    if faults := _of_another(pack, instrument, None, pack.id):
        raise InstrumentError(faults)
    domains = tuple(
        domain.model_copy(update={"items": tuple(_with_text(item, pack) for item in domain.items)})
        for domain in instrument.domains
    )
    answers = instrument.items[0]
    added = tuple(
        Domain(id=domain.id, label=domain.label, items=tuple(_added(item, answers) for item in domain.items))
        for domain in pack.added
    )
    content = {name: getattr(instrument, name) for name in Instrument.model_fields} | {
        "version": f"{instrument.version}+{pack.version}",
        "hash": hashlib.sha256(f"{instrument.hash}+{pack.hash}".encode()).hexdigest(),
        "domains": (*domains, *added),
    }
    return Instrument.model_validate(content)


def _with_text(item: Item, pack: TextPack) -> Item:
    """Return an item with its licensed text; a licensed label needs no further check."""
    given = pack.texts[item.id]
    label = {"label": given.label, "verified": True} if given.label else {}
    return item.model_copy(update={"help": given.text, **label})


def _added(item: AddedItem, answers: Item) -> Item:
    """Return an added item, answered as the instrument's own."""
    update = {"id": item.id, "source_code": item.source_code, "label": item.label, "help": item.text}
    return answers.model_copy(update=update | {"kind": item.kind, "verified": True})


def _misfits(pack: TextPack, instrument: Instrument, document: YamlDocument, file: str) -> list[Fault]:
    """Return where a well-formed pack does not fit its instrument."""
    faults = _of_another(pack, instrument, document, file)
    if pack.instrument != instrument.id:
        return faults  # nothing of the rest would mean anything
    known = {item.id for item in instrument.items}
    for name in pack.texts.keys() - known:
        where = f"{file}, line {document.line_of(('texts', name))}"
        faults.append(Fault(where, f"gives text to '{name}', which is no item of {instrument.id}"))
    if lacking := [item.id for item in instrument.items if item.id not in pack.texts]:
        where = f"{file}, line {document.line_of(('texts',))}"
        faults.append(Fault(where, f"lacks the text of {len(lacking)} items", remedy=f"add {_few(lacking)}"))
    domains = {domain.id for domain in instrument.domains}
    for place, domain in enumerate(pack.added):
        where = f"{file}, line {document.line_of(('added', place))}"
        taken = [item.id for item in domain.items if item.id in known]
        if domain.id in domains or taken:
            faults.append(Fault(where, f"adds what is there already: {_few(taken or [domain.id])}"))
    return faults


def _of_another(
    pack: TextPack, instrument: Instrument, document: YamlDocument | None, file: str
) -> list[Fault]:
    """Return a fault where the pack names another instrument or version."""
    pairs = (
        ("instrument", pack.instrument, instrument.id),
        ("instrument_version", pack.instrument_version, instrument.version),
    )
    return [
        Fault(
            f"{file}, line {document.line_of((name,))}" if document else file,
            f"is written for {name.replace('_', ' ')} '{given}'",
            f"'{wanted}'",
        )
        for name, given, wanted in pairs
        if given != wanted
    ]


def _typed_faults(error: ValidationError, document: YamlDocument, file: str) -> list[Fault]:
    """Say what is not of the shape of a pack, with lines; no text of the pack is repeated."""
    found: list[Fault] = []
    for detail in error.errors(include_input=False, include_url=False, include_context=False):
        loc: tuple[Any, ...] = detail["loc"]
        where = f"{file}, line {document.line_of(loc)}, '{'.'.join(map(str, loc)) or file}'"
        kinds = {"missing": "is missing", "extra_forbidden": "is not a known name"}
        found.append(Fault(where, kinds.get(detail["type"], detail["msg"].removeprefix("Value error, "))))
    return found


def _few(names: Iterable[str], most: int = 5) -> str:
    listed = list(names)
    return ", ".join(listed[:most]) + (f" and {len(listed) - most} more" if len(listed) > most else "")
