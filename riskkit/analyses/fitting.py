"""The model that a report's parameters choose, as a function from a table to a fit."""

import functools
from typing import Any

from riskkit.cohort import Cohort
from riskkit.parameters.cohort_model import ModelChoice
from riskkit.survival import fit_cox, fit_discrete

Fitter = functools.partial[Any]


def fitter(choice: ModelChoice, cohort: Cohort, formula: str) -> Fitter:
    """Return the fit of a model with everything but the table filled in.

    Parameters
    ----------
    choice : ModelChoice
        Family, penalty, interval, link.
    cohort : Cohort
        Names the columns of time and event.
    formula : str
        The covariates.
    """
    names = {"time": cohort.time, "event": cohort.event, "formula": formula}
    if choice.family == "discrete":
        return functools.partial(fit_discrete, **names, interval=choice.interval, link=choice.link)
    return functools.partial(fit_cox, **names, penalty=choice.penalty)


def covariate_rows(model: Any) -> list[str]:
    """Return the terms of covariates: a discrete model's periods are left out."""
    return [str(term) for term in model.coefficients.index if not str(term).startswith("(")]
