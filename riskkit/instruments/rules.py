"""How the terms of an instrument become a result: points, a probability, or a judgement."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.instruments.judgement_rule import JudgementRule
from riskkit.instruments.terms import Term
from riskkit.instruments.words import Horizon, Part, Place

Terms = Annotated[tuple[Term, ...], Field(min_length=1)]
ByHorizon = Annotated[dict[Horizon, float], Field(min_length=1)]
"""A number for each length of follow-up."""


class Points(Part):
    """The sum of the terms is the result."""

    kind: Literal["points"]
    terms: Terms

    @property
    def horizons(self) -> tuple[str, ...]:
        """Lengths of follow-up; none."""
        return ()


class Curve(Part):
    """Probability from points: 1 / (1 + exp(-(constant + slope x points))), a constant a horizon."""

    slope: float
    constants: ByHorizon


class PointsToProbability(Part):
    """The sum of the terms is looked up in a table, or put into a logistic curve.

    Attributes
    ----------
    found : Place
        Source of the curve or table.
    curve : Curve or None
        The curve, or
    table : dict of str to dict of str to float
        by horizon, the probability of each whole number of points.
    """

    kind: Literal["points_to_probability"]
    terms: Terms
    found: Place
    curve: Curve | None = None
    table: dict[Horizon, dict[str, Annotated[float, Field(ge=0, le=1)]]] = Field(
        default_factory=dict[str, dict[str, float]]
    )

    @model_validator(mode="after")
    def _check_ways(self) -> Self:
        if (self.curve is None) == (not self.table):
            raise ValueError("needs either a 'curve' or a 'table'")
        for horizon, rows in self.table.items():
            if list(rows) != [str(number) for number in range(len(rows))]:
                raise ValueError(
                    f"the table for {horizon} must give every number of points from 0 up, in order"
                )
        return self

    @property
    def horizons(self) -> tuple[str, ...]:
        """Lengths of follow-up that the probabilities refer to."""
        return tuple(self.curve.constants if self.curve else self.table)


class Logistic(Part):
    """Probability 1 / (1 + exp(-(constant + sum of the terms))), one constant a horizon."""

    kind: Literal["logistic"]
    found: Place
    constants: ByHorizon
    terms: Terms

    @property
    def horizons(self) -> tuple[str, ...]:
        """Lengths of follow-up that the probabilities refer to."""
        return tuple(self.constants)


class Cox(Part):
    """Probability 1 - S0(horizon) ** exp(sum of the terms - centre).

    Attributes
    ----------
    found : Place
        Source of the baseline.
    baseline_survival : dict of str to float
        S0 by horizon: the share without the outcome for whom the sum of the terms is ``centre``.
    centre : float
        The sum of the terms that the baseline belongs to.
    """

    kind: Literal["cox"]
    found: Place
    baseline_survival: Annotated[dict[Horizon, Annotated[float, Field(gt=0, lt=1)]], Field(min_length=1)]
    centre: float
    terms: Terms

    @property
    def horizons(self) -> tuple[str, ...]:
        """Lengths of follow-up that the probabilities refer to."""
        return tuple(self.baseline_survival)


Computed = Points | PointsToProbability | Logistic | Cox
Rule = Annotated[JudgementRule | Points | PointsToProbability | Logistic | Cox, Field(discriminator="kind")]
