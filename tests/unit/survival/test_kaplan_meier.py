"""Survival curves, rank tests and restricted means against R, and by hand."""

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import DataError, ExtrapolationError, NoEventsError, ParameterError
from riskkit.survival import kaplan_meier, log_rank, restricted_mean

COLUMNS = ["time", "n_at_risk", "n_events", "survival", "std_error", "lower", "upper"]


@pytest.fixture
def compas(rows):
    data = rows("cox_compas")
    data = data[data["end"] > data["start"]]
    place = np.arange(1, len(data) + 1)
    return data.assign(half=(place % 4 + 1) / 2)


def curves(case, rows, compas):
    rossi = rows("cox_rossi")
    plain = {"time": "week", "event": "arrest"}
    late = {"time": "end", "event": "event", "entry": "start", "by": "score_text"}
    return {
        "all": lambda: kaplan_meier(rossi, **plain),
        "by_fin": lambda: kaplan_meier(rossi, by="fin", **plain),
        "whole": lambda: kaplan_meier(
            rossi.assign(three=1 + np.arange(432) % 3), by="fin", weights="three", **plain
        ),
        "fractional": lambda: kaplan_meier(rossi, by="fin", weights="weight", **plain),
        "late": lambda: kaplan_meier(compas, **late),
        "late_fractional": lambda: kaplan_meier(compas, weights="half", **late),
        "near": lambda: kaplan_meier(
            pd.DataFrame({"t": [0.1 + 0.2, 0.3, 0.7, 1 - 0.3, 1], "e": [1, 1, 0, 1, 1]}), time="t", event="e"
        ),
    }[case]().table


@pytest.mark.parametrize("case", ["all", "by_fin", "whole", "fractional", "late", "late_fractional", "near"])
def test_equals_r(case, rows, reference, compas):
    values = pd.DataFrame(reference("km_curves")[case])
    found = curves(case, rows, compas)
    if found.columns[0] not in COLUMNS:
        values["group"] = values["strata"].str.partition("=")[2]
        found = found.assign(group=found.iloc[:, 0].astype(str))
        keys = ["group", "time"]
    else:
        keys = ["time"]
    if not case.startswith("late"):  # R's file of the large curves has every 25th row
        assert len(found) == len(values)
    joined = values.merge(found, on=keys, suffixes=("_r", ""), validate="one_to_one")
    assert len(joined) == len(values)
    for column in COLUMNS[1:]:
        expected = joined[f"{column}_r"].astype(float)
        assert joined[column].to_numpy(float) == pytest.approx(expected.to_numpy(), rel=1e-9, nan_ok=True), (
            column
        )


def test_counts_are_whole_numbers_unless_weights_are_not(rows):
    table = kaplan_meier(rows("cox_rossi"), time="week", event="arrest").table
    assert table.columns.tolist() == COLUMNS
    assert table["n_at_risk"].dtype == table["n_events"].dtype == np.int64


def test_a_group_without_events_stays_at_one():
    data = pd.DataFrame({"t": [1, 2, 3, 4], "e": [1, 1, 0, 0], "g": ["a", "a", "b", "b"]})
    table = kaplan_meier(data, time="t", event="e", by="g").table
    flat = table[table["g"] == "b"]
    assert flat[["survival", "std_error", "lower", "upper"]].to_numpy().tolist() == [[1, 0, 1, 1]] * 2


def test_rows_of_weight_zero_are_no_rows():
    data = pd.DataFrame({"t": [1, 2, 3, 9], "e": [1, 0, 1, 1], "w": [1, 1, 1, 0]})
    found = kaplan_meier(data, time="t", event="e", weights="w")
    assert (found.n, found.n_events) == (3, 2)
    pd.testing.assert_frame_equal(found.table, kaplan_meier(data.head(3), time="t", event="e").table)


@pytest.mark.parametrize(("name", "rho"), [("log_rank", 0), ("peto", 1)])
@pytest.mark.parametrize("by", ["fin", "prio"])
def test_rank_tests_equal_r(name, rho, by, rows, reference):
    values = reference("km_curves")[f"{name}_{by}"]
    data = rows("cox_rossi").assign(prio=lambda d: d["prio"].clip(upper=4))
    found = log_rank(data, time="week", event="arrest", by=by, rho=rho)
    assert found.chi_square == pytest.approx(values["chi_square"], rel=1e-10)
    assert found.table["observed"].to_numpy() == pytest.approx(values["observed"], rel=1e-10)
    assert found.table["expected"].to_numpy() == pytest.approx(values["expected"], rel=1e-10)
    assert found.df == len(found.table) - 1


def test_log_rank_by_hand():
    # times 1 (a, event), 2 (b, event), 3 (a), 4 (b): expected of a 2/4 + 1/3 = 5/6, observed 1;
    # variance 1/4 + 2/9 = 17/36; chi-square (1/6)^2 / (17/36) = 1/17
    data = pd.DataFrame({"t": [1, 2, 3, 4], "e": [1, 1, 0, 0], "g": ["a", "b", "a", "b"]})
    found = log_rank(data, time="t", event="e", by="g")
    assert found.table["expected"].to_numpy() == pytest.approx([5 / 6, 7 / 6])
    assert found.chi_square == pytest.approx(1 / 17)


def test_restricted_mean_equals_r(rows, reference):
    values = reference("km_curves")["restricted_40"]
    found = restricted_mean(kaplan_meier(rows("cox_rossi"), time="week", event="arrest", by="fin"), 40)
    assert found["mean"].to_numpy() == pytest.approx(values["mean"], rel=1e-10)
    assert found["std_error"].to_numpy() == pytest.approx(values["std_error"], rel=1e-10)


def test_restricted_mean_by_hand():
    # 4 people, events at 1 and 3: 1 x 1 + 2 x 3/4 + 1 x 3/8 up to 4
    data = pd.DataFrame({"t": [1, 2, 3, 4], "e": [1, 0, 1, 0]})
    found = restricted_mean(kaplan_meier(data, time="t", event="e"), 4)
    assert found.loc[0, "mean"] == pytest.approx(1 + 3 / 2 + 3 / 8)
    # (15/8)^2 x 1/(4 x 3) + (3/8)^2 x 1/(2 x 1)
    assert found.loc[0, "std_error"] ** 2 == pytest.approx(225 / 64 / 12 + 9 / 64 / 2)


def test_restricted_mean_refuses_what_was_not_followed():
    data = pd.DataFrame({"t": [1, 2, 3, 4], "e": [1, 0, 1, 0], "g": [0, 0, 1, 1]})
    curves = kaplan_meier(data, time="t", event="e", by="g")
    with pytest.raises(ExtrapolationError, match="last time of a group"):
        restricted_mean(curves, 3)
    with pytest.raises(ExtrapolationError, match="beyond the follow-up"):
        restricted_mean(curves, 5)


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "text"),
    [
        ({"t": [0, 1, 2, 3]}, {}, DataError, "'t': 1 times are zero"),
        ({"e": [1, 2, 1, 2]}, {}, DataError, "'e': holds competing events"),
        ({"g": ["a", None, "b", "b"]}, {"by": "g"}, DataError, "'g': 1 values are missing"),
        ({"g": 1}, {"by": "survival"}, DataError, "'survival': is not in the table"),
        ({"survival": 1}, {"by": "survival"}, DataError, "'survival': has the name of a column"),
        ({"w": [1, -1, 1, 1]}, {"weights": "w"}, DataError, "'w': 1 weights are negative"),
        ({"w": 0}, {"weights": "w"}, DataError, "'w': all weights are zero"),
        ({"s": [0, 2, 0, 0]}, {"entry": "s"}, DataError, "'s': 1 entries are not before 't'"),
    ],
)
def test_refusals(changes, arguments, error, text):
    data = pd.DataFrame({"t": [1, 2, 3, 4], "e": [1, 0, 1, 0]}).assign(**changes)
    with pytest.raises(error, match=text):
        kaplan_meier(data, time="t", event="e", **arguments)


def test_rank_test_refusals():
    data = pd.DataFrame({"t": [1, 2], "e": [1, 0], "g": ["a", "b"]})
    with pytest.raises(ParameterError, match="rho"):
        log_rank(data, time="t", event="e", by="g", rho=-1)
    with pytest.raises(NoEventsError):
        log_rank(data.assign(e=0), time="t", event="e", by="g")
    with pytest.raises(DataError, match="one group"):
        log_rank(data.assign(g="a"), time="t", event="e", by="g")
    with pytest.raises(DataError, match="1 values are missing"):
        log_rank(data.assign(g=["a", None]), time="t", event="e", by="g")
