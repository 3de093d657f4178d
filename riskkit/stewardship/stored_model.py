"""A fitted model as a file: enough numbers to give a risk with its interval, and nothing of anyone.

A page scores from this file alone, with plain arithmetic: no fitting library is loaded and no
row of the data is in it. The file carries worked cases that must come out right on the machine
where it is used, on the day it is used.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import NormalDist
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from riskkit.errors import ExtrapolationError, Fault, ResponseError, SelfTestRefused, StoreError
from riskkit.fields import CONFIDENCE
from riskkit.parameters import Parameters
from riskkit.stewardship.model_parts import (
    Case,
    Covariate,
    Horizon,
    Id,
    Term,
    TimeUnit,
    Value,
    Version,
    fits,
    value_faults,
)

TOLERANCE = 1e-9
"""A worked case passes within this distance of its risk and limits."""


@dataclass(frozen=True, slots=True)
class StoredRisk:
    """A risk by one time.

    Attributes
    ----------
    risk, lower, upper : float
        In [0, 1], with the limits of the 95 % interval.
    time : float
        Length of follow-up.
    unknown : tuple of str
        Covariates whose value is not known. Then ``risk`` is missing (NaN), and lower and upper
        span every value that they may have.
    """

    risk: float
    lower: float
    upper: float
    time: float
    unknown: tuple[str, ...] = ()


class StoredModel(Parameters):
    """A Cox model as data.

    Attributes
    ----------
    id, version : str
        Which model.
    populations : tuple of str
        Short names of the populations that it was made and validated for.
    outcome : str
        What was measured.
    time_unit : str
        Unit of the horizons.
    covariates, terms, horizons, cases : tuple
        See there.
    mean : tuple of float
        Average of each term at fitting.
    covariance : tuple of tuple of float
        Of the coefficients.
    """

    id: Id
    version: Version
    populations: Annotated[tuple[str, ...], Field(min_length=1)]
    outcome: str
    time_unit: TimeUnit
    covariates: Annotated[tuple[Covariate, ...], Field(min_length=1)]
    terms: Annotated[tuple[Term, ...], Field(min_length=1)]
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    horizons: Annotated[tuple[Horizon, ...], Field(min_length=1)]
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _shapes(self) -> Self:
        k = len(self.terms)
        square = len(self.covariance) == k and all(len(row) == k for row in self.covariance)
        if not square or len(self.mean) != k or any(len(each.centre) != k for each in self.horizons):
            raise ValueError("'mean', 'covariance' and 'centre' must have an entry for each term")
        names = {each.name: each for each in self.covariates}
        for term in self.terms:
            known = names.get(term.covariate)
            if known is None or (term.level is not None) != (known.kind == "category"):
                raise ValueError(f"term '{term.covariate}' is of no covariate, or of another kind")
        return self

    @property  # not cached: a copy with changes would carry the old one along
    def fingerprint(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    def predict(
        self, values: Mapping[str, Value | None], time: float, level: float = CONFIDENCE
    ) -> StoredRisk:
        """Return one person's risk by ``time``.

        Parameters
        ----------
        values : mapping of str to number, text or None
            Every covariate; None says that it is not known, and is never a default.
        time : float
            One of the horizons.
        level : float
            Of the interval.

        Raises
        ------
        ResponseError
            A covariate is missing, unknown to the model, or of the wrong kind.
        ExtrapolationError
            A value outside what the model was fitted on, or another time.
        """
        horizon = self._horizon(time)
        self._check(values)
        unknown = tuple(each.name for each in self.covariates if values[each.name] is None)
        if not unknown:
            return StoredRisk(*self._risk(values, horizon, level), time)
        corners = product(*(each.extremes for each in self.covariates if each.name in unknown))
        spans = [
            self._risk({**values, **dict(zip(unknown, corner, strict=True))}, horizon, level)
            for corner in corners
        ]
        return StoredRisk(math.nan, min(s[1] for s in spans), max(s[2] for s in spans), time, unknown)

    def check_cases(self) -> int:
        """Return the number of worked cases, all of which come out right here and now.

        Raises
        ------
        SelfTestRefused
            Some do not; the message gives their numbers.
        """
        wrong = [number for number, case in enumerate(self.cases, start=1) if not self.passes(case)]
        if wrong:
            listed = ", ".join(map(str, wrong))
            raise SelfTestRefused(
                f"{self.id} {self.version}: worked cases {listed} of {len(self.cases)} do not come out; "
                "no figure of this model is shown until a steward has looked"
            )
        return len(self.cases)

    @property
    def passed_cases(self) -> int:
        """How many worked cases come out right here and now."""
        return sum(map(self.passes, self.cases))

    def passes(self, case: Case) -> bool:
        """Return whether a worked case comes out right here and now."""
        try:
            found = self.predict(case.values, case.time)
        except (ResponseError, ExtrapolationError, ValueError, OverflowError):
            return False  # numbers that cannot be worked with fail the case too
        pairs = ((found.risk, case.risk), (found.lower, case.lower), (found.upper, case.upper))
        return all(math.isclose(a, b, rel_tol=0, abs_tol=TOLERANCE) for a, b in pairs)

    def _horizon(self, time: float) -> Horizon:
        for each in self.horizons:
            if each.time == time:
                return each
        allowed = ", ".join(f"{each.time:g}" for each in self.horizons)
        raise ExtrapolationError(
            Fault("time", "is none of the model's horizons", f"{allowed} {self.time_unit}s")
        )

    def _check(self, values: Mapping[str, Value | None]) -> None:
        names = {each.name for each in self.covariates}
        faults = [Fault(f"covariate '{name}'", "is missing", "a value, or None if it is not known")
                  for name in sorted(names - set(values))]  # fmt: skip
        faults += [
            Fault(f"covariate '{name}'", "is not in the model") for name in sorted(set(values) - names)
        ]
        if faults:
            raise ResponseError(faults)
        outside: list[Fault] = []
        for covariate in self.covariates:
            value = values[covariate.name]
            if value is not None:
                (faults if not fits(covariate, value) else outside).extend(value_faults(covariate, value))
        if faults:
            raise ResponseError(faults)
        if outside:
            raise ExtrapolationError(outside)

    def _row(self, values: Mapping[str, Value | None]) -> list[float]:
        return [
            float(values[term.covariate] == term.level)
            if term.level is not None
            else float(values[term.covariate] or 0)
            for term in self.terms
        ]

    def _risk(
        self, values: Mapping[str, Value | None], horizon: Horizon, level: float
    ) -> tuple[float, float, float]:
        """Return risk and limits by the delta method on log(-log(1 - risk))."""
        row = self._row(values)
        slope = sum(t.coefficient * (x - m) for t, x, m in zip(self.terms, row, self.mean, strict=True))
        middle = horizon.log_hazard + slope
        off = [x - c for x, c in zip(row, horizon.centre, strict=True)]
        spread = sum(a * b * self.covariance[i][j] for i, a in enumerate(off) for j, b in enumerate(off))
        reach = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(horizon.variance + spread)
        low, high = (-math.expm1(-math.exp(middle + side)) for side in (-reach, reach))
        return -math.expm1(-math.exp(middle)), low, high


def read_stored_model(path: Path) -> StoredModel:
    """Read a model's file.

    Raises
    ------
    StoreError
        It is not there, or is not a model's file.
    """
    try:
        return StoredModel.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise StoreError(Fault("model", f"file {path.name} is not there", "a registered model")) from None
    except (ValidationError, UnicodeDecodeError) as error:
        count = error.error_count() if isinstance(error, ValidationError) else 1
        raise StoreError(
            Fault("model", f"file {path.name} has {count} faults", "a file that riskkit made")
        ) from None
