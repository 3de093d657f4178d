"""Residuals of a Cox model as tables, in the order of the caller's rows."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from riskkit.errors import Fault, ParameterError
from riskkit.survival.cox_fit import Fit
from riskkit.survival.cox_moments import Moments
from riskkit.survival.cox_residuals import deviance, martingale, schoenfeld, score

KINDS: Final = ("martingale", "deviance", "score", "dfbeta", "schoenfeld", "scaled_schoenfeld")


def residual_table(
    fit: Fit, moments: Moments, kind: str, terms: Sequence[str], index: pd.Index
) -> pd.Series | pd.DataFrame:
    """Return residuals of one kind; see `CoxModel.residuals`.

    Raises
    ------
    ParameterError
        The kind is not known.
    """
    if kind not in KINDS:
        raise ParameterError(Fault("kind", "is not known", ", ".join(KINDS)))
    rows = fit.task.rows
    if kind.endswith("schoenfeld"):
        values, places = schoenfeld(rows, moments)
        if kind.startswith("scaled"):
            values = (len(values) * values @ fit.naive + fit.beta) / rows.spread
        else:
            values = values * rows.spread
        times = pd.Index(rows.time[rows.group[places]], name="time")
        return pd.DataFrame(values, index=times, columns=list(terms))
    kept = np.flatnonzero(rows.weights > 0)
    kept = kept[np.argsort(rows.order[kept])]
    names = index[rows.order[kept]]
    if kind in ("martingale", "deviance"):
        found = martingale(rows, fit.at)[kept]
        found = deviance(found, rows.died[kept]) if kind == "deviance" else found
        return pd.Series(found, index=names, name=kind)
    shares = score(rows, fit.at, moments)[kept]
    if kind == "score":
        shares = shares * rows.spread
    else:
        shares = shares @ fit.naive / rows.spread * rows.weights[kept, None]
    return pd.DataFrame(shares, index=names, columns=list(terms))
