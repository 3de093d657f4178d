"""A median that is no one's own time: moved to where ten more people had the event."""

import math
from typing import Any

import pandas as pd
import pytest

from riskkit.disclosure import Rules, release_median
from riskkit.errors import DataError
from riskkit.survival import kaplan_meier


def curve(people: list[tuple[int, int]]) -> Any:
    frame = pd.DataFrame(people, columns=["time", "event"])
    return kaplan_meier(frame, time="time", event="event").table


def test_it_moves_to_the_end_of_the_step_by_hand():
    # one event a day from day 1 to 40: the curve is 1/2 on day 20. Steps of 7 events end on days
    # 7, 14, 21, 28: the first of them at or after day 20 is 21
    found = release_median(curve([(day, 1) for day in range(1, 41)]), rules=Rules(threshold=7))
    assert found.median == 21
    assert not found.withheld
    assert release_median(curve([(day, 1) for day in range(1, 41)]), rules=Rules(threshold=1)).median == 20


def test_it_is_withheld_where_no_step_ends_at_or_after_it():
    # 12 events on days 1 to 12 of 22 people: one half on day 11; a step of 10 ends on day 10, the
    # next would need day 20
    found = release_median(curve([(day, 1) for day in range(1, 13)] + [(12, 0)] * 10))
    assert math.isnan(found.median)
    assert found.withheld


def test_it_is_not_reached_where_most_go_without():
    found = release_median(curve([(day, 1) for day in range(1, 13)] + [(20, 0)] * 30))
    assert math.isnan(found.median)
    assert not found.withheld


def test_where_nobody_is_left_every_limit_is_reached():
    found = release_median(curve([(10, 0)] * 5 + [(30, 1)] * 20))
    assert (found.median, found.lower, found.upper) == (30, 30, 30)


def test_what_is_no_curve_is_refused():
    table = curve([(1, 1), (2, 1), (3, 0)])
    with pytest.raises(DataError, match="does not rise"):
        release_median(pd.concat([table, table]))
    with pytest.raises(DataError, match="survival"):
        release_median(table.drop(columns="survival"))
    assert math.isnan(release_median(table.iloc[:0]).median)
