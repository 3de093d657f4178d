from fractions import Fraction as F
from math import exp, sqrt

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import DataError, NoEventsError
from riskkit.survival import aalen_johansen

# Seven people, worked by hand. At risk 7, 6, 4, 3, 2, 1 at times 1, 2 (two events), 3 (censored),
# 4, 5, 6 (censored). All-cause survival: 6/7, 6/7 x 4/6 = 4/7, 4/7, 4/7 x 2/3 = 8/21, 8/21 x 1/2 = 4/21.
SEVEN = pd.DataFrame({"time": [1, 2, 2, 3, 4, 5, 6], "event": [1, 2, 1, 0, 1, 2, 0]})

# Cause 1: 1/7; + 6/7 x 1/6 = 2/7; + 4/7 x 1/3 = 10/21. Cause 2: 0; 6/7 x 1/6 = 1/7; + 8/21 x 1/2 = 1/3.
INCIDENCE = {
    1: [F(1, 7), F(2, 7), F(2, 7), F(10, 21), F(10, 21), F(10, 21)],
    2: [F(0), F(1, 7), F(1, 7), F(1, 7), F(1, 3), F(1, 3)],
}
# Variance of cause 1, each term (S^2 h1 (1 - h1) - 2 S h1 D + D^2 h / (1 - h)) / Y:
# time 1, a proportion of seven: 1/7 x 6/7 / 7 = 6/343; time 2, still one: 2/7 x 5/7 / 7 = 10/343;
# time 4, D = 1/3, 4/21, 0:  s = 1: (6/49 - 2/21 + 1/54) / 7 = 121/18522
#                            s = 2: (5/49 - 8/147 + 8/441) / 6 = 29/2646
#                            s = 4: (16/49 x 2/9) / 3 = 32/1323;        together 386/9261.
VARIANCE = [F(6, 343), F(10, 343), F(10, 343), F(386, 9261), F(386, 9261), F(386, 9261)]


@pytest.mark.parametrize("cause", [1, 2])
def test_seven_people_by_hand(cause):
    table = aalen_johansen(SEVEN, time="time", event="event").table
    found = table[table["cause"] == cause]
    assert list(found["time"]) == [1, 2, 3, 4, 5, 6]
    assert found["cumulative_incidence"].to_numpy() == pytest.approx(
        [float(value) for value in INCIDENCE[cause]], rel=1e-15
    )


def test_variance_of_seven_people_by_hand():
    table = aalen_johansen(SEVEN, time="time", event="event").table
    found = table[table["cause"] == 1]
    errors = [sqrt(value) for value in VARIANCE]
    assert found["std_error"].to_numpy() == pytest.approx(errors, rel=1e-14)
    # limits on the logarithm: incidence x / : exp(1.96 x error / incidence), 1 at most
    factor = exp(1.959963984540054 * sqrt(F(386, 9261)) / F(10, 21))
    assert found["lower"].iloc[-1] == pytest.approx(10 / 21 / factor, rel=1e-14)
    assert 10 / 21 * factor > 1
    assert found["upper"].iloc[-1] == 1.0


def test_nothing_is_known_of_a_cause_before_its_first_event():
    table = aalen_johansen(SEVEN, time="time", event="event").table
    first = table[(table["cause"] == 2) & (table["time"] == 1)].iloc[0]
    assert (first["cumulative_incidence"], first["std_error"]) == (0.0, 0.0)
    assert np.isnan(first["lower"])
    assert np.isnan(first["upper"])


def test_without_censoring_it_is_a_binomial_proportion():
    codes = [1, 2, 1, 1, 2, 1, 2, 2, 1, 1]
    table = aalen_johansen(pd.DataFrame({"t": range(1, 11), "e": codes}), time="t", event="e").table
    one = table[table["cause"] == 1].reset_index()
    share = np.cumsum(np.array(codes) == 1) / 10
    assert one["cumulative_incidence"].to_numpy() == pytest.approx(share, rel=1e-14)
    assert one["std_error"].to_numpy() == pytest.approx(np.sqrt(share * (1 - share) / 10), rel=1e-13)


GROUPED = {
    "cmprsk_example": ("ftime", "fstatus", lambda d: 1 + (d["x3"] > 0.3) + (d["x3"] > 0.75)),
    "cmprsk_three_causes": ("time", "event", lambda d: d["district"]),
}


@pytest.mark.parametrize("name", GROUPED)
def test_equals_survfit_by_group(name, rows, reference):
    time, event, group = GROUPED[name]
    data = rows(name)
    found = aalen_johansen(data.assign(group=group(data)), time=time, event=event, by="group").table
    expected = pd.DataFrame(reference(name)["curves"])
    both = found.merge(expected, on=["group", "cause", "time"], suffixes=("", "_r"), how="outer")
    assert len(both) == len(found) == len(expected)
    for column in ("cumulative_incidence", "std_error", "lower", "upper"):
        r = both[f"{column}_r"].to_numpy(dtype=float)
        assert both[column].to_numpy() == pytest.approx(r, rel=1e-10, abs=1e-14, nan_ok=True)


@pytest.mark.parametrize("name", GROUPED)
def test_incidences_and_all_cause_survival_add_up_to_one(name, rows, reference):
    time, event, group = GROUPED[name]
    data = rows(name)
    table = aalen_johansen(data.assign(group=group(data)), time=time, event=event, by="group").table
    total = table.groupby(["group", "time"])["cumulative_incidence"].sum()
    assert total.to_numpy() == pytest.approx(1 - np.array(reference(name)["all_cause_survival"]), abs=1e-13)


def test_the_grouping_column_keeps_its_name_and_values():
    data = pd.DataFrame(
        {"days": [1.0, 2, 3, 4], "why": [1, 0, 2, 1], "unit": ["south", "north", "south", "north"]}
    )
    result = aalen_johansen(data, time="days", event="why", by="unit")
    assert list(result.table.columns) == [
        "unit", "cause", "time", "cumulative_incidence", "std_error", "lower", "upper"
    ]  # fmt: skip
    assert list(result.table["unit"].unique()) == ["north", "south"]
    assert (result.n, result.n_events) == (4, {1: 2, 2: 1})


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"time": [1, 2, -2, 3, 4, 5, 6]}, DataError, "column 'time': 1 times are negative"),
        ({"time": [0, 2, 0, 3, 4, 5, 6]}, DataError, "column 'time': 2 times are zero"),
        ({"time": [1, 2, None, 3, 4, 5, 6]}, DataError, "1 values are missing"),
        ({"time": [1, 2, np.inf, 3, 4, 5, 6]}, DataError, "1 values are infinite"),
        ({"time": list("1223456")}, DataError, "holds text, not numbers"),
        ({"event": [1, 2, 1, 0, 1, 2, -1]}, DataError, "1 event codes are outside the list"),
        ({"event": [1, 2, 1, 0.5, 1, 2, 0]}, DataError, "1 event codes are outside the list"),
        ({"event": [1, 2, 1, None, 1, 2, 0]}, DataError, "1 values are missing"),
        ({"event": [0] * 7}, NoEventsError, "all 7 rows are censored"),
        ({"by": ["a", None, "a", "b", "b", "a", "b"]}, DataError, "column 'by': 1 values are missing"),
    ],
)
def test_refusals(change, error, text):
    data = SEVEN.assign(by="a").assign(**change)
    with pytest.raises(error, match=text):
        aalen_johansen(data, time="time", event="event", by="by")


def test_a_missing_column_and_an_empty_table_are_named():
    with pytest.raises(DataError, match="column 'exit': is not in the table"):
        aalen_johansen(SEVEN, time="exit", event="event")
    with pytest.raises(DataError, match="has no rows"):
        aalen_johansen(SEVEN.iloc[:0], time="time", event="event")
    with pytest.raises(DataError, match="has the name of a column of the result"):
        aalen_johansen(SEVEN.assign(cause="x"), time="time", event="event", by="cause")
