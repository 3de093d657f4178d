"""Reading follow-up with one outcome, or with competing events: 0 censored, 1, 2, .. named causes."""

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray, check_columns, check_events, check_times
from riskkit.errors import DataError, Fault, NoEventsError, ParameterError
from riskkit.fields import CENSORED, OUTCOME


def read_outcome(data: pd.DataFrame, time: str, event: str) -> tuple[FloatArray, IntArray]:
    """Return times and events of a follow-up table with one outcome and no competing events.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1 the outcome.

    Returns
    -------
    times, events : ndarray, shape (n,)

    Raises
    ------
    DataError
        A column is missing, or holds times or codes that are not allowed.
    NoEventsError
        Every row is censored.
    """
    check_columns(data, [time, event])
    times, codes = check_times(data, time), check_single_outcome(data, event)
    if not codes.any():
        raise NoEventsError(
            Fault(f"column '{event}'", f"all {len(codes)} rows are censored", "at least one event")
        )
    return times, codes


def check_single_outcome(data: pd.DataFrame, event: str) -> IntArray:
    """Return an event column of 0 and 1; competing events are refused, never censored quietly.

    Raises
    ------
    DataError
        Codes that are not allowed; for codes above 1 it says which functions name the cause.
    """
    codes = check_events(data, event, allowed=None)
    others = np.unique(codes[codes > OUTCOME])
    if others.size:
        listed = ", ".join(str(code) for code in others[:5]) + (" and more" if others.size > 5 else "")
        raise DataError(
            Fault(f"column '{event}'", f"holds competing events (codes {listed})",
                  "0 censored, 1 the outcome",
                  "use aalen_johansen for incidences, fit_fine_gray or fit_cause_specific for a model: "
                  "they name the cause and keep the other events apart from censoring")
        )  # fmt: skip
    return codes


def read_competing(data: pd.DataFrame, time: str, event: str) -> tuple[FloatArray, IntArray]:
    """Return times and event codes of a follow-up table with competing events.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    time, event : str
        Columns: follow-up time above 0; 0 censored, 1, 2, .. the causes.

    Returns
    -------
    times, codes : ndarray, shape (n,)

    Raises
    ------
    DataError
        A column is missing, or holds times or codes that are not allowed.
    NoEventsError
        Every row is censored.
    """
    check_columns(data, [time, event])
    times = check_times(data, time)
    codes = check_events(data, event, allowed=None)
    if not (codes != CENSORED).any():
        raise NoEventsError(
            Fault(f"column '{event}'", f"all {len(codes)} rows are censored", "at least one event")
        )
    return times, codes


def check_cause(codes: IntArray, event: str, cause: int) -> int:
    """Return ``cause`` as an int if it is a cause that occurs among ``codes``.

    Raises
    ------
    ParameterError
        Not a whole number above 0.
    NoEventsError
        No row has this code; the message lists the codes that occur.
    """
    if isinstance(cause, bool) or not hasattr(cause, "__index__") or cause <= CENSORED:
        raise ParameterError(Fault("cause", "is not an event code", "a whole number from 1 up"))
    if not (codes == cause).any():
        present = ", ".join(str(code) for code in np.unique(codes[codes != CENSORED]))
        raise NoEventsError(
            Fault("cause", f"no row of column '{event}' has code {int(cause)}", f"codes there: {present}")
        )
    return int(cause)
