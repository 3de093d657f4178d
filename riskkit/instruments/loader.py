"""Read an instrument's file into its definition, or say every fault of it with its line."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from riskkit.errors import Fault, InstrumentError, ParameterError
from riskkit.instruments.definition import Instrument
from riskkit.parameters import YamlDocument, parse_yaml, read_yaml

LIBRARY: Final = Path(__file__).parent / "library"
"""The folder of the instruments that come with the package."""
NOT_PUBLIC: Final = ("oxrec",)
"""Instruments that only their owner can supply (`riskkit.instruments.pack`)."""


def load(instrument: str | Path) -> Instrument:
    """Return an instrument of the library by its id, or one from a file by its path.

    Parameters
    ----------
    instrument : str or Path
        An id such as ``ogrs3``, or the path of a ``.yaml`` file.

    Returns
    -------
    Instrument
        Checked: the file contradicts itself nowhere and all its cases pass.

    Raises
    ------
    InstrumentError
        No such instrument, or every fault of its file with line numbers.
    """
    path = find(instrument)
    found = load_unsigned(path)
    if found.status == "owner-supplied":
        raise InstrumentError(
            Fault(path.name, "is owner-supplied and cannot be used on its word alone",
                  "a definition signed by its owner", "give the owner's public key (--key, load_pack)")
        )  # fmt: skip
    return found


def load_unsigned(path: Path) -> Instrument:
    """Return the definition in a file, checked as `load` does, whoever supplied it."""
    return _load_unchanged(path, path.stat().st_mtime_ns, path.stat().st_size)


def find(instrument: str | Path) -> Path:
    """Return the file of an instrument; a name with a slash or ``.yaml`` is a path."""
    text = str(instrument)
    if isinstance(instrument, Path) or "/" in text or text.endswith((".yaml", ".yml")):
        path = Path(instrument)
        if not path.is_file():
            raise InstrumentError(Fault(path.name or text, "does not exist", "the path of a YAML file"))
        return path
    known = {path.stem: path for path in library_files()}
    if text in NOT_PUBLIC:
        raise InstrumentError(
            Fault(f"instrument '{text}'", "has numbers that are not public; riskkit holds none of them",
                  "a pack that its owner signed", f"give the path of the pack and the owner's key; "
                  f"{text}-demonstration shows the form with made-up numbers")
        )  # fmt: skip
    if text not in known:
        raise InstrumentError(
            Fault("instrument", "is not in the library", ", ".join(sorted(known)), "or give a path to a file")
        )
    return known[text]


def library_files() -> tuple[Path, ...]:
    """Return the files of the library, by name."""
    return tuple(sorted(LIBRARY.glob("*.yaml")))


def catalogue() -> tuple[Instrument, ...]:
    """Return every instrument of the library, checked, by id."""
    return tuple(load(path) for path in library_files())


@lru_cache(maxsize=64)
def _load_unchanged(path: Path, changed_ns: int, size: int) -> Instrument:
    """Load a file once for as long as it stays the same."""
    del changed_ns, size  # they are part of the key only
    try:
        document = read_yaml(path)
    except ParameterError as error:
        raise InstrumentError(error.faults) from None
    return read_definition(document, path.stem, path.name)


def read_text(text: str, name: str) -> Instrument:
    """Return the instrument that a YAML text defines; ``name`` is its id, and stands in messages."""
    try:
        document = parse_yaml(text, name=f"{name}.yaml")
    except ParameterError as error:
        raise InstrumentError(error.faults) from None
    return read_definition(document, name, f"{name}.yaml")


def read_definition(document: YamlDocument, name: str, file: str) -> Instrument:
    """Return the definition of a document, whose id must be ``name``."""
    faults = _misnamed(document, name, file)
    content = document.content | {"hash": hashlib.sha256(document.text.encode()).hexdigest()}
    try:
        instrument = Instrument.model_validate_json(json.dumps(content, allow_nan=False))
    except ValidationError as error:
        faults += [_fault(dict(detail), document, file) for detail in error.errors()]
        raise InstrumentError(faults) from None
    except ValueError:
        raise InstrumentError([*faults, Fault(file, "holds an infinite number", "finite numbers")]) from None
    faults += [
        Fault(f"{file}, line {document.line_of(address)}", what)
        for address, what in check_definition(instrument, document.content)
    ]
    if faults:
        raise InstrumentError(faults)
    return instrument


def check_definition(
    instrument: Instrument, content: dict[str, Any]
) -> list[tuple[tuple[str | int, ...], str]]:
    """Return all that keeps a well-formed definition from being used, with the place in its file.

    Its parts must fit together, its numbers must equal their second transcription, and its
    worked cases must come out and reach every option, band and edge.
    """
    from riskkit.instruments.consistency import check_arithmetic, check_consistency

    misfits = check_consistency(instrument)
    if instrument.is_judgement:
        return misfits
    from riskkit.instruments.case_check import case_problems, check_coverage, prepare_cases, run_cases
    from riskkit.instruments.double_entry import compare_entries

    problems = [*misfits, *compare_entries(instrument, content)]
    if misfits:
        return problems  # what does not fit together cannot be computed with
    prepared = prepare_cases(instrument)
    return [
        *problems,
        *check_arithmetic(instrument),
        *case_problems(instrument, run_cases(instrument, instrument.engine, prepared)),
        *check_coverage(instrument, prepared),
    ]


def _misnamed(document: YamlDocument, name: str, file: str) -> list[Fault]:
    """Return the faults that a document's own keys cannot show."""
    faults: list[Fault] = []
    if "hash" in document.content:
        where = f"{file}, line {document.line_of(('hash',))}"
        faults.append(Fault(where, "gives its own hash", "no 'hash': it is computed"))
    given = document.content.get("id")
    if isinstance(given, str) and given != name:
        where = f"{file}, line {document.line_of(('id',))}"
        faults.append(Fault(where, f"is called '{given}'", f"the name of its file, '{name}'"))
    return faults


def _fault(detail: dict[str, Any], document: YamlDocument, file: str) -> Fault:
    """Say one validation error with the line it stands on."""
    location = _address_in_file(detail["loc"], document.content)
    dotted = ".".join(str(part) for part in location) or file
    dotted = dotted.encode("unicode_escape").decode("ascii")
    where = f"{file}, line {document.line_of(location)}, '{dotted}'"
    if detail["type"] == "extra_forbidden":
        return Fault(where, "is not a known name", remedy="check its spelling and its place")
    if detail["type"] == "missing":
        return Fault(where, "is missing", remedy="add it")
    message = str(detail["msg"]).removeprefix("Value error, ")
    return Fault(where, message[:1].lower() + message[1:])


def _address_in_file(location: tuple[str | int, ...], content: Any) -> tuple[str | int, ...]:
    """Return an error's location without the names of variants of the model, which no file holds."""
    address: list[str | int] = []
    here: Any = content
    for part in location[:-1]:
        if not _holds(here, part):
            continue
        address.append(part)
        here = here[part]
    last = location[-1] if location else ""
    if _holds(here, last) or (isinstance(here, dict) and not _names_a_type(last)):
        address.append(last)
    return tuple(address)


def _holds(content: Any, part: str | int) -> bool:
    if isinstance(content, list):
        return isinstance(part, int) and part < len(content)
    return isinstance(content, dict) and part in content


def _names_a_type(part: str | int) -> bool:
    """Whether a part of an error's location names a variant of the model, not a key of the file."""
    return isinstance(part, str) and (part in {"int", "str", "float"} or "[" in part or "constrained" in part)
