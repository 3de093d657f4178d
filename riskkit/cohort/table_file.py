"""Read a table as text, exactly as it stands; nothing is guessed, padded or cut silently."""

import csv
import hashlib
from collections import Counter
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from riskkit.errors import DataError, Fault

Encoding = Literal["utf-8", "latin-1", "utf-16"]


def read_text_table(path: Path, *, delimiter: str = ",", encoding: Encoding = "utf-8") -> pd.DataFrame:
    """Read a CSV file with one header line, every value as text; or a Parquet file, made text.

    Parameters
    ----------
    path : Path
        A file of text, or one whose name ends in ``.parquet``.
    delimiter : str
        One character between the columns of text.
    encoding : {"utf-8", "latin-1", "utf-16"}
        Of the text.

    Returns
    -------
    pandas.DataFrame
        All columns of text; an empty field is "".

    Raises
    ------
    DataError
        Missing, unreadable, wrongly encoded or empty file; no rows; unnamed or repeated columns;
        lines with more or fewer fields than the header; another delimiter.
    """
    if path.suffix == ".parquet":
        return _parquet(path)
    header, lengths = _survey(path, delimiter, encoding)
    faults = _header_faults(header, path.name, delimiter) + _field_faults(lengths, len(header), path.name)
    if faults:
        raise DataError(faults)
    return pd.read_csv(
        path, sep=delimiter, names=header, header=None, skiprows=1, index_col=False, dtype=str,
        keep_default_na=False, encoding=_marked(encoding), skipinitialspace=True, low_memory=False,
    )  # fmt: skip


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _marked(encoding: Encoding) -> str:
    """Return the name of an encoding that takes a mark at the beginning for none of the text."""
    return "utf-8-sig" if encoding == "utf-8" else encoding


def _parquet(path: Path) -> pd.DataFrame:
    """Return a Parquet file as text that reads back as the same numbers; a missing value is ""."""
    try:
        table = pd.read_parquet(path)
    except FileNotFoundError:
        raise DataError(Fault(path.name, "does not exist", remedy="check the path")) from None
    except (OSError, ValueError) as error:
        what = f"cannot be read ({type(error).__name__})"
        raise DataError(Fault(path.name, what, "a Parquet file")) from None
    names = [str(name) for name in table.columns]
    faults = _header_faults(names, path.name, ",") if names else []
    if table.empty:
        faults.append(Fault(path.name, "has no rows", "at least one row"))
    if faults:
        raise DataError(faults)
    return pd.DataFrame({name: table[name].astype(object).map(_written) for name in names}, dtype=str)


def _written(value: Any) -> str:
    """Return a value as a CSV file with a decimal point would write it."""
    if pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, bool) else str(value)


def _survey(path: Path, delimiter: str, encoding: Encoding) -> tuple[list[str], Counter[int]]:
    """Return the column names and how many lines have how many fields.

    pandas pads short lines and cuts long ones without a word, so they are counted first.
    """
    try:
        with path.open(encoding=_marked(encoding), newline="") as stream:
            reader = csv.reader(stream, delimiter=delimiter, skipinitialspace=True, strict=True)
            header = [name.strip() for name in next(reader, [])]
            lengths = Counter(len(row) for row in reader if row)
    except FileNotFoundError:
        raise DataError(Fault(path.name, "does not exist", remedy="check the path")) from None
    except UnicodeError:
        shown = encoding.upper()
        raise DataError(Fault(path.name, f"is not {shown} text", shown, "save it as 'CSV UTF-8'")) from None
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
