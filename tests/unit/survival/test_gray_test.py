import numpy as np
import pandas as pd
import pytest

from riskkit.errors import DataError, FitError, NoEventsError
from riskkit.survival import gray_test


@pytest.mark.parametrize(
    ("name", "time", "event", "group"),
    [
        ("cmprsk_example", "ftime", "fstatus", lambda d: 1 + (d["x3"] > 0.3) + (d["x3"] > 0.75)),
        ("cmprsk_three_causes", "time", "event", lambda d: d["district"]),
    ],
)
def test_equals_cuminc(name, time, event, group, rows, reference):
    data = rows(name)
    found = gray_test(data.assign(group=group(data)), time=time, event=event, by="group").table
    for expected in reference(name)["gray"]:
        line = found.loc[expected["cause"]]
        assert line["statistic"] == pytest.approx(expected["stat"], rel=1e-10)
        assert line["p"] == pytest.approx(expected["pv"], rel=1e-10)
        assert line["df"] == expected["df"]


# One cause, heavy ties: cmprsk 2.2.11 cuminc(week, arrest, fin)$Tests on Rossi; close to the
# log-rank statistic 3.8376, whose variance treats ties otherwise.
def test_one_cause_equals_cuminc(rows):
    found = gray_test(rows("rossi"), time="week", event="arrest", by="fin").table.loc[1]
    assert found["statistic"] == pytest.approx(3.83469494388, rel=1e-11)
    assert found["p"] == pytest.approx(0.0502021256698, rel=1e-10)


def test_equal_groups_differ_by_nothing():
    one = pd.DataFrame({"t": [1.0, 2, 3, 4, 5, 6], "e": [1, 2, 0, 1, 2, 1]})
    both = pd.concat([one.assign(g="a"), one.assign(g="b")])
    found = gray_test(both, time="t", event="e", by="g").table
    assert found["statistic"].to_numpy() == pytest.approx([0, 0], abs=1e-20)
    assert found["p"].to_numpy() == pytest.approx([1, 1])


def test_the_unit_of_time_and_the_names_of_groups_do_not_matter(rows):
    data = rows("cmprsk_three_causes")
    plain = gray_test(data, time="time", event="event", by="district")
    other = data.assign(time=data["time"] * 30.4375, district=data["district"].map({1: "z", 2: "a", 3: "m"}))
    renamed = gray_test(other, time="time", event="event", by="district")
    assert renamed.table["statistic"].to_numpy() == pytest.approx(plain.table["statistic"].to_numpy())
    assert renamed.groups == ("a", "m", "z")


@pytest.mark.parametrize(
    ("change", "error", "text"),
    [
        ({"g": ["a"] * 6}, DataError, "column 'g': has one group"),
        ({"g": ["a", "b", None, "a", "b", "a"]}, DataError, "column 'g': 1 values are missing"),
        ({"e": [0] * 6}, NoEventsError, "all 6 rows are censored"),
        ({"t": [1, 2, 3, -4, 5, 6]}, DataError, "1 times are negative"),
        # the last group is never at risk together with another when an event happens
        ({"t": [1, 1, 1, 7, 8, 9], "e": [0, 0, 0, 1, 1, 1], "g": list("aaabbb")}, FitError, "cause 1"),
    ],
)
def test_refusals(change, error, text):
    data = pd.DataFrame({"t": np.arange(1.0, 7), "e": [1, 2, 0, 1, 2, 1], "g": list("ababab")})
    with pytest.raises(error, match=text):
        gray_test(data.assign(**change), time="t", event="e", by="g")
