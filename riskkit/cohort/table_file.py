"""Read a CSV file as text, exactly as it stands; nothing is guessed, padded or cut silently."""

import csv
import hashlib
from collections import Counter
from pathlib import Path

import pandas as pd

from riskkit.errors import DataError, Fault


def read_text_table(path: Path, *, delimiter: str = ",") -> pd.DataFrame:
    """Read a CSV file with one header line; every value stays text.

    Parameters
    ----------
    path : Path
        A UTF-8 file.
    delimiter : str
        One character between the columns.

    Returns
    -------
    pandas.DataFrame
        All columns of text; an empty field is "".

    Raises
    ------
    DataError
        Missing, unreadable, not UTF-8 or empty file; no rows; unnamed or repeated columns;
        lines with more or fewer fields than the header; another delimiter.
    """
    header, lengths = _survey(path, delimiter)
    faults = _header_faults(header, path.name, delimiter) + _field_faults(lengths, len(header), path.name)
    if faults:
        raise DataError(faults)
    return pd.read_csv(
        path, sep=delimiter, names=header, header=None, skiprows=1, index_col=False, dtype=str,
        keep_default_na=False, encoding="utf-8-sig", skipinitialspace=True, low_memory=False,
    )  # fmt: skip


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _survey(path: Path, delimiter: str) -> tuple[list[str], Counter[int]]:
    """Return the column names and how many lines have how many fields.

    pandas pads short lines and cuts long ones without a word, so they are counted first.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, delimiter=delimiter, skipinitialspace=True, strict=True)
            header = [name.strip() for name in next(reader, [])]
            lengths = Counter(len(row) for row in reader if row)
    except FileNotFoundError:
        raise DataError(Fault(path.name, "does not exist", remedy="check the path")) from None
    except UnicodeDecodeError:
        raise DataError(Fault(path.name, "is not UTF-8 text", "UTF-8", "save it as 'CSV UTF-8'")) from None
    except csv.Error:
        raise DataError(
            Fault(
                path.name, "is not a CSV file, or has a quote that is not closed", "text with one header line"
            )
        ) from None
    except OSError as error:
        raise DataError(Fault(path.name, f"cannot be read ({error.strerror})", "a readable file")) from None
    if not any(header):
        raise DataError(Fault(path.name, "is empty", "a header line and at least one row"))
    return header, lengths


def _header_faults(names: list[str], file: str, delimiter: str) -> list[Fault]:
    faults: list[Fault] = []
    other = [mark for mark in (";", "\t", ",") if mark != delimiter and mark in names[0]]
    if len(names) == 1 and other:
        shown = {"\t": "tab"}.get(other[0], other[0])
        faults.append(
            Fault(file, f"has one column, and its name holds '{shown}'", remedy=f"set delimiter to '{shown}'")
        )
    if unnamed := names.count(""):
        faults.append(Fault(file, f"has {unnamed} columns without a name", "a name for every column"))
    faults += [
        Fault(f"column '{name}'", f"occurs {names.count(name)} times in {file}", "each name once")
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    return faults


def _field_faults(lengths: Counter[int], fields: int, file: str) -> list[Fault]:
    """Return faults for no lines at all, and for lines shorter or longer than the header."""
    if not lengths:
        return [Fault(file, "has a header but no rows", "at least one row")]
    rule = "the same number of fields on every line"
    faults: list[Fault] = []
    if longer := sum(count for length, count in lengths.items() if length > fields):
        faults.append(Fault(file, f"{longer} lines have more fields than the header", rule))
    if shorter := sum(count for length, count in lengths.items() if length < fields):
        faults.append(Fault(file, f"{shorter} lines have fewer fields than the header", rule))
    return faults
