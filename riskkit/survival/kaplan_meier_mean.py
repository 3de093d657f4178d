"""The restricted mean: the time without the event, of a given horizon, that a curve promises."""

import numpy as np
import pandas as pd

from riskkit.errors import ExtrapolationError, Fault
from riskkit.survival.horizon import check_horizons
from riskkit.survival.kaplan_meier import COLUMNS, KaplanMeier


def restricted_mean(curves: KaplanMeier, horizon: float) -> pd.DataFrame:
    """Return the area under each survival curve up to a horizon.

    Parameters
    ----------
    curves : KaplanMeier
    horizon : float
        Above 0, and not beyond the follow-up of any curve.

    Returns
    -------
    pandas.DataFrame
        One row a curve, index the group (0 without groups); columns mean and std_error, in
        the unit of time.

    Raises
    ------
    ExtrapolationError
        The horizon lies beyond a curve's last time.

    Notes
    -----
    Standard error of Irwin (1949) as in R's ``survival``: the areas still to come, squared, times
    Greenwood's terms.
    """
    (until,) = check_horizons([horizon], float(curves.table["time"].max()))
    grouping = [name for name in curves.table.columns if name not in COLUMNS]
    parts = curves.table.groupby(grouping[0]) if grouping else [(0, curves.table)]
    rows = {group: _area(part, float(until)) for group, part in parts}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "std_error"])
    return frame.rename_axis(grouping[0] if grouping else None)


def _area(curve: pd.DataFrame, horizon: float) -> tuple[float, float]:
    """Return one curve's area and its standard error."""
    if horizon > float(curve["time"].iloc[-1]):
        raise ExtrapolationError(
            Fault("horizon", "lies beyond the last time of a group", "up to the shortest follow-up")
        )
    inside = curve[curve["time"] < horizon]
    edges = np.concatenate([[0.0], inside["time"].to_numpy(), [horizon]])
    pieces = np.diff(edges) * np.concatenate([[1.0], inside["survival"].to_numpy()])
    to_come = np.cumsum(pieces[::-1])[::-1][1:]
    deaths, at_risk = inside["n_events"].to_numpy(), inside["n_at_risk"].to_numpy()
    steps = np.divide(deaths, at_risk * (at_risk - deaths), out=np.zeros(len(deaths)), where=at_risk > deaths)
    return float(pieces.sum()), float(np.sqrt(to_come**2 @ steps))
