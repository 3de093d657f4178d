"""Whether the people, the answers or the codes that reach a model are still those it was made on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from riskkit.errors import DataError, Fault

NOTEWORTHY: Final = 0.1
"""A stability index above it deserves a look (Siddiqi 2006, Credit Risk Scorecards, p. 136) ..."""

ALARMING: Final = 0.25
"""... and above it the population is another."""

MISSING_RISE: Final = 0.1
"""A share of unknown values that rises by so much is an alarm."""

BINS: Final = 10


@dataclass(frozen=True, slots=True)
class InputDrift:
    """How one covariate moved.

    Attributes
    ----------
    covariate : str
        Which.
    stability : float
        Population stability index: sum over bins of (now - then) log(now / then).
    chance : float
        What the index reaches by chance alone in 1 of 100 samples of this size.
    missing_then, missing_now : float
        Shares of unknown values.
    new_codes : int
        Values that never occurred at fitting.
    alarm : bool
        The index is alarming and beyond chance, unknown values rose, or there are new codes.
    """

    covariate: str
    stability: float
    chance: float
    missing_then: float
    missing_now: float
    new_codes: int
    alarm: bool


def input_drift(then: pd.DataFrame, now: pd.DataFrame, kinds: Mapping[str, str]) -> tuple[InputDrift, ...]:
    """Compare the covariates of two groups of people.

    Parameters
    ----------
    then, now : pandas.DataFrame
        At fitting, and lately; missing values are unknown ones.
    kinds : mapping of str to {"number", "yes_no", "category"}
        The covariates.

    Raises
    ------
    DataError
        A covariate is missing from a table, or a table has no rows.

    Notes
    -----
    By chance the index is about chi-square with bins - 1 degrees of freedom, times
    (1/n then + 1/n now): Yurdakul & Naranjo (2020), *J Risk Model Validation* 14(4).
    """
    faults = [
        Fault(f"covariate '{name}'", f"is not in the table of {which}")
        for which, table in (("then", then), ("now", now))
        for name in kinds
        if name not in table.columns
    ]
    if faults or not len(then) or not len(now):
        raise DataError(faults or [Fault("tables", "have no rows", "people in both")])
    return tuple(_drift(then[name], now[name], name, kind) for name, kind in kinds.items())


def _drift(then: pd.Series, now: pd.Series, name: str, kind: str) -> InputDrift:
    from scipy.stats import chi2

    known_then, known_now = then.dropna(), now.dropna()
    new = 0
    if kind == "number":
        edges = np.unique(np.quantile(known_then.to_numpy(dtype=float), np.linspace(0, 1, BINS + 1)[1:-1]))
        cells = [
            np.searchsorted(edges, s.to_numpy(dtype=float), side="left") for s in (known_then, known_now)
        ]
        size = len(edges) + 1
    else:
        levels = pd.Index(sorted(known_then.unique(), key=str))
        cells = [levels.get_indexer(pd.Index(series)) for series in (known_then, known_now)]
        new = int((cells[1] < 0).sum())
        cells[1] = cells[1][cells[1] >= 0]
        size = len(levels)
    counts = [np.bincount(each, minlength=size) for each in cells]
    shares = [(count + 0.5) / (count.sum() + 0.5 * size) for count in counts]
    stability = float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())
    unit = 1 / max(len(known_then), 1) + 1 / max(len(known_now), 1)
    chance = float(chi2.ppf(0.99, max(size - 1, 1)) * unit)
    missing = (float(then.isna().mean()), float(now.isna().mean()))
    alarm = (stability > max(ALARMING, chance)) or missing[1] - missing[0] > MISSING_RISE or new > 0
    return InputDrift(name, stability, chance, *missing, new, bool(alarm))
