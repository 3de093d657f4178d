"""Start-stop, naive and landmark rows of three hand-made people, and what cannot be split."""

import pandas as pd
import pytest

from riskkit.analyses.made_up_measure import HAZARD, PER_PRIOR, made_up_measure
from riskkit.analyses.measure_designs import (
    TREATED,
    immortal_time,
    landmark_rows,
    naive_rows,
    started,
    time_varying_rows,
)
from riskkit.errors import DataError
from riskkit.parameters.measures import SyntheticMeasure

# one starts at 2 of 10 and has the outcome, one never starts, one from release on; the fourth's
# start lies after the end of follow-up
PEOPLE = pd.DataFrame(
    {
        "month": [10.0, 5.0, 8.0, 3.0],
        "outcome": [1, 1, 0, 1],
        "start": [2.0, None, 0.0, 4.0],
        "priors": [1, 2, 3, 4],
    }
)


def test_who_started():
    assert started(PEOPLE, "month", "start").tolist() == [True, False, True, False]


def test_the_time_before_a_start_is_time_without():
    rows = time_varying_rows(PEOPLE, "month", "outcome", "start")
    shown = sorted(rows[["priors", "begin", "end", "outcome", TREATED]].itertuples(index=False, name=None))
    assert shown == [
        (1, 0.0, 2.0, 0, 0),
        (1, 2.0, 10.0, 1, 1),
        (2, 0.0, 5.0, 1, 0),
        (3, 0.0, 8.0, 0, 1),
        (4, 0.0, 3.0, 1, 0),
    ]
    assert PEOPLE["outcome"].tolist() == [1, 1, 0, 1]


def test_naive_counting_calls_all_time_treated():
    assert naive_rows(PEOPLE, "month", "start")[TREATED].tolist() == [1, 0, 1, 0]
    found = immortal_time(PEOPLE, "month", "start")
    assert (found.n_started, found.n_late) == (2, 1)
    assert (found.waiting, found.treated) == (2.0, 8.0 + 8.0)
    assert found.share == pytest.approx(2 / 18)


def test_a_landmark_keeps_who_is_still_followed():
    rows = landmark_rows(PEOPLE, "month", "start", 3.0)
    assert rows["priors"].tolist() == [1, 2, 3]
    assert rows["month"].tolist() == [7.0, 2.0, 5.0]
    assert rows[TREATED].tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        ([float("nan")] * 4, "0 of 4 people started"),
        ([0.0, 1.0, 1.0, 1.0], "4 of 4 people started"),
        ([-1.0, None, 2.0, None], "1 starts are negative"),
        (["2", None, "3", None], "holds text"),
    ],
)
def test_starts_that_split_nobody(start: list[object], problem: str):
    with pytest.raises(DataError, match=problem):
        started(PEOPLE.assign(start=start), "month", "start")


def test_a_landmark_at_which_nobody_has_started_is_refused():
    people = PEOPLE.assign(start=[6.0, None, 7.0, None])
    with pytest.raises(DataError, match="0 of the 3 people then followed have the measure"):
        landmark_rows(people, "month", "start", 3.0)


def test_made_up_people_follow_their_hazard():
    # without an effect the outcome is exponential given priors: events over exposure, for people
    # with so many earlier convictions, is the hazard; its error is that of a Poisson count
    people = made_up_measure(SyntheticMeasure(people=20_000, hazard_ratio=1.0, seed=5))
    for priors in (0, 2, 4):
        own = people[people["priors"] == priors]
        events = int(own["outcome"].sum())
        truth = HAZARD * 2.718281828459045 ** (PER_PRIOR * (priors - 2))
        assert events / own["month"].sum() == pytest.approx(truth, rel=4 / events**0.5)


def test_made_up_people_have_the_effect_from_their_start_on():
    people = made_up_measure(SyntheticMeasure(people=20_000, hazard_ratio=0.5, seed=5))
    own = people[(people["priors"] == 2) & people["start"].notna()]
    events = int(own["outcome"].sum())
    rate = events / (own["month"] - own["start"]).sum()
    assert rate == pytest.approx(HAZARD * 0.5, rel=4 / events**0.5)


def test_the_same_seed_makes_the_same_people():
    make = SyntheticMeasure(people=200, seed=3)
    assert made_up_measure(make).equals(made_up_measure(make))
    assert not made_up_measure(make).equals(made_up_measure(SyntheticMeasure(people=200, seed=4)))
