"""Calibration and errors side by side by group, with what no model can equalise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from riskkit.fields import OUTCOME
from riskkit.validation.error_rates import IMPOSSIBILITY
from riskkit.validation.subgroups import FEWEST_EVENTS, by_subgroup


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fairness:
    """Group figures of one threshold.

    Attributes
    ----------
    table : pandas.DataFrame
        As ``by_subgroup``: for every group rows of measure ``observed`` (the base rate), the
        calibration (``intercept``, ``slope``, ``observed_expected_ratio``),
        ``false_positive_rate`` and ``false_negative_rate``.
    base_rates_differ : bool
        Whether some group's observed risk differs from everybody else's beyond chance (95 %).
    statement : mapping of str to str
        The known impossibility in one sentence, by language (nl, en); it bites where base rates
        differ.
    """

    table: pd.DataFrame
    base_rates_differ: bool
    statement: Mapping[str, str]


def fairness(
    time: Any,
    event: Any,
    risk: Any,
    *,
    group: Any,
    horizon: float,
    threshold: float,
    fewest_events: int = FEWEST_EVENTS,
    cause: int = OUTCOME,
) -> Fairness:
    """Return calibration, false positive and false negative rates by group.

    Parameters
    ----------
    time, event, risk, horizon, threshold, cause
        As for ``error_rates``; ``risk`` strictly between 0 and 1.
    group, fewest_events
        As for ``by_subgroup``.

    Returns
    -------
    Fairness

    Raises
    ------
    DataError, NoEventsError, ParameterError, ExtrapolationError, FitError
        As ``by_subgroup``, ``calibration`` and ``error_rates``.
    """
    shared: dict[str, Any] = {
        "group": group, "fewest_events": fewest_events, "horizon": horizon, "cause": cause
    }  # fmt: skip
    calibrated = by_subgroup("calibration", time, event, risk, **shared)
    kept = calibrated["measure"].isin(["observed", "observed_expected_ratio", "intercept", "slope"])
    errors = by_subgroup("error_rates", time, event, risk, threshold=threshold, **shared)
    table = pd.concat([calibrated[kept], errors], ignore_index=True)
    base = table[table["measure"] == "observed"]
    apart = (base["difference_lower"] > 0) | (base["difference_upper"] < 0)
    return Fairness(table=table, base_rates_differ=bool(apart.any()), statement=IMPOSSIBILITY)
