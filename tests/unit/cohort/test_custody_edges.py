"""Custody, transfers, orders and horizons at their edges; every expectation is counted by hand.

Everybody is held in 2019 and released on 1 January 2020, as in the tests of follow-up.
"""

from datetime import date

import pandas as pd
import pytest

from riskkit.cohort import follow_up
from riskkit.errors import DataError

from .test_follow_up import UNTIL, day, definition, offence, row, tables


def frame(*rows: tuple, columns: tuple[str, ...]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=["person", *columns])
    dates = [name for name in columns if name in ("start", "end", "date", "release_date")]
    return made.assign(**{name: pd.to_datetime(made[name]) for name in dates})


def build(given: dict[str, pd.DataFrame], how: dict | None = None, **changes):
    return follow_up(given, definition(**changes), until=UNTIL, **(how or {}))


def refused(given: dict[str, pd.DataFrame], how: dict | None = None, **changes) -> str:
    with pytest.raises(DataError) as raised:
        build(given, how, **changes)
    return str(raised.value)


# ---- one custody, written as two ---------------------------------------------------------

SEAM = [("a", "2020-02-01", "2020-02-15"), ("a", "2020-02-15", "2020-03-02")]


def test_a_transfer_written_as_two_intervals_is_one_custody():
    # held 1 February (day 31) to 2 March (day 61); the offence of 15 February was inside
    given = tables("a", offence("a", "2020-02-15"), offence("a", "2020-04-10"), custody=SEAM)
    built = build(given)
    assert (row(built, "a")["time"], row(built, "a")["event"]) == (70, 1)
    assert built.spells[["start", "stop"]].to_numpy().tolist() == [[0, 31], [61, 100]]
    assert ("offence_in_custody", "offences.offence_date", 1) in built.flow.changed


def test_where_a_release_stands_between_two_intervals_they_are_two():
    # released on 15 February and back the same day: the offence of that day was outside
    given = tables("a", offence("a", "2020-02-15"), custody=SEAM)
    again = frame(("a", "2020-02-15"), columns=("release_date",))
    given["releases"] = pd.concat([given["releases"], again], ignore_index=True)
    assert (row(build(given), "a")["time_raw"], row(build(given), "a")["event_raw"]) == (45, 1)


def test_the_order_of_intervals_of_one_day_makes_no_overlap():
    # arrested and let go on 1 February, and held from that day on
    short, long = ("a", "2020-02-01", "2020-02-01"), ("a", "2020-02-01", "2020-03-02")
    for custody in ([short, long], [long, short]):
        assert row(build(tables("a", custody=custody)), "a")["custody_days"] == 30


def test_each_interval_that_overlaps_an_earlier_one_is_counted_not_only_the_next():
    # 10 January and 10 February both fall in the interval that began in January
    custody = [("a", "2020-01-05", "2020-03-01"), ("a", "2020-01-10", "2020-01-12"),
               ("a", "2020-02-10", "2020-02-12"), ("b", "2020-02-10", "2020-02-12")]  # fmt: skip
    assert "2 intervals overlap another" in refused(tables("ab", custody=custody))
    open_end = [("a", "2020-01-05", None), ("a", "2020-01-10", "2020-01-12"), ("b", "2020-02-10", None)]
    assert "1 intervals overlap another" in refused(tables("ab", custody=open_end))


def test_who_is_held_on_the_last_day_of_the_registers_is_held():
    given = tables(
        "a", offence("a", "2024-01-01", convicted="2024-01-01"), custody=[("a", "2023-12-01", None)]
    )
    assert row(build(given, horizon_days=3650), "a")["event_raw"] == 0
    assert row(build(given, horizon_days=3650, in_custody=True), "a")["event_raw"] == 1


def test_custody_that_begins_on_the_day_of_release_is_a_return_that_day():
    given = tables("a", custody=[("a", "2020-01-01", "2020-02-01")])
    built = build(given, competing=("return_to_custody",))
    assert (row(built, "a")["time"], row(built, "a")["event"]) == (0.5, 2)
    # where custody is time off the clock, 31 of the 365 days do not count
    assert row(build(given), "a")["custody_days"] == 31


# ---- transfers and orders ----------------------------------------------------------------


def test_a_transfer_in_an_earlier_custody_says_nothing_of_a_later_release():
    given = tables("a", custody=[("a", "2020-06-01", "2020-07-01")])
    again = frame(("a", "2020-07-01"), columns=("release_date",))
    given["releases"] = pd.concat([given["releases"], again], ignore_index=True).assign(
        unit=["first", "second"]
    )
    given["transfers"] = frame(("a", "2019-05-01", "TA Vught"), columns=("date", "to_unit"))
    assert build(given, {"index": "every"}).table["unit"].tolist() == ["TA Vught", "second"]
    del given["custody"]  # without intervals, what came after the release before
    assert build(given, {"index": "every"}).table["unit"].tolist() == ["TA Vught", "second"]


def test_a_transfer_in_a_custody_of_one_day_is_within_custody():
    given = tables("a", custody=[("a", "2020-06-01", "2020-06-02")])
    given["transfers"] = frame(("a", "2020-06-01", "TA Vught"), columns=("date", "to_unit"))
    assert len(build(given).table) == 1
    given["transfers"] = frame(("a", "2020-06-02", "TA Vught"), columns=("date", "to_unit"))
    assert "'transfers': 1 begin outside custody" in refused(given)


@pytest.mark.parametrize(
    ("orders", "supervised"),
    [
        ([("2019-06-01", "2020-06-01"), ("2019-07-01", "2019-08-01")], True),
        ([("2019-06-01", None), ("2019-07-01", "2019-12-31")], True),
        ([("2019-06-01", "2020-01-01")], True),
        ([("2019-06-01", "2019-12-31")], False),
        ([("2020-01-02", None)], False),
    ],
    ids=["a later order inside it", "a later order that ended", "its last day", "the day before", "not yet"],
)
def test_any_order_that_runs_on_the_day_of_release_counts(orders, supervised):
    supervision = frame(*[("a", *each) for each in orders], columns=("start", "end"))
    assert row(build(tables("a", supervision=supervision)), "a")["supervised"] == supervised


def test_leave_and_orders_after_death_are_contradictions():
    given = tables(
        "a", custody=[("a", "2020-02-01", None)], deaths=[("a", "2020-03-01")],
        supervision=frame(("a", "2020-03-02", None), columns=("start", "end")),
        leave=frame(("a", "2020-04-01", "2020-04-02"), columns=("start", "end")),
    )  # fmt: skip
    said = refused(given)
    assert "'supervision.start': 1 days come after the person's death" in said
    assert "'leave.start': 1 days come after the person's death" in said


# ---- horizon, entry and lag --------------------------------------------------------------


def test_who_enters_after_the_horizon_is_left_out_and_counted():
    # observed from 1 January 2021, day 366: the horizon of 365 days is over, that of 367 is not
    how = {"observed_from": date(2021, 1, 1)}
    assert "nobody to follow" in refused(tables("a"), how, horizon_days=366)
    built = build(tables("a"), how, horizon_days=367)
    assert (row(built, "a")["entry"], row(built, "a")["time"]) == (366, 367)
    assert ("late_entry", "entry", 1) in built.flow.changed
    given = tables("ab", custody=[("b", "2020-02-01", "2020-03-02")])
    given["releases"].loc[len(given["releases"])] = ["c", day("2020-06-01")]
    given["custody"].loc[len(given["custody"])] = ["c", day("2020-05-01"), day("2020-06-01")]
    built = build(given, how, horizon_days=366)
    assert built.flow.dropped == (("entered_after_horizon", "entry", 2),)
    assert built.table["person"].tolist() == ["c"]


def test_what_the_lag_and_the_horizon_cut_off_is_counted():
    # counted up to 1 January 2024 less 1,000 days, 6 April 2021 (day 461)
    given = tables("ab", offence("a", "2021-04-06"), offence("b", "2021-04-07"))
    built = build(given, lag_days=1000, horizon_days=460)
    assert ("offence_in_lag", "offences.offence_date", 1) in built.flow.changed
    assert ("cut_at_horizon", "time", 2) in built.flow.changed
    built = build(given, lag_days=1000, horizon_days=461)
    assert [(row(built, p)["time"], row(built, p)["event"]) for p in "ab"] == [(461, 1), (461, 0)]
    assert "cut_at_horizon" not in {rule for rule, _, _ in built.flow.changed}


def test_release_on_a_leap_day():
    # from 29 February 2020 to 1 March 2021 is 366 days
    given = tables("a", offence("a", "2021-03-01"))
    given["releases"]["release_date"] = day("2020-02-29")
    given["custody"]["end"] = day("2020-02-29")
    assert row(build(given, horizon_days=400), "a")["time"] == 366
