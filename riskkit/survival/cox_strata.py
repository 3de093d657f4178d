"""Strata of a Cox model: from columns to codes, and the same again for new people."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray, check_columns
from riskkit.errors import DataError, ExtrapolationError, Fault


def stratum_codes(data: pd.DataFrame, by: tuple[str, ...]) -> tuple[IntArray, tuple[Any, ...]]:
    """Return each row's stratum as a code (empty for none), and the strata themselves."""
    if not by:
        return np.empty(0, dtype=np.int64), ()
    faults = [
        Fault(f"column '{name}'", f"{count} values are missing", "a stratum for every row")
        for name in by
        if (count := int(data[name].isna().sum()))
    ]
    if faults:
        raise DataError(faults)
    codes, levels = pd.factorize(stratum_keys(data, by), sort=True)
    return codes.astype(np.int64), tuple(levels)


def stratum_keys(data: pd.DataFrame, by: tuple[str, ...]) -> pd.Series:
    """Return the value, or the tuple of values, that names each row's stratum."""
    if len(by) == 1:
        return data[by[0]]
    return pd.Series(list(data[list(by)].itertuples(index=False, name=None)), index=data.index)


def find_strata(
    by: tuple[str, ...], levels: Sequence[Any], data: pd.DataFrame, follow_up: FloatArray, horizon: float
) -> IntArray:
    """Return each person's stratum code.

    Raises
    ------
    DataError
        A stratum was not there at fitting.
    ExtrapolationError
        A stratum was followed for less than the horizon.
    """
    if not by:
        return np.zeros(len(data), dtype=np.int64)
    check_columns(data, by)
    known = {level: code for code, level in enumerate(levels)}
    codes = np.array([known.get(key, -1) for key in stratum_keys(data, by)], dtype=np.int64)
    where = "strata " + ", ".join(f"'{name}'" for name in by)
    if unseen := int((codes < 0).sum()):
        raise DataError(
            Fault(where, f"{unseen} rows are in strata that were not there at fitting",
                  "the strata of the fitted data")
        )  # fmt: skip
    if short := int((follow_up[codes] < horizon).sum()):
        raise ExtrapolationError(
            Fault(where, f"{short} rows are in strata followed for less than the horizon",
                  "a horizon up to the stratum's own follow-up")
        )  # fmt: skip
    return codes
