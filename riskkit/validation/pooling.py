"""One figure from many sites: random-effects pooling, and what a new site may show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import t as student

from riskkit.checks import FloatArray
from riskkit.errors import DataError, Fault, ParameterError
from riskkit.fields import CONFIDENCE
from riskkit.validation.estimate import Estimate

SCALES: Final = ("identity", "log", "logit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled(Estimate):
    """A measure's mean over sites.

    Attributes
    ----------
    between : float
        Standard deviation between sites, on the scale of pooling; 0 if they differ no more than
        chance would have them.
    prediction_lower, prediction_upper : float
        95 % limits for the true value at a new site; missing (NaN) with two sites.
    sites : int
    """

    between: float
    prediction_lower: float
    prediction_upper: float
    sites: int


def pool(figures: Sequence[Estimate], scale: str = "identity") -> Pooled:
    """Return the random-effects mean of several sites' figures.

    Parameters
    ----------
    figures : sequence of Estimate
        At least two, each with a standard error above 0.
    scale : {"identity", "log", "logit"}
        On which sites are normal: ``logit`` for concordance and AUC, ``log`` for ratios.

    Raises
    ------
    ParameterError, DataError
        An unknown scale; fewer than two figures; no standard error, or a value off the scale.

    Notes
    -----
    Variance between sites by DerSimonian & Laird (Controlled Clinical Trials 1986), the interval
    by Hartung & Knapp (Statistics in Medicine 2001) with k - 1 degrees of freedom, the
    prediction interval with k - 2 (Higgins et al., JRSS A 2009); for the scales Debray et al.,
    BMJ 2017.
    """
    if scale not in SCALES:
        raise ParameterError(Fault("scale", "is not known", ", ".join(SCALES)))
    value, error = _on_scale(figures, scale)
    weight = 1 / error**2
    k = len(value)
    fixed = float(weight @ value / weight.sum())
    excess = float(weight @ (value - fixed) ** 2) - (k - 1)
    between2 = max(0.0, excess / float(weight.sum() - (weight**2).sum() / weight.sum()))
    weight = 1 / (error**2 + between2)
    mean = float(weight @ value / weight.sum())
    spread2 = float(weight @ (value - mean) ** 2) / (k - 1) / float(weight.sum())
    tail = (1 + CONFIDENCE) / 2
    reach = float(student.ppf(tail, k - 1)) * np.sqrt(spread2)
    wide = np.nan if k < 3 else float(student.ppf(tail, k - 2)) * np.sqrt(between2 + spread2)
    middle, lower, upper, low, high = (
        _back(x, scale) for x in (mean, mean - reach, mean + reach, mean - wide, mean + wide)
    )
    return Pooled(
        estimate=middle, std_error=float(np.sqrt(spread2)) * _slope(middle, scale), lower=lower, upper=upper,
        between=float(np.sqrt(between2)), prediction_lower=low, prediction_upper=high, sites=k,
    )  # fmt: skip


def _on_scale(figures: Sequence[Estimate], scale: str) -> tuple[FloatArray, FloatArray]:
    value = np.array([figure.estimate for figure in figures])
    error = np.array([figure.std_error for figure in figures])
    faults: list[Fault] = []
    if len(value) < 2:
        faults.append(Fault("figures", f"come from {len(value)} sites", "at least two sites"))
    if not (np.isfinite(value).all() and np.isfinite(error).all() and (error > 0).all()):
        faults.append(Fault("figures", "lack a finite value or error above 0", "a figure with its error"))
    high = 1.0 if scale == "logit" else np.inf
    if scale != "identity" and not ((value > 0) & (value < high)).all():
        faults.append(Fault("figures", f"lie outside the {scale} scale", "values inside it"))
    if faults:
        raise DataError(faults)
    if scale == "log":
        return np.log(value), error / value
    return (
        (np.log(value / (1 - value)), error / (value * (1 - value))) if scale == "logit" else (value, error)
    )


def _back(value: float, scale: str) -> float:
    if scale == "log":
        return float(np.exp(value))
    return float(1 / (1 + np.exp(-value))) if scale == "logit" else float(value)


def _slope(value: float, scale: str) -> float:
    """Return the derivative of the value by the scale, at the value."""
    return {"log": value, "logit": value * (1 - value)}.get(scale, 1.0)
