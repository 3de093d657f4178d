"""Guards that return the checked value or raise one named error with every fault found."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from riskkit.errors import DataError, Fault

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def check_columns(data: pd.DataFrame, columns: Iterable[str | None]) -> None:
    """Raise unless ``data`` is a frame with rows and has every named column once.

    Parameters
    ----------
    data : pandas.DataFrame
        The table to check.
    columns : iterable of str or None
        Column names that must be there; None entries are skipped.

    Raises
    ------
    DataError
        Not a frame, no rows, a name missing or occurring twice.
    """
    if not isinstance(data, pd.DataFrame):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise DataError(Fault("data", "is not a pandas DataFrame", "a DataFrame, one row a person"))
    names = [name for name in columns if name is not None]
    present = list(data.columns)
    faults = [
        Fault(f"column '{name}'", "is not in the table", remedy=f"columns there: {_listed(present)}")
        for name in dict.fromkeys(names)
        if name not in present
    ]
    faults += [
        Fault(f"column '{name}'", f"occurs {present.count(name)} times", "each name once")
        for name in dict.fromkeys(names)
        if present.count(name) > 1
    ]
    if len(data) == 0:
        faults.append(Fault("data", "has no rows", "at least one row"))
    if faults:
        raise DataError(faults)


def check_numbers(data: pd.DataFrame, column: str) -> FloatArray:
    """Return one column as float64, refusing text, missing and infinite values.

    Numbers that arrive as text are refused, not cast: a decimal comma or a stray
    code would otherwise turn into another number without anyone noticing.

    Raises
    ------
    DataError
        Names the column and the number of values at fault.
    """
    values = data[column]
    if not pd.api.types.is_numeric_dtype(values.dtype):
        odd = pd.to_numeric(values, errors="coerce").isna() & values.notna()
        what = f"{int(odd.sum())} values are not numbers" if odd.any() else "holds text, not numbers"
        raise DataError(Fault(f"column '{column}'", what, "numbers", "convert the column first"))
    array = values.to_numpy(dtype=np.float64, na_value=np.nan)
    faults: list[Fault] = []
    if missing := int(np.isnan(array).sum()):
        faults.append(
            Fault(
                f"column '{column}'",
                f"{missing} values are missing",
                "no missing values",
                "leave those rows out on purpose, or complete them",
            )
        )
    if infinite := int(np.isinf(array).sum()):
        faults.append(Fault(f"column '{column}'", f"{infinite} values are infinite", "finite numbers"))
    if faults:
        raise DataError(faults)
    return array


def check_times(data: pd.DataFrame, column: str) -> FloatArray:
    """Return a follow-up time column: finite and above zero.

    Raises
    ------
    DataError
        Text, missing, infinite, negative or zero times, with the count.
    """
    times = check_numbers(data, column)
    faults: list[Fault] = []
    if negative := int((times < 0).sum()):
        faults.append(
            Fault(
                f"column '{column}'",
                f"{negative} times are negative",
                "times above 0",
                "check which date was subtracted from which",
            )
        )
    if zero := int((times == 0).sum()):
        faults.append(
            Fault(
                f"column '{column}'",
                f"{zero} times are zero",
                "times above 0",
                "a person must be followed for some time; decide what a same-day event means",
            )
        )
    if faults:
        raise DataError(faults)
    return times


def check_events(data: pd.DataFrame, column: str, *, allowed: Sequence[int] | None = (0, 1)) -> IntArray:
    """Return an event column as integer codes.

    Parameters
    ----------
    data : pandas.DataFrame
        The follow-up table.
    column : str
        Name of the event column; bool or whole numbers.
    allowed : sequence of int or None
        Codes that may occur; None allows any code from 0 up (competing events).

    Raises
    ------
    DataError
        Text, missing, fractional or other codes, with the count.
    """
    codes = check_numbers(data, column)
    rule = "whole codes from 0 up" if allowed is None else f"only {_listed(allowed)}"
    bad = codes != np.floor(codes)
    bad |= codes < 0 if allowed is None else ~np.isin(codes, np.asarray(allowed, dtype=np.float64))
    if count := int(bad.sum()):
        raise DataError(
            Fault(
                f"column '{column}'",
                f"{count} event codes are outside the list",
                rule,
                "0 is censored, 1 the outcome; name competing events by their own codes",
            )
        )
    return codes.astype(np.int64)


def check_weights(data: pd.DataFrame, column: str) -> FloatArray:
    """Return case weights: finite, none negative, at least one above zero.

    Raises
    ------
    DataError
        Names the column and the number of weights at fault.
    """
    weights = check_numbers(data, column)
    if negative := int((weights < 0).sum()):
        raise DataError(Fault(f"column '{column}'", f"{negative} weights are negative", "weights from 0 up"))
    if not weights.any():
        raise DataError(Fault(f"column '{column}'", "all weights are zero", "at least one above 0"))
    return weights


def _listed(names: Iterable[object], most: int = 20) -> str:
    """Join names for a message, cut after ``most``."""
    texts = [str(name) for name in names]
    return ", ".join(texts[:most]) + (f" and {len(texts) - most} more" if len(texts) > most else "")
