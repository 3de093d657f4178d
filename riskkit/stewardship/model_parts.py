"""What a model's file is made of: covariates, coefficients, horizons and worked cases."""

import math
from typing import Annotated, Literal

from pydantic import Field

from riskkit.errors import Fault
from riskkit.parameters import Parameters
from riskkit.parameters.model import ModelId as Id
from riskkit.parameters.model import ModelVersion as Version

__all__ = [
    "Case",
    "Covariate",
    "Horizon",
    "Id",
    "Term",
    "TimeUnit",
    "Value",
    "Version",
    "fits",
    "value_faults",
]

Value = int | float | str
TimeUnit = Literal["day", "week", "month", "year"]


class Covariate(Parameters):
    """What one covariate may be.

    Attributes
    ----------
    name : str
        As in the data.
    kind : {"number", "yes_no", "category"}
        ``yes_no`` is 0 or 1.
    low, high : float, optional
        Smallest and largest value of a number at fitting.
    levels : tuple of str
        Values of a category at fitting.
    unit : str
        Unit of a number.
    """

    name: str
    kind: Literal["number", "yes_no", "category"]
    low: float | None = None
    high: float | None = None
    levels: tuple[str, ...] = ()
    unit: str = ""

    @property
    def extremes(self) -> tuple[Value, ...]:
        """Return values between which the linear predictor cannot go further."""
        if self.kind == "category":
            return self.levels
        return (0, 1) if self.kind == "yes_no" else (float(self.low or 0.0), float(self.high or 0.0))


class Term(Parameters):
    """One coefficient: of a number, or of a category's level against its first."""

    covariate: str
    level: str | None = None
    coefficient: float


class Horizon(Parameters):
    """What the model says of one length of follow-up.

    Attributes
    ----------
    time : float
        In the model's unit.
    log_hazard : float
        Logarithm of the cumulative hazard by ``time`` at average covariates.
    variance : float
        Variance of the part of ``log_hazard`` that is not the coefficients'.
    centre : tuple of float
        Covariates, by term, around which the coefficients' uncertainty counts.
    """

    time: Annotated[float, Field(gt=0)]
    log_hazard: float
    variance: Annotated[float, Field(ge=0)]
    centre: tuple[float, ...]


class Case(Parameters):
    """A worked case: what must come out, and from where that is known."""

    values: dict[str, Value]
    time: float
    risk: Annotated[float, Field(ge=0, le=1)]
    lower: Annotated[float, Field(ge=0, le=1)]
    upper: Annotated[float, Field(ge=0, le=1)]
    source: str


def fits(covariate: Covariate, value: Value) -> bool:
    """Whether a value is of the covariate's kind."""
    if covariate.kind == "category":
        return isinstance(value, str)
    if isinstance(value, str | bool) or not math.isfinite(value):
        return False
    return covariate.kind == "number" or value in (0, 1)


def value_faults(covariate: Covariate, value: Value) -> list[Fault]:
    """Return what is wrong with a value: of another kind, or outside what the model was fitted on."""
    where = f"covariate '{covariate.name}'"
    if not fits(covariate, value):
        rule = {"category": "a word", "yes_no": "0 or 1", "number": "a number"}[covariate.kind]
        return [Fault(where, "has a value of the wrong kind", rule)]
    if covariate.kind == "category" and value not in covariate.levels:
        return [Fault(where, "has a level that the model has never seen", ", ".join(covariate.levels))]
    if covariate.kind == "number" and not float(covariate.low or 0) <= float(value) <= float(
        covariate.high or 0
    ):
        return [Fault(where, "lies outside what the model was fitted on",
                      f"{covariate.low:g} to {covariate.high:g} {covariate.unit}".rstrip())]  # fmt: skip
    return []
