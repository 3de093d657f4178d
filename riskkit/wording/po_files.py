"""Read gettext catalogues: the Dutch template of a topic and its translations, held against each other.

``locales/<topic>.pot`` is the source: the context of an entry is its key, the msgid its Dutch
text. ``locales/<language>/LC_MESSAGES/<topic>.po`` holds the same entries in the same words, each
with its translation. gettext falls back to the source without a word where an entry is missing,
changed or unsure; here a reader must never meet a half-translated page, so that each of these is
a fault and all faults of a topic are reported at once.
"""

import string
from collections import Counter
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser
from pydantic import TypeAdapter, ValidationError

from riskkit.errors import Fault, ParameterError
from riskkit.parameters.labels import Words

LOCALES: Final = Path(__file__).parent / "locales"
SOURCE: Final = "nl"
"""Language of the templates."""

_UPDATE: Final = "run make texts, then translate"
_ENTRY: Final = "entries of msgctxt, msgid and msgstr, each in double quotes"
_WORDS: Final[TypeAdapter[str]] = TypeAdapter(Words)


class _Entries(Catalog):
    """A catalogue that keeps every entry as it stands; Babel's own merges entries of one key."""

    def __init__(self) -> None:
        super().__init__(charset="utf-8")
        self.entries: list[Message] = []

    def __setitem__(self, id: object, message: Message) -> None:  # noqa: A002 - the name Babel gives it
        if message.id or message.context:  # the header has neither
            self.entries.append(message)


def topics(folder: Path = LOCALES) -> list[str]:
    """Return the names of all topics, sorted."""
    return sorted(path.stem for path in folder.glob("*.pot"))


def read_source(topic: str, folder: Path = LOCALES) -> dict[str, str]:
    """Return a topic's Dutch texts by key.

    Parameters
    ----------
    topic : str
        Name of the template, without ``.pot``.
    folder : Path
        Where the catalogues are.

    Raises
    ------
    ParameterError
        The template is missing or cannot be read; an entry has no key, plural forms, a
        translation, or a text that cannot be shown or filled in; two entries have one key.
    """
    path = folder / f"{topic}.pot"
    entries = _entries(path, path.name)
    faults = _faults_of_keys(entries, path.name)
    for entry in entries:
        where = _where(entry, path.name)
        if entry.string:
            faults.append(Fault(where, "is translated in the template", 'msgstr ""', "translate in the .po"))
        faults += _faults_of_text(str(entry.id), where)
    if faults:
        raise ParameterError(faults)
    return {str(entry.context): str(entry.id) for entry in entries}


def read_translation(
    topic: str, language: str, source: Mapping[str, str], folder: Path = LOCALES
) -> dict[str, str]:
    """Return a topic's texts in another language by key, in the order of the source.

    Parameters
    ----------
    topic : str
        Name of the catalogue, without ``.po``.
    language : str
        Code of the language, the name of its folder.
    source : mapping of str to str
        The topic's Dutch texts by key.
    folder : Path
        Where the catalogues are.

    Raises
    ------
    ParameterError
        The catalogue is missing or cannot be read; an entry has no key, plural forms, no
        translation or an unsure one, other placeholders than the Dutch text, or belongs to
        another Dutch text than the source's; a key occurs twice, or in one of the two files only.
    """
    path = folder / language / "LC_MESSAGES" / f"{topic}.po"
    name = f"{language}/{path.name}"
    entries = _entries(path, name)
    faults = _faults_of_keys(entries, name)
    for entry in entries:
        faults += _faults_of_translation(entry, source, _where(entry, name))
    there = {entry.context for entry in entries}
    faults += [
        Fault(f"{name}, '{key}'", "is missing; the template has it", "the entries of the template", _UPDATE)
        for key in source
        if key not in there
    ]
    if faults:
        raise ParameterError(faults)
    said = {entry.context: str(entry.string) for entry in entries}
    return {key: said[key] for key in source}


def _entries(path: Path, name: str) -> list[Message]:
    """Return the entries of a file, the header left out."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ParameterError(Fault(name, "does not exist", "a topic that has its catalogues")) from None
    except UnicodeDecodeError:
        raise ParameterError(Fault(name, "is not UTF-8 text", "UTF-8")) from None
    catalogue = _Entries()
    try:
        PoFileParser(catalogue, ignore_obsolete=True, abort_invalid=True).parse(StringIO(text))
    except (PoFileError, ValueError, IndexError) as error:
        line = f", line {error.lineno + 1}" if isinstance(error, PoFileError) else ""
        raise ParameterError(Fault(name + line, "is not a gettext catalogue", _ENTRY)) from None
    return catalogue.entries


def _where(entry: Message, name: str) -> str:
    return f"{name}, line {entry.lineno}, '{entry.context or ''}'"


def _faults_of_keys(entries: Iterable[Message], name: str) -> list[Fault]:
    """Return what is wrong with the keys: none, plural forms beside it, or twice the same."""
    faults: list[Fault] = []
    for entry in entries:
        where = _where(entry, name)
        if not entry.context:
            faults.append(Fault(where, "has no msgctxt", "msgctxt with the key of the text"))
        if entry.pluralizable:
            faults.append(Fault(where, "has plural forms", "a text of its own for one and for many"))
        if entry.fuzzy:
            faults.append(
                Fault(where, "is marked fuzzy", "checked texts", "check it, then take the mark away")
            )
    counts = Counter(entry.context for entry in entries if entry.context)
    faults += [
        Fault(f"{name}, '{key}'", f"occurs {count} times", "each key once")
        for key, count in counts.items()
        if count > 1
    ]
    return faults


def _faults_of_text(text: str, where: str) -> list[Fault]:
    """Return what keeps a text from being shown, or its placeholders from being filled in."""
    try:
        _WORDS.validate_python(text)
        _placeholders(text)
    except ValidationError:
        return [Fault(where, "is no readable text", "1 to 2,000 characters, no control characters")]
    except ValueError:
        return [Fault(where, "has braces that mark no placeholder", "{name}; {{ and }} for braces")]
    return []


def _faults_of_translation(entry: Message, source: Mapping[str, str], where: str) -> list[Fault]:
    """Return what is wrong with one translation."""
    dutch, said = source.get(entry.context or ""), str(entry.string or "")
    if dutch is None:
        return [Fault(where, "is not in the template", "the entries of the template", _UPDATE)]
    if entry.id != dutch:
        return [Fault(where, "translates another text than the template's", "the same msgid", _UPDATE)]
    if not said:
        return [Fault(where, "is not translated", "a text", "translate it")]
    if faults := _faults_of_text(said, where):
        return faults
    asked, given = _placeholders(dutch), _placeholders(said)
    if asked != given:
        odd = ", ".join(sorted(asked ^ given))
        return [
            Fault(where, f"differs from the Dutch text in its placeholders: {odd}", "the same placeholders")
        ]
    return []


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
