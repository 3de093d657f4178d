"""Follow-up from registrations: by hand, and against a walk over the calendar day by day.

The walk is a second, plain way to the same figures: it looks at one person at a time and at
each day in turn, and knows nothing of the arrays under test.
"""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from riskkit.cohort import OutcomeDefinition, follow_up, load_outcome, outcomes
from riskkit.errors import DataError, ParameterError
from riskkit.parameters.labels import Text

UNTIL = date(2024, 1, 1)
OFFENCE_COLUMNS = ["person", "offence_date", "conviction_date", "max_penalty_years", "kind", "terrorism"]
LABEL = Text(nl="een nieuw feit", en="a new offence")


def definition(**changes) -> OutcomeDefinition:
    given = {"id": "test", "label": LABEL, "source": "made up", "competing": ("death",), "horizon_days": 365}
    return OutcomeDefinition(**{**given, **changes})


def day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def offence(person: str, when: str, *, convicted: str | None = "2023-01-01", **other) -> dict:
    return {
        "person": person,
        "offence_date": day(when),
        "conviction_date": day(convicted) if convicted else pd.NaT,
        "max_penalty_years": other.get("years", 6),
        "kind": other.get("kind", "x"),
        "terrorism": other.get("terrorism", 0),
    }


def tables(people: str, *offences: dict, custody: list[tuple] = (), deaths: list[tuple] = (), **others):
    """Everybody is held in 2019 and released on 1 January 2020."""
    held = [(p, "2019-01-01", "2020-01-01") for p in people] + list(custody)
    made = {
        "releases": pd.DataFrame({"person": list(people), "release_date": day("2020-01-01")}),
        "custody": pd.DataFrame(
            {"person": [h[0] for h in held], "start": pd.to_datetime([h[1] for h in held]),
             "end": pd.to_datetime([h[2] for h in held])}
        ),
        "offences": pd.DataFrame(list(offences), columns=OFFENCE_COLUMNS).astype(
            {"offence_date": "datetime64[ns]", "conviction_date": "datetime64[ns]"}
        ),
        "deaths": pd.DataFrame(
            {"person": [d[0] for d in deaths], "date": pd.to_datetime([d[1] for d in deaths])}
        ),
    }  # fmt: skip
    return {**made, **others}


def row(built, person: str) -> pd.Series:
    return built.table.set_index("person").loc[person]


def test_custody_is_off_the_clock_by_hand():
    # released 1 January; held 1 February (day 31) to 2 March 2020 (day 61): 30 days off the
    # clock; offence on 10 April (day 100): raw 100, at risk 100 - 30 = 70
    built = follow_up(
        tables("a", offence("a", "2020-04-10"), custody=[("a", "2020-02-01", "2020-03-02")]),
        definition(), until=UNTIL,
    )  # fmt: skip
    found = row(built, "a")
    assert (found["time_raw"], found["event_raw"], found["custody_days"]) == (100, 1, 30)
    assert (found["time"], found["event"]) == (70, 1)
    spells = built.spells[["start", "stop", "event"]].to_numpy().tolist()
    assert spells == [[0, 31, 0], [61, 100, 1]]
    assert ("custody_off_the_clock", "time", 1) in built.flow.changed


def test_the_horizon_is_reached_on_each_clock_by_itself():
    # 200 days of custody; offence on day 400: beyond 365 on the raw clock, at day 200 of risk
    built = follow_up(
        tables("a", offence("a", "2021-02-04"), custody=[("a", "2020-02-01", "2020-08-19")]),
        definition(), until=UNTIL,
    )  # fmt: skip
    found = row(built, "a")
    assert (found["time_raw"], found["event_raw"]) == (365, 0)
    assert (found["time"], found["event"]) == (200, 1)


def test_the_stretches_stop_at_the_horizon_by_hand():
    # 30 days off from day 31 on: 365 days at risk are reached on calendar day 395
    built = follow_up(tables("a", custody=[("a", "2020-02-01", "2020-03-02")]), definition(), until=UNTIL)
    assert built.spells[["start", "stop", "event"]].to_numpy().tolist() == [[0, 31, 0], [61, 395, 0]]


@pytest.mark.parametrize(
    ("change", "given", "event"),
    [
        ({"min_max_penalty_years": 4}, offence("a", "2020-03-01", years=4), 1),
        ({"min_max_penalty_years": 4}, offence("a", "2020-03-01", years=3.99), 0),
        ({"min_max_penalty_years": 8}, offence("a", "2020-03-01", years=8), 1),
        ({"min_max_penalty_years": 8}, offence("a", "2020-03-01", years=7.5), 0),
        ({"terrorism": True}, offence("a", "2020-03-01"), 0),
        ({"terrorism": True}, offence("a", "2020-03-01", terrorism=1), 1),
        ({}, offence("a", "2020-03-01", convicted=None), 0),
        ({"conviction": False}, offence("a", "2020-03-01", convicted=None), 1),
        ({}, offence("a", "2019-06-01"), 0),
        ({}, offence("a", "2019-12-31", convicted="2020-06-01"), 0),
        ({"lag_days": 1461 - 60}, offence("a", "2020-03-01"), 1),
        ({"lag_days": 1461 - 59}, offence("a", "2020-03-01"), 0),
    ],
    ids=["4 years", "under 4", "8 years", "under 8", "not terrorist", "terrorist", "not convicted",
         "not asked", "before release", "offence before, convicted after", "in time", "within the lag"],
)  # fmt: skip
def test_which_offence_counts(change, given, event):
    assert row(follow_up(tables("a", given), definition(**change), until=UNTIL), "a")["event"] == event


def test_only_an_offence_of_the_same_kind_counts():
    given = tables("ab", offence("a", "2020-03-01", kind="theft"), offence("b", "2020-03-01", kind="arson"))
    given["releases"]["offence_kind"] = ["arson", "arson"]
    built = follow_up(given, definition(same_kind=True), until=UNTIL)
    assert row(built, "a")["event"] == 0
    assert row(built, "b")["event"] == 1


def test_an_offence_in_custody_counts_only_where_the_definition_says_so():
    given = tables("a", offence("a", "2020-02-10"), custody=[("a", "2020-02-01", "2020-03-02")])
    assert row(follow_up(given, definition(), until=UNTIL), "a")["event"] == 0
    assert row(follow_up(given, definition(in_custody=True), until=UNTIL), "a")["event_raw"] == 1


def test_events_on_one_day_go_in_order_the_outcome_first():
    given = tables("ab", offence("a", "2020-03-01"), deaths=[("a", "2020-03-01"), ("b", "2020-03-01")],
                   removals=pd.DataFrame({"person": ["b"], "date": [day("2020-03-01")]}))  # fmt: skip
    built = follow_up(given, definition(competing=("removal", "death")), until=UNTIL)
    assert row(built, "a")["event"] == 1
    assert row(built, "b")["event"] == 2
    assert built.codes == {0: "censored", 1: "test", 2: "removal", 3: "death"}


def test_return_to_custody_can_be_an_event_of_its_own():
    given = tables("a", offence("a", "2020-04-10"), custody=[("a", "2020-02-01", "2020-03-02")])
    built = follow_up(given, definition(competing=("return_to_custody",)), until=UNTIL)
    assert (row(built, "a")["time"], row(built, "a")["event"]) == (31, 2)


def test_an_event_on_the_day_of_release_is_timed_half_a_day_and_counted():
    built = follow_up(tables("a", offence("a", "2020-01-01")), definition(), until=UNTIL)
    assert (row(built, "a")["time"], row(built, "a")["event"]) == (0.5, 1)
    assert ("same_day_event", "time", 1) in built.flow.changed


def test_late_entry_leaves_out_who_had_the_event_before():
    given = tables("ab", offence("a", "2020-01-31"), offence("b", "2020-03-01"))
    built = follow_up(given, definition(), until=UNTIL, observed_from=date(2020, 2, 1))
    assert built.table["person"].tolist() == ["b"]
    assert row(built, "b")["entry"] == 31
    assert built.flow.dropped == (("ended_before_entry", "entry", 1),)
    assert built.spells[["start", "stop"]].to_numpy().tolist() == [[31, 60]]


def test_leave_can_be_time_at_risk():
    leave = pd.DataFrame({"person": ["a"], "start": [day("2020-02-11")], "end": [day("2020-02-16")]})
    given = tables("a", offence("a", "2020-04-10"), custody=[("a", "2020-02-01", "2020-03-02")], leave=leave)
    assert row(follow_up(given, definition(), until=UNTIL), "a")["time"] == 70
    assert row(follow_up(given, definition(leave="counted"), until=UNTIL), "a")["time"] == 75


def test_the_unit_is_that_of_the_last_transfer_and_supervision_is_known():
    given = tables(
        "ab",
        transfers=pd.DataFrame({"person": ["a", "a"], "date": [day("2019-02-01"), day("2019-05-01")],
                                "to_unit": ["TA Vught", "TA De Schie"]}),
        supervision=pd.DataFrame({"person": ["a", "b"], "start": [day("2020-01-01"), day("2020-01-02")],
                                  "end": [pd.NaT, pd.NaT]}),
    )  # fmt: skip
    given["releases"]["unit"] = ["elsewhere", "TA Vught"]
    given["releases"]["age"] = [30, 40]
    built = follow_up(given, definition(), until=UNTIL)
    assert built.table["unit"].tolist() == ["TA De Schie", "TA Vught"]
    assert built.table["supervised"].tolist() == [True, False]
    assert built.table["age"].tolist() == [30, 40]


def test_every_release_or_the_first_in_a_period():
    given = tables("ab", custody=[("a", "2020-06-01", "2020-07-01")])
    again = pd.DataFrame({"person": ["a"], "release_date": [day("2020-07-01")]})
    given["releases"] = pd.concat([given["releases"], again])
    assert len(follow_up(given, definition(), until=UNTIL, index="every").table) == 3
    first = follow_up(given, definition(), until=UNTIL)
    assert first.flow.dropped == (("later_release", "release_date", 1),)
    later = follow_up(given, definition(), until=UNTIL, period=(date(2020, 2, 1), date(2020, 12, 31)))
    assert later.table["person"].tolist() == ["a"]
    assert later.flow.dropped == (("outside_period", "release_date", 2),)
    assert later.flow.kept == 1


# ---- the walk over the calendar ---------------------------------------------------------


def made_up(seed: int, people: int = 60) -> dict[str, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    start, rows = date(2020, 1, 1), {name: [] for name in ("releases", "custody", "offences", "deaths")}
    for n in range(people):
        person, free = f"p{n}", start + timedelta(days=int(draw.integers(0, 400)))
        rows["custody"].append((person, free - timedelta(days=100), free))
        rows["releases"].append((person, free))
        dies = free + timedelta(days=int(draw.integers(0, 900))) if draw.random() < 0.3 else None
        at = free
        for _ in range(int(draw.integers(0, 4))):
            at += timedelta(days=int(draw.integers(1, 200)))
            out = at + timedelta(days=int(draw.integers(1, 120)))
            if (dies and at > dies) or out > UNTIL:
                break
            rows["custody"].append((person, at, out))
            at = out
        for _ in range(int(draw.integers(0, 5))):
            when = free + timedelta(days=int(draw.integers(-50, 900)))
            if (dies and when > dies) or when > UNTIL:
                continue
            convicted = when + timedelta(days=int(draw.integers(0, 300))) if draw.random() < 0.8 else None
            rows["offences"].append((person, when, min(convicted, UNTIL) if convicted else None,
                                     int(draw.integers(1, 10)), "x", 0))  # fmt: skip
        if dies and dies <= UNTIL:
            rows["deaths"].append((person, dies))
    columns = {"releases": ["person", "release_date"], "custody": ["person", "start", "end"],
               "offences": OFFENCE_COLUMNS, "deaths": ["person", "date"]}  # fmt: skip
    return {name: pd.DataFrame(rows[name], columns=columns[name]) for name in rows}


def walk(
    given: dict[str, pd.DataFrame], person: str, rule: OutcomeDefinition
) -> tuple[float, int, float, int]:
    """Return raw time and event, time at risk and event, a day at a time."""
    mine = {name: table[table["person"] == person] for name, table in given.items()}
    free = mine["releases"]["release_date"].iloc[0]
    last = UNTIL - timedelta(days=rule.lag_days)
    intervals = list(zip(mine["custody"]["start"], mine["custody"]["end"], strict=True))
    died = set(mine["deaths"]["date"])
    counted = {
        o.offence_date
        for o in mine["offences"].itertuples()
        if not pd.isna(o.conviction_date)
        and o.max_penalty_years >= rule.min_max_penalty_years
        and not any(a < o.offence_date < b for a, b in intervals)
    }

    def held(d: date) -> bool:
        return any(a <= d < b for a, b in intervals)

    found: dict[str, tuple[float, int]] = {}
    raw = risk = 0
    d = free
    while len(found) < 2:
        code = 1 if d in counted else 2 if d in died else None
        ended = code if code is not None else 0 if d == last else None
        for clock, time in (("raw", raw), ("risk", risk)):
            if clock not in found and ended is not None:
                found[clock] = (time if raw else 0.5, ended)
            elif clock not in found and time == rule.horizon_days and ended is None:
                # an event on the very day of the horizon counts; later ones do not
                later = held(d) if clock == "risk" else False
                if not later:
                    found[clock] = (time, 0)
        risk += 0 if held(d) else 1
        raw += 1
        d += timedelta(days=1)
    return (*found["raw"], *found["risk"])


@pytest.mark.parametrize("seed", range(4))
def test_the_same_as_a_walk_over_the_calendar(seed: int):
    rule = definition(min_max_penalty_years=4, lag_days=200, horizon_days=300)
    given = made_up(seed)
    built = follow_up(given, rule, until=UNTIL)
    checked = 0
    for found in built.table.itertuples():
        raw_time, raw_event, time, event = walk(given, found.person, rule)
        assert (found.time_raw, found.event_raw) == (raw_time, raw_event), found.person
        assert (found.time, found.event) == (time, event), found.person
        spells = built.spells[built.spells["person"] == found.person]
        assert (spells["stop"] - spells["start"]).sum() == pytest.approx(time, abs=1e-9)
        assert spells["event"].sum() == event
        checked += 1
    assert checked + sum(n for _, _, n in built.flow.dropped) == 60
    assert checked > 50


def test_the_order_of_rows_changes_nothing():
    given, rule = made_up(7), definition()
    shuffled = {name: table.sample(frac=1, random_state=1) for name, table in given.items()}
    one, other = (
        follow_up(each, rule, until=UNTIL).table.sort_values("person") for each in (given, shuffled)
    )
    pd.testing.assert_frame_equal(one.reset_index(drop=True), other.reset_index(drop=True))


# ---- bad input --------------------------------------------------------------------------


def test_every_contradiction_is_found_at_once_and_counted():
    given = tables(
        "abcdefg",
        offence("a", "2020-03-01", convicted="2020-02-01"),  # convicted before the offence
        offence("b", "2024-03-01"),  # after the registers end, and after its conviction
        offence("c", "2020-09-01"),  # after death
        custody=[("d", "2019-06-01", "2019-07-01"),  # overlaps
                 ("e", "2020-05-01", "2020-04-01")],  # ends before it starts
        deaths=[("c", "2020-06-01"), ("c", "2020-07-01")],  # two deaths
        leave=pd.DataFrame({"person": ["f"], "start": [day("2020-06-01")], "end": [day("2020-06-02")]}),
    )  # fmt: skip
    given["releases"].loc[len(given["releases"])] = ["g", day("2020-02-01")]  # no custody ends that day
    given["releases"].loc[len(given["releases"])] = ["f", day("2019-06-01")]  # in the middle of custody
    with pytest.raises(DataError) as raised:
        follow_up(given, definition(), until=UNTIL)
    said = str(raised.value)
    for part in (
        "2 convictions come before the offence", "1 days lie after the end of the registers",
        "'offences.offence_date': 1 days come after the person's death",
        "'custody': 1 intervals overlap", "'custody': 1 intervals end before they start",
        "1 deaths are a person's second", "'leave': 1 begin outside custody",
        "1 releases follow no custody that ends that day", "1 releases fall in the middle of custody",
    ):  # fmt: skip
        assert part in said, part
    assert "2020" not in said.replace("2020-01-01", "")  # no date of a person stands in the message


def test_missing_tables_and_columns_are_all_named():
    with pytest.raises(DataError) as raised:
        follow_up(
            {"custody": pd.DataFrame({"person": ["a"]}), "arrests": pd.DataFrame()}, definition(), until=UNTIL
        )
    for part in ("'arrests': is not known", "'releases': is missing", "'custody.start': is missing"):
        assert part in str(raised.value)


@pytest.mark.parametrize(
    ("table", "column", "value", "says"),
    [
        ("releases", "release_date", pd.NaT, "1 values are missing"),
        ("releases", "release_date", "the first", "no date"),
        ("releases", "person", None, "1 values are missing"),
        ("offences", "max_penalty_years", "four", "1 values are not numbers from 0 up"),
        ("offences", "max_penalty_years", -1, "1 values are not numbers from 0 up"),
        ("offences", "terrorism", 2, "1 values are not 0 or 1"),
    ],
)
def test_values_that_cannot_be_read_are_counted(table, column, value, says):
    given = tables("a", offence("a", "2020-03-01"))
    given[table][column] = pd.Series([value], dtype=object)
    with pytest.raises(DataError, match=says):
        follow_up(given, definition(), until=UNTIL)


def test_what_the_outcome_needs_must_be_there():
    given = tables("a")
    del given["deaths"]
    with pytest.raises(DataError, match="the competing event 'death'"):
        follow_up(given, definition(), until=UNTIL)
    with pytest.raises(DataError, match="offence_kind"):
        follow_up(tables("a"), definition(same_kind=True), until=UNTIL)


def test_a_carried_column_with_the_name_of_a_built_one_is_refused():
    given = tables("a")
    given["releases"]["time"] = 3
    with pytest.raises(DataError, match=r"'releases\.time': has the name of a column that is built"):
        follow_up(given, definition(), until=UNTIL)


def test_nobody_to_follow_is_said():
    with pytest.raises(DataError, match="nobody to follow"):
        follow_up(tables("a"), definition(lag_days=5000), until=UNTIL)


def test_the_shipped_definitions():
    assert outcomes() == ("general", "serious", "special", "terrorism", "very-serious")
    assert load_outcome("serious").min_max_penalty_years == 4
    assert load_outcome("very-serious").min_max_penalty_years == 8
    assert load_outcome("special").same_kind
    assert load_outcome("terrorism").terrorism
    with pytest.raises(ParameterError, match="is not defined"):
        load_outcome("grave")
