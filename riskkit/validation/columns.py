"""Which columns hold the outcome that a fitting function learns from."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from riskkit.checks import IntArray, check_columns, check_events, check_times
from riskkit.errors import DataError, Fault, NoEventsError, ParameterError
from riskkit.fields import CENSORED, OUTCOME
from riskkit.validation.outcomes import Outcomes

Fit = Callable[[pd.DataFrame], Any]


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the outcome's columns.

    Attributes
    ----------
    time, event : str
    cause : int
        The event code that counts as the outcome; other codes above 0 are competing events.
    cluster : str or None
        Rows with the same value are drawn, or left out, together.
    """

    time: str
    event: str
    cause: int = OUTCOME
    cluster: str | None = None

    def read(self, data: pd.DataFrame) -> Outcomes:
        """Return the outcomes, coded 0 censored, 1 the cause, 2 competing.

        Raises
        ------
        DataError, NoEventsError
            Columns missing or not as they should be; nobody had the cause.
        """
        check_columns(data, [self.time, self.event, self.cluster])
        time, codes = check_times(data, self.time), check_events(data, self.event, allowed=None)
        event = np.where(codes == self.cause, OUTCOME, np.where(codes == CENSORED, CENSORED, OUTCOME + 1))
        if not (event == OUTCOME).any():
            raise NoEventsError(
                Fault(f"column '{self.event}'", f"holds no event of cause {self.cause}", "at least one event")
            )
        return Outcomes(time, event.astype(np.int64))

    def units(self, data: pd.DataFrame) -> IntArray:
        """Return the number of the unit that each row belongs to, from 0."""
        if self.cluster is None:
            return np.arange(len(data))
        if missing := int(data[self.cluster].isna().sum()):
            raise DataError(Fault(f"column '{self.cluster}'", f"{missing} values are missing", "no missing"))
        return pd.factorize(data[self.cluster])[0].astype(np.int64)


def find_columns(fit: Any, time: str | None = None, event: str | None = None) -> Columns:
    """Return the outcome's columns: as given, else as ``fit`` names them, else "time" and "event".

    Parameters
    ----------
    fit : callable or model
        ``functools.partial(fit_cox, time=..., event=...)`` says them; another callable does not.

    Raises
    ------
    ParameterError
        Late entry: people would count before they came under observation.
    """
    named = dict(fit.keywords) if isinstance(fit, functools.partial) else {}
    if named.get("entry"):
        raise ParameterError(
            Fault("fit", "has late entry", "one row a person, followed from time 0",
                  "judge such a model with concordance(..., entry=...)")
        )  # fmt: skip

    return Columns(
        time=time or named.get("time") or "time",
        event=event or named.get("event") or "event",
        cause=named.get("cause") or OUTCOME,
        cluster=named.get("cluster"),
    )
