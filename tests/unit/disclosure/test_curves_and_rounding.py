"""Curves in coarse steps, and rounded counts, by hand."""

import numpy as np
import pandas as pd
import pytest

from riskkit.cohort import rossi
from riskkit.disclosure import Rules, release_curve, round_counts
from riskkit.errors import DataError
from riskkit.survival import kaplan_meier


def curve(events: list[int], at_risk: list[int]) -> pd.DataFrame:
    survival = np.cumprod([1 - e / n for e, n in zip(events, at_risk, strict=True)])
    return pd.DataFrame(
        {"time": range(1, len(events) + 1), "n_at_risk": at_risk, "n_events": events, "survival": survival,
         "std_error": 0.01, "lower": survival - 0.02, "upper": survival + 0.02}
    )  # fmt: skip


def test_steps_hold_at_least_the_threshold_by_hand():
    #            events     1   2   3   1   4   2  at risk, threshold 4
    # running total         1   3   6*  1   5*  2 (left over: not shown)
    table = curve([1, 2, 3, 1, 4, 2], [30, 28, 25, 20, 18, 12])
    released = release_curve(table, rules=Rules(threshold=4)).table
    assert released["time"].tolist() == [0, 3, 5]
    assert released["n_events"].tolist() == [0, 6, 5]
    # (1 - 1/30)(1 - 2/28)(1 - 3/25) = 0.7899047619...
    assert released["survival"].iloc[1] == pytest.approx(29 / 30 * 26 / 28 * 22 / 25, abs=1e-15)


def test_a_curve_with_too_few_events_is_blank():
    assert release_curve(curve([3, 3, 3], [30, 25, 20])).is_blank


def test_a_step_at_whose_end_too_few_are_at_risk_is_not_shown():
    released = release_curve(curve([12, 12], [30, 9]))
    assert released.table["time"].tolist() == [0, 1]


def test_the_real_cohort_in_steps_of_ten():
    table = kaplan_meier(rossi(), time="week", event="arrest").table
    released = release_curve(table)
    steps = released.table["n_events"].iloc[1:]
    assert (steps >= 10).all()
    assert steps.sum() <= 114
    arrests = rossi()
    assert released.n_steps_before == arrests.loc[arrests["arrest"] == 1, "week"].nunique()


def test_times_that_do_not_rise_are_refused():
    with pytest.raises(DataError, match="one curve"):
        release_curve(pd.concat([curve([3, 3], [20, 15])] * 2))


def test_rounding_by_hand():
    table = pd.DataFrame({"events": [0, 2, 3, 7, 8], "people": [2, 10, 12, 13, 18]})
    rounded = round_counts(table, ["events", "people"], ratios={"share": ("events", "people")})
    assert rounded["events"].tolist() == [0, 0, 5, 5, 10]
    assert rounded["people"].tolist() == [0, 10, 10, 15, 20]
    assert np.isnan(rounded["share"].iloc[0])
    assert rounded["share"].tolist()[1:] == [0, 0.5, 5 / 15, 0.5]


@pytest.mark.parametrize(("counts", "base"), [([-1], 5), ([1], 1)])
def test_rounding_refuses(counts, base):
    with pytest.raises(DataError):
        round_counts(pd.DataFrame({"n": counts}), ["n"], base=base)
