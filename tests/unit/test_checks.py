"""Guards: what passes comes back as numbers; what does not is named with column and count."""

import numpy as np
import pandas as pd
import pytest

from riskkit.checks import check_columns, check_events, check_numbers, check_times, check_weights
from riskkit.errors import DataError, Fault, InputError

NAN, INF = float("nan"), float("inf")


def frame(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_good_columns_come_back_as_numbers():
    data = frame(week=[1, 2], arrest=[True, False], weight=[0, 2.5])
    assert check_times(data, "week").tolist() == [1.0, 2.0]
    events = check_events(data, "arrest")
    assert events.tolist() == [1, 0]
    assert events.dtype == np.int64
    assert check_weights(data, "weight").tolist() == [0.0, 2.5]
    assert check_events(frame(e=[0, 3, 1]), "e", allowed=None).tolist() == [0, 3, 1]


@pytest.mark.parametrize(
    ("check", "values", "message"),
    [
        (check_numbers, ["1", "2,5", "x"], "column 'c': 2 values are not numbers"),
        (check_numbers, ["1", "2"], "holds text, not numbers"),
        (check_numbers, [1.0, NAN, NAN], "2 values are missing"),
        (check_numbers, [1.0, INF, -INF], "2 values are infinite"),
        (check_times, [-1.0, 2.0, -3.0], "2 times are negative"),
        (check_times, [0.0, 1.0], "1 times are zero"),
        (check_events, [0, 1, 2, 2], "2 event codes are outside the list; allowed: only 0, 1"),
        (check_events, [0, 0.5], "1 event codes"),
        (check_weights, [1.0, -1.0], "1 weights are negative"),
        (check_weights, [0.0, 0.0], "all weights are zero"),
    ],
)
def test_what_is_refused_and_how(check, values: list[object], message: str):
    with pytest.raises(DataError, match=message):
        check(frame(c=values), "c")


def test_negative_and_zero_times_are_reported_together():
    with pytest.raises(DataError) as caught:
        check_times(frame(week=[-1.0, 0.0, 5.0]), "week")
    assert len(caught.value.faults) == 2


def test_missing_and_repeated_columns_are_reported_together():
    data = pd.DataFrame([[1, 2, 3]], columns=["a", "b", "b"])
    with pytest.raises(DataError) as caught:
        check_columns(data, ["a", "b", "x", None])
    assert [fault.where for fault in caught.value.faults] == ["column 'x'", "column 'b'"]


def test_no_rows_and_no_frame_are_refused():
    with pytest.raises(DataError, match="no rows"):
        check_columns(frame(a=[]), ["a"])
    with pytest.raises(DataError, match="not a pandas DataFrame"):
        check_columns([1], ["a"])  # type: ignore[arg-type]


def test_an_input_error_carries_at_least_one_fault():
    with pytest.raises(ValueError, match="at least one"):
        InputError([])
    assert str(Fault("a", "b", "c", "d")) == "a: b; allowed: c; d."
