"""Bad inputs to the survival models: one clear error, or the right number, never a silent wrong one."""

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import (
    CollinearityError,
    DataError,
    ExtrapolationError,
    FormulaError,
    InputError,
    NoEventsError,
    ParameterError,
    SeparationError,
    TooFewEventsRefused,
)
from riskkit.survival import fit_cox, kaplan_meier


def cohort(n=60):
    random = np.random.default_rng(12)
    time = random.integers(1, 30, n)
    return pd.DataFrame(
        {
            "time": time,
            "event": random.integers(0, 2, n),
            "age": random.normal(30, 8, n).round(1),
            "prior": random.integers(0, 5, n),
            "unit": np.array(["north", "south", "west"])[np.arange(n) % 3],
            "person": np.arange(n),
            "entry": random.integers(0, 3, n).clip(max=time - 1),
            "weight": random.uniform(0.5, 2, n),
        }
    )


def first(value, column):
    """Return a change of a column's first entry."""
    return lambda data: data.assign(**{column: data[column].where(data.index > 0, value)})


def as_text(column, text):
    return lambda data: data.assign(**{column: [text, *data[column].astype(str)[1:]]})


# name: (change of the table, arguments, error, what its message must say)
CASES = {
    "negative time": (first(-3, "time"), {}, DataError, "'time': 1 times are negative"),
    "zero time": (first(0, "time"), {}, DataError, "'time': 1 times are zero"),
    "missing time": (first(np.nan, "time"), {}, DataError, "'time': 1 values are missing"),
    "infinite time": (
        lambda d: first(np.inf, "time")(d.astype({"time": float})),
        {},
        DataError,
        "'time': 1 values are infinite",
    ),
    "time as text": (as_text("time", "12"), {}, DataError, "'time': holds text"),
    "decimal comma in time": (as_text("time", "12,5"), {}, DataError, "'time': 1 values are not numbers"),
    "time column not there": (lambda d: d, {"time": "weeks"}, DataError, "'weeks': is not in the table"),
    "event coded 1/2": (lambda d: d.assign(event=d["event"] + 1), {}, DataError, "'event': holds competing"),
    "event coded 0/2": (lambda d: d.assign(event=d["event"] * 2), {}, DataError, "'event': holds competing"),
    "unknown cause code": (first(7, "event"), {}, DataError, "'event': holds competing events"),
    "fractional event": (first(0.5, "event"), {}, DataError, "'event': 1 event codes"),
    "negative event": (first(-1, "event"), {}, DataError, "'event': 1 event codes"),
    "missing event": (first(np.nan, "event"), {}, DataError, "'event': 1 values are missing"),
    "event yes/no": (
        lambda d: d.assign(event=np.where(d["event"] == 1, "yes", "no")),
        {},
        DataError,
        "'event': 60 values are not",
    ),
    "no events": (lambda d: d.assign(event=0), {}, NoEventsError, "'event': has no events"),
    "no events with weight": (
        lambda d: d.assign(weight=1 - d["event"]),
        {"weights": "weight"},
        NoEventsError,
        "no events",
    ),
    "covariate not there": (
        lambda d: d,
        {"formula": "age + prison"},
        DataError,
        "'prison': is not in the table",
    ),
    "missing covariate": (first(np.nan, "age"), {}, DataError, "'age': 1 values are missing"),
    "infinite covariate": (first(np.inf, "age"), {}, DataError, "'age': 1 values are infinite"),
    "numbers as text": (as_text("age", "31"), {}, DataError, "'age': holds numbers stored as text"),
    "decimal comma": (as_text("age", "31,5"), {}, DataError, "'age': holds numbers stored as text"),
    "category of digits as text": (
        lambda d: d.assign(unit=(d.index % 3).astype(str)),
        {"formula": "age + unit"},
        DataError,
        "'unit': holds numbers stored as text",
    ),
    "missing category": (
        first(None, "unit"),
        {"formula": "age + unit"},
        DataError,
        "'unit': 1 values are missing",
    ),
    "constant column": (lambda d: d.assign(age=3.0), {}, CollinearityError, "'age'.* is constant"),
    "constant within strata": (
        lambda d: d.assign(level=d["unit"].map({"north": 1, "south": 2, "west": 4})),
        {"formula": "age + level", "strata": "unit"},
        CollinearityError,
        "'level'.* does not vary among those",
    ),
    "same column twice": (
        lambda d: d.assign(copy=d["age"]),
        {"formula": "age + copy"},
        CollinearityError,
        "'copy'.* linear combination of age",
    ),
    "sum of columns": (
        lambda d: d.assign(total=d["age"] + 2 * d["prior"]),
        {"formula": "age + prior + total"},
        CollinearityError,
        "'total'.* linear combination of age, prior",
    ),
    "nearly the same column": (
        lambda d: d.assign(copy=d["age"] + 1e-9 * d["prior"]),
        {"formula": "age + copy"},
        CollinearityError,
        "'copy'.* linear combination",
    ),
    "more covariates than rows": (
        lambda d: d.head(6).assign(**{f"x{k}": np.random.default_rng(k).normal(size=6) for k in range(7)}),
        {"formula": "+".join(f"x{k}" for k in range(7))},
        CollinearityError,
        "linear combination",
    ),
    "column name twice": (
        lambda d: pd.concat([d, d[["age"]]], axis=1),
        {},
        DataError,
        "'age': occurs 2 times",
    ),
    "empty table": (lambda d: d.head(0), {}, DataError, "data: has no rows"),
    "not a table": (lambda d: d.to_dict("list"), {}, DataError, "is not a pandas DataFrame"),
    "covariate equal to the event": (
        lambda d: d.assign(again=d["event"]),
        {"formula": "age + again"},
        SeparationError,
        "'again'.*firth",
    ),
    "covariate that is minus the time": (
        lambda d: d.assign(time=np.arange(1, 61), late=-np.arange(1, 61)),
        {"formula": "late"},
        SeparationError,
        "'late'.*firth",
    ),
    "a group without events": (
        lambda d: d.assign(event=d["event"].where(d["unit"] != "west", 0)),
        {"formula": "age + unit"},
        SeparationError,
        "west.*firth",
    ),
    "two terms that separate together": (
        lambda d: d.assign(a=np.where(d["event"] == 1, 1.0, -1.0) + d["age"] - 30, b=d["age"] - 30),
        {"formula": "a + b"},
        SeparationError,
        "'a'.*'b'|'b'.*'a'",
    ),
    "one event, at the end": (
        lambda d: d.assign(event=(d.index == 0).astype(int), time=[40, *d["time"][1:]]),
        {"formula": "age"},
        CollinearityError,
        "'age'.* does not vary among those at risk",
    ),
    "one event": (
        lambda d: d.assign(event=(d["age"] == d["age"].max()).astype(int)),
        {"formula": "age"},
        SeparationError,
        "'age'",
    ),
    "few events for many terms": (
        lambda d: d.assign(event=(d.index < 4).astype(int)),
        {"formula": "age + prior"},
        TooFewEventsRefused,
        "4 events for 2 parameters",
    ),
    "negative weight": (
        first(-1.0, "weight"),
        {"weights": "weight"},
        DataError,
        "'weight': 1 weights are negative",
    ),
    "all weights zero": (
        lambda d: d.assign(weight=0),
        {"weights": "weight"},
        DataError,
        "all weights are zero",
    ),
    "missing weight": (
        first(np.nan, "weight"),
        {"weights": "weight"},
        DataError,
        "'weight': 1 values are missing",
    ),
    "entry at the end": (
        lambda d: d.assign(entry=d["time"]),
        {"entry": "entry"},
        DataError,
        "'entry': 60 entries are not before",
    ),
    "entry after the end": (
        first(99, "entry"),
        {"entry": "entry"},
        DataError,
        "'entry': 1 entries are not before",
    ),
    "entry and end the same but for rounding": (
        lambda d: d.assign(time=[0.3, *d["time"][1:]], entry=[0.1 + 0.2 - 2e-16, *d["entry"][1:]]),
        {"entry": "entry"},
        DataError,
        "begin and end at the same time|not before",
    ),
    "missing entry": (first(np.nan, "entry"), {"entry": "entry"}, DataError, "'entry': 1 values are missing"),
    "missing stratum": (first(None, "unit"), {"strata": "unit"}, DataError, "'unit': 1 values are missing"),
    "missing cluster": (
        first(np.nan, "person"),
        {"cluster": "person"},
        DataError,
        "'person': 1 values are missing",
    ),
    "one cluster": (lambda d: d.assign(person=1), {"cluster": "person"}, DataError, "has one cluster"),
    "code in the formula": (
        lambda d: d,
        {"formula": "age + __import__('os').getcwd()"},
        FormulaError,
        "formula: ",
    ),
    "left-hand side": (lambda d: d, {"formula": "time ~ age"}, FormulaError, "left-hand side"),
    "broken formula": (lambda d: d, {"formula": "age +* prior"}, FormulaError, "cannot be read"),
    "unknown ties": (lambda d: d, {"ties": "exact"}, ParameterError, "ties: .*efron or breslow"),
    "unknown penalty": (lambda d: d, {"penalty": "lasso"}, ParameterError, "penalty: is not known"),
    "negative ridge": (lambda d: d, {"penalty": -1.0}, ParameterError, "penalty: is not a ridge"),
    "ridge that is not a number": (lambda d: d, {"penalty": float("nan")}, ParameterError, "penalty"),
    "true as a penalty": (lambda d: d, {"penalty": True}, ParameterError, "penalty"),
    "Firth with clusters": (
        lambda d: d,
        {"penalty": "firth", "cluster": "person"},
        ParameterError,
        "cluster: ",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_refused_with_a_clear_message(name):
    change, arguments, error, text = CASES[name]
    call = {"time": "time", "event": "event", "formula": "age + prior", **arguments}
    with pytest.raises(error, match=text) as caught:
        fit_cox(change(cohort()), **call)
    assert caught.value.exit_code == (3 if error is TooFewEventsRefused else 2)


def test_all_faults_of_the_columns_are_told_at_once():
    data = cohort()
    data.loc[0, "time"], data.loc[1, "event"], data.loc[2, "weight"] = -1, 5, -2
    with pytest.raises(DataError) as caught:
        fit_cox(data, time="time", event="event", formula="age", weights="weight")
    assert len(caught.value.faults) == 3


@pytest.mark.parametrize(
    ("change", "call", "error", "text"),
    [
        (lambda d: d.drop(columns="age"), {}, DataError, "'age': is not in the table"),
        (lambda d: d.assign(unit="east"), {}, DataError, "'unit': 60 values are levels that were not there"),
        (lambda d: d.assign(age=d["age"].astype(str)), {}, DataError, "'age'"),
        (lambda d: d.assign(age=np.nan), {}, DataError, "'age': 60 values are missing"),
        (lambda d: d, {"times": [10, 31]}, ExtrapolationError, "1 horizons lie beyond the follow-up"),
        (lambda d: d, {"times": [0]}, ExtrapolationError, "not above 0"),
        (lambda d: d, {"times": []}, ExtrapolationError, "is empty"),
        (lambda d: d, {"times": [float("nan")]}, ExtrapolationError, "not above 0"),
    ],
)
def test_predictions_refused(change, call, error, text):
    model = fit_cox(cohort(), time="time", event="event", formula="age + unit")
    with pytest.raises(error, match=text):
        model.predict_risk(change(cohort()), **{"times": [10], **call})


def test_a_stratum_unknown_or_not_followed_so_long():
    data = cohort().assign(time=lambda d: d["time"].where(d["unit"] != "west", d["time"].clip(upper=12)))
    model = fit_cox(data, time="time", event="event", formula="age", strata="unit")
    with pytest.raises(DataError, match="1 rows are in strata that were not there"):
        model.predict_risk(data.head(1).assign(unit="east"), [5])
    with pytest.raises(ExtrapolationError, match="rows are in strata followed for less"):
        model.predict_risk(data, [20])
    assert model.predict_risk(data, [12]).shape == (60, 1)
    with pytest.raises(ParameterError, match="level"):
        model.predict_risk_interval(data, 5, level=95)


@pytest.mark.parametrize("counts", [np.ones(59), -np.ones(60), np.full(60, 0.5), np.full(60, np.nan)])
def test_frequencies_that_are_none(counts):
    model = fit_cox(cohort(), time="time", event="event", formula="age")
    with pytest.raises(ParameterError, match="frequencies"):
        model.refit(counts)
    with pytest.raises(NoEventsError):
        model.refit(1 - cohort()["event"].to_numpy())


@pytest.mark.parametrize("name", ["residuals", "proportional_hazards"])
def test_unknown_kinds(name):
    model = fit_cox(cohort(), time="time", event="event", formula="age")
    with pytest.raises(ParameterError, match="is not known"):
        getattr(model, name)("cox-snell")
    empty = fit_cox(cohort(), time="time", event="event", formula="1")
    with pytest.raises(ParameterError, match="no terms"):
        empty.proportional_hazards()


# what looks odd but has a right answer


def test_one_stratum_without_events_changes_nothing():
    data = cohort()
    data["event"] = data["event"].where(data["unit"] != "west", 0)
    both = fit_cox(data, time="time", event="event", formula="age", strata="unit")
    without = fit_cox(data[data["unit"] != "west"], time="time", event="event", formula="age", strata="unit")
    assert both.coefficients.to_numpy() == pytest.approx(without.coefficients.to_numpy(), rel=1e-10)


def test_nearly_collinear_covariates_get_the_right_number():
    # b and b + small c span the same plane as b and c: coefficients follow from those of b and c
    data = cohort(400).assign(c=lambda d: np.random.default_rng(3).normal(size=400))
    small = 2.0**-13
    plain = fit_cox(data, time="time", event="event", formula="age + c").coefficients
    near = fit_cox(
        data.assign(near=data["age"] + small * data["c"]), time="time", event="event", formula="age + near"
    ).coefficients
    assert near.loc["near", "coef"] * small == pytest.approx(plain.loc["c", "coef"], rel=1e-6)
    assert near.loc["near", "se"] * small == pytest.approx(plain.loc["c", "se"], rel=1e-6)
    assert near["coef"].sum() == pytest.approx(plain.loc["age", "coef"], rel=1e-5)


def test_firth_answers_where_the_ordinary_fit_refuses():
    data = cohort().assign(event=lambda d: d["event"].where(d["unit"] != "west", 0))
    table = fit_cox(data, time="time", event="event", formula="age + unit", penalty="firth").coefficients
    west = table.loc["unit[T.west]"]
    assert np.isfinite(table.to_numpy()).all()
    assert west["lower"] < west["coef"] < west["upper"] < 0


def test_a_boolean_event_is_an_event():
    data = cohort()
    one = fit_cox(data, time="time", event="event", formula="age")
    two = fit_cox(data.assign(event=data["event"] == 1), time="time", event="event", formula="age")
    assert one.coefficients.equals(two.coefficients)


def test_few_events_carry_a_warning():
    data = cohort().assign(event=(np.arange(60) < 14).astype(int))
    model = fit_cox(data, time="time", event="event", formula="age + prior")
    assert model.warnings
    assert "14 events for 2 parameters" in model.warnings[0]
    assert model.refit(np.ones(60)).warnings == model.warnings


def test_rows_of_weight_zero_are_left_out():
    data = cohort().assign(weight=lambda d: np.where(d.index < 30, 1.0, 0.0))
    one = fit_cox(
        data, time="time", event="event", formula="age", weights="weight", entry="entry", strata="unit"
    )
    two = fit_cox(data.head(30), time="time", event="event", formula="age", entry="entry", strata="unit")
    assert one.coefficients.to_numpy() == pytest.approx(two.coefficients.to_numpy(), rel=1e-10)
    assert one.residuals("martingale").index.equals(two.residuals("martingale").index)
    assert one.n == 30


def test_messages_name_no_person():
    data = cohort().assign(unit=lambda d: d["unit"].where(d.index > 0, "Secret Name"))
    model = fit_cox(data[1:], time="time", event="event", formula="age + unit")
    with pytest.raises(InputError) as caught:
        model.predict_risk(data, [5])
    assert "Secret" not in str(caught.value)


def test_no_events_in_a_curve_is_a_flat_curve():
    table = kaplan_meier(cohort().assign(event=0), time="time", event="event").table
    assert (table["survival"] == 1).all()
