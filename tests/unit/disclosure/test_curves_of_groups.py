"""Curves of groups beside everyone's: by hand, and against subtraction."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskkit.disclosure import Rules, blank_curve, release_curves
from riskkit.disclosure.open_files import OPEN_FILES, origin_of
from riskkit.errors import DataError
from riskkit.survival import kaplan_meier


def curve(people: pd.DataFrame) -> pd.DataFrame:
    return kaplan_meier(people, time="t", event="e").table


def followed(*groups: list[tuple[int, int]]) -> list[pd.DataFrame]:
    """Return people of each group, from (time, event) pairs."""
    return [pd.DataFrame(each, columns=["t", "e"]) for each in groups]


def steps(released: pd.DataFrame) -> list[tuple[float, float, float]]:
    return [tuple(row) for row in released[["time", "n_at_risk", "n_events"]].to_numpy()]


def test_steps_end_where_every_group_has_enough_by_hand():
    """Threshold 2. A: events at 1, 2, 3, 4, 6, 7; B: at 2, 5, 6, 8; each with 4 more followed to 9.

    Time          1  2  3  4  5  6  7  8
    A so far      1  2  3  4  4  5  6  6   of 6
    B so far      0  1  1  1  2  3  3  4   of 4
    By day 5 both have two events, and two are left to both; but just before it one of B had left.
    From day 6 on one event or none is left to A. So no step may end: B is hidden, and as it would
    follow from everyone's steps and A's, A is hidden with it.
    """
    rest = [(9, 0)] * 4
    a, b = followed([(t, 1) for t in (1, 2, 3, 4, 6, 7)] + rest, [(t, 1) for t in (2, 5, 6, 8)] + rest)
    everyone, groups = release_curves(curve(pd.concat([a, b])), [curve(a), curve(b)], rules=Rules(2))
    assert [each.is_blank for each in groups] == [True, True]
    assert not everyone.is_blank


def test_two_large_groups_are_shown_in_the_same_steps_by_hand():
    """Threshold 2; both groups have an event on each of the days 1 to 8, and 4 are followed to 9.

    Two events by day 2, but just before it only one had left: the first step ends on day 3, with
    3 events and 10 of 12 followed. The next ends on day 5 (2 more events, 2 more left), with 8
    followed, and the third on day 6? Only one event since: no; on day 7 no 2 events are left: no.
    """
    days = [(t, 1) for t in range(1, 9)] + [(9, 0)] * 4
    a, b = followed(days, days)
    everyone, groups = release_curves(curve(pd.concat([a, b])), [curve(a), curve(b)], rules=Rules(2))
    for each in groups:
        assert steps(each.table) == [(0, 12, 0), (3, 10, 3), (5, 8, 2)]
    assert steps(everyone.table) == [(0, 24, 0), (3, 20, 6), (5, 16, 4)]
    # survival 11/12 x 10/11 x 9/10 = 9/12 on day 3, then 7/12 on day 5; three decimals
    assert groups[0].table["survival"].tolist() == [1, 0.75, 0.583]


def test_who_is_followed_is_rounded_to_the_threshold():
    days = [(t, 1) for t in range(1, 31)] + [(40, 0)] * 17
    (everyone,) = followed(days)
    table = release_curves(curve(everyone))[0].table
    # just before day 11 were 37 of 47 followed: ten had left; to the nearest ten that is 40
    assert steps(table) == [(0, 47, 0), (11, 40, 11)]


def test_a_hidden_group_takes_the_smallest_other_along():
    days = [(t, 1) for t in range(1, 41)] + [(50, 0)] * 20
    large, middle, small = followed(days * 3, days * 2, [(3, 1), (50, 0), (50, 0)])
    tables = [curve(each) for each in (large, middle, small)]
    _, groups = release_curves(curve(pd.concat([large, middle, small])), tables)
    assert [each.is_blank for each in groups] == [False, True, True]


def test_what_is_hidden_for_other_reasons_stays_so():
    days = [(t, 1) for t in range(1, 41)] + [(50, 0)] * 20
    one, two, three = followed(days, days, days)
    tables = [curve(each) for each in (one, two, three)]
    _, groups = release_curves(curve(pd.concat([one, two, three])), tables, hidden=[1])
    assert [each.is_blank for each in groups] == [False, True, False]


def test_a_blank_curve_shows_nothing():
    assert blank_curve().is_blank
    assert blank_curve().rules == Rules()


def test_a_table_without_the_columns_of_a_curve_is_refused():
    with pytest.raises(DataError, match="is not in the table"):
        release_curves(pd.DataFrame({"time": [1.0]}))


people = st.lists(st.tuples(st.integers(1, 60), st.integers(0, 1)), min_size=1, max_size=90)


@settings(max_examples=40, deadline=None)
@given(st.lists(people, min_size=2, max_size=4))
def test_no_subtraction_of_shown_curves_gives_a_small_step(parts: list[list[tuple[int, int]]]):
    """Everyone less the groups shown: each step, and what is left after the last, holds ten events."""
    groups = followed(*parts)
    whole = pd.concat(groups, ignore_index=True)
    everyone, shown = release_curves(curve(whole), [curve(each) for each in groups])
    if everyone.is_blank:
        assert all(each.is_blank for each in shown)
        return
    there = [place for place, each in enumerate(shown) if not each.is_blank]
    assert len(there) != len(groups) - 1, "the one that is hidden could be worked out"
    events = [everyone.table["n_events"].to_numpy()[1:]]
    totals = [int(whole["e"].sum())]
    for place in there:
        events.append(shown[place].table["n_events"].to_numpy()[1:])
        totals.append(int(groups[place]["e"].sum()))
        assert shown[place].table["time"].tolist() == everyone.table["time"].tolist()
    if there and len(there) < len(groups):
        events.append(events[0] - np.sum(events[1:], axis=0))
        totals.append(totals[0] - sum(totals[1:]))
    for found, total in zip(events, totals, strict=True):
        assert (found >= 10).all()
        assert total - found.sum() >= 10


# files that ship with riskkit


def test_open_files_are_those_beside_the_parameters_and_no_others():
    root = Path(__file__).resolve().parents[3] / "parameters"
    marks = {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in root.glob("*/*.csv")}
    # the unit report holds made-up units to the rules as well: they show what real ones would look like
    assert {name for mark, name in marks.items() if mark not in OPEN_FILES} == {"units_synthetic.csv"}
    assert set(OPEN_FILES) <= set(marks)
    for mark, origin in OPEN_FILES.items():
        assert (origin.kind == "synthetic") == ("synthetic" in marks[mark])
        assert origin_of(mark) == origin
    assert origin_of("0" * 64) is None
