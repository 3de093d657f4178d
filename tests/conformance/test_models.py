"""Every survival model keeps the same promises, so that validation, cards and pages need know no family."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm, spearmanr

from riskkit.errors import (
    DataError,
    ExtrapolationError,
    InputError,
    NoEventsError,
    ParameterError,
    TooFewEventsRefused,
)
from riskkit.survival import (
    SurvivalModel,
    fit_cause_specific,
    fit_cox,
    fit_cure,
    fit_discrete,
    fit_fine_gray,
    fit_parametric,
)

FORMULA = "age + unit"
FOLLOW_UP, WIDTH = 60.0, 5.0
HORIZONS = [10.0, 20.0, 40.0, 60.0]
INDEX = ["p-3", "p-1", "p-2"]


@dataclass(frozen=True)
class Case:
    """One way to fit: the function, the event column it takes, and its own arguments."""

    fit: Callable[..., Any]
    event: str
    options: dict[str, Any]

    def __call__(self, data: pd.DataFrame, **change: Any) -> Any:
        call = {"time": "days", "event": self.event, "formula": FORMULA, **self.options, **change}
        return self.fit(data, **call)


CASES = {
    "cox": Case(fit_cox, "outcome", {}),
    "cox breslow": Case(fit_cox, "outcome", {"ties": "breslow"}),
    "cox firth": Case(fit_cox, "outcome", {"penalty": "firth"}),
    "cox ridge": Case(fit_cox, "outcome", {"penalty": 2.0}),
    "cause-specific": Case(fit_cause_specific, "code", {"cause": 1}),
    "fine-gray": Case(fit_fine_gray, "code", {"cause": 1}),
    "weibull": Case(fit_parametric, "outcome", {"family": "weibull"}),
    "exponential": Case(fit_parametric, "outcome", {"family": "exponential"}),
    "lognormal": Case(fit_parametric, "outcome", {"family": "lognormal"}),
    "loglogistic": Case(fit_parametric, "outcome", {"family": "loglogistic"}),
    "generalized gamma": Case(fit_parametric, "outcome", {"family": "generalized_gamma"}),
    "cure": Case(fit_cure, "outcome", {"cure_formula": "age"}),
    "discrete logit": Case(fit_discrete, "outcome", {"interval": WIDTH}),
    "discrete cloglog": Case(fit_discrete, "outcome", {"interval": WIDTH, "link": "cloglog"}),
}
every_model = pytest.mark.parametrize("name", CASES)


def cohort() -> pd.DataFrame:
    """400 SYNTHETIC people in whole days, some of whom never have the outcome."""
    generator = np.random.default_rng(20261126)
    n = 400
    age, unit = generator.uniform(20, 60, n).round(1), generator.choice(["north", "south", "west"], n)
    rate = 0.06 * np.exp(-0.03 * (age - 40) + 0.5 * (unit == "west"))
    first = np.where(generator.random(n) < 0.7, generator.exponential(1 / rate), np.inf)
    other = generator.exponential(90, n)
    days = np.ceil(np.minimum(np.minimum(first, other), FOLLOW_UP))
    code = np.where(days >= FOLLOW_UP, 0, np.where(first < other, 1, 2))
    return pd.DataFrame(
        {"days": days, "code": code, "outcome": (code == 1).astype(int), "age": age, "unit": unit}
    )


DATA = cohort()
PEOPLE = pd.DataFrame(
    {"age": [22.0, 35.0, 58.0], "unit": ["west", "south", "north"]}, index=pd.Index(INDEX, name="person")
)


@pytest.fixture(scope="module")
def model_of() -> Callable[[str], Any]:
    known: dict[str, Any] = {}

    def fitted(name: str) -> Any:
        if name not in known:
            known[name] = CASES[name](DATA)
        return known[name]

    return fitted


@every_model
def test_it_is_a_survival_model(name, model_of):
    model = model_of(name)
    assert isinstance(model, SurvivalModel)
    assert model.n == 400
    assert model.n_events == int((DATA["code"] == 1).sum())
    assert model.converged is True
    assert isinstance(model.log_likelihood, float)
    assert np.isfinite(model.log_likelihood)
    assert isinstance(model.warnings, tuple)
    assert model.follow_up == FOLLOW_UP


@every_model
def test_its_coefficient_table_is_whole(name, model_of):
    model = model_of(name)
    table, covariance = model.coefficients, model.covariance
    assert table.index.name == "term"
    assert list(table.columns) == ["coef", "se", "z", "p", "lower", "upper"]
    assert any("age" in term for term in table.index)
    assert np.isfinite(table.to_numpy()).all()
    assert list(covariance.index) == list(covariance.columns) == list(table.index)
    assert covariance.to_numpy() == pytest.approx(covariance.to_numpy().T, rel=1e-12)
    assert (np.linalg.eigvalsh(covariance.to_numpy() / np.outer(table["se"], table["se"])) > 0).all()
    assert (table["lower"] < table["coef"]).all()
    assert (table["coef"] < table["upper"]).all()


@every_model
def test_its_statistics_follow_from_estimate_and_error(name, model_of):
    if name == "cox firth":  # its p and limits are profiled: R's coxphf has its own tests
        return
    table = model_of(name).coefficients
    assert table["se"].to_numpy() == pytest.approx(np.sqrt(np.diag(model_of(name).covariance)), rel=1e-10)
    assert table["z"].to_numpy() == pytest.approx((table["coef"] / table["se"]).to_numpy(), rel=1e-12)
    assert table["p"].to_numpy() == pytest.approx(2 * norm.sf(table["z"].abs()), rel=1e-9)
    assert table["upper"].to_numpy() == pytest.approx(
        (table["coef"] + 1.959963984540054 * table["se"]).to_numpy()
    )


@every_model
def test_risks_are_probabilities_that_only_grow(name, model_of):
    risk = model_of(name).predict_risk(PEOPLE, HORIZONS)
    assert list(risk.index) == INDEX
    assert list(risk.columns) == HORIZONS
    assert ((risk >= 0) & (risk <= 1)).all(axis=None)
    assert (np.diff(risk.to_numpy(), axis=1) >= 0).all()


@every_model
def test_limits_hold_the_risk_and_widen_with_the_level(name, model_of):
    model = model_of(name)
    risk = model.predict_risk(PEOPLE, [20.0])[20.0]
    narrow = model.predict_risk_interval(PEOPLE, 20.0)
    wide = model.predict_risk_interval(PEOPLE, 20.0, level=0.99)
    assert list(narrow.columns) == ["lower", "upper"]
    assert list(narrow.index) == INDEX
    assert ((narrow["lower"] >= 0) & (narrow["lower"] < risk) & (risk < narrow["upper"])).all()
    assert (narrow["upper"] <= 1).all()
    assert ((wide["lower"] < narrow["lower"]) & (narrow["upper"] < wide["upper"])).all()


@every_model
@pytest.mark.parametrize("level", [0.0, 1.0, 95, -0.5, np.nan])
def test_a_level_that_is_none_is_refused(name, level, model_of):
    with pytest.raises(ParameterError, match="level: is not a confidence level"):
        model_of(name).predict_risk_interval(PEOPLE, 20.0, level=level)


@every_model
def test_each_person_is_predicted_alone(name, model_of):
    model = model_of(name)
    together = model.predict_risk(PEOPLE, HORIZONS)
    for person in INDEX:
        alone = model.predict_risk(PEOPLE.loc[[person]], HORIZONS)
        assert alone.to_numpy()[0] == pytest.approx(together.loc[person].to_numpy(), rel=1e-12)


@every_model
def test_a_higher_predictor_is_a_higher_risk(name, model_of):
    model = model_of(name)
    predictor = np.asarray(model.linear_predictor(DATA), dtype=float)
    assert predictor.shape == (400,)
    last = model.predict_risk(DATA, [FOLLOW_UP])[FOLLOW_UP]
    # a cause's own rate decides most, not all, of its risk among others
    least = 0.99 if name == "cause-specific" else 1 - 1e-9
    assert spearmanr(predictor, last).statistic >= least


@every_model
@pytest.mark.parametrize("times", [[10.0, 61.0], [0.0], [-5.0], [], [np.nan]])
def test_no_risk_where_nobody_was_followed(name, times, model_of):
    with pytest.raises(ExtrapolationError):
        model_of(name).predict_risk(PEOPLE, times)


@every_model
def test_no_limits_where_nobody_was_followed(name, model_of):
    with pytest.raises(ExtrapolationError, match="up to 60"):
        model_of(name).predict_risk_interval(PEOPLE, 65.0)


@every_model
@pytest.mark.parametrize(
    ("people", "text"),
    [
        (PEOPLE.drop(columns="age"), "column 'age': is not in the table"),
        (PEOPLE.assign(age=[22.0, None, 58.0]), "column 'age': 1 values are missing"),
        (PEOPLE.assign(age=["22", "35", "58"]), "column 'age'"),
        (PEOPLE.assign(unit=["west", "east", "north"]), "column 'unit': 1 values are levels"),
        (PEOPLE.iloc[:0], "has no rows"),
    ],
)
def test_people_it_cannot_read_are_refused(name, people, text, model_of):
    with pytest.raises(DataError, match=text):
        model_of(name).predict_risk(people, [20.0])


@every_model
def test_the_order_of_rows_does_not_matter(name, model_of):
    shuffled = DATA.sample(frac=1, random_state=3)
    other, model = CASES[name](shuffled), model_of(name)
    # numerical derivatives stop at nine digits
    rel = 1e-6 if name == "generalized gamma" else 1e-9
    for column in ("coef", "se"):
        assert other.coefficients[column].to_numpy() == pytest.approx(
            model.coefficients[column].to_numpy(), rel=rel
        )
    assert other.predict_risk(PEOPLE, HORIZONS).to_numpy() == pytest.approx(
        model.predict_risk(PEOPLE, HORIZONS).to_numpy(), rel=rel
    )


@every_model
def test_the_unit_of_time_moves_only_the_axis(name, model_of):
    unit = 7.0
    change = {"interval": WIDTH * unit} if "discrete" in name else {}
    other = CASES[name](DATA.assign(days=DATA["days"] * unit), **change)
    scaled = other.predict_risk(PEOPLE, [at * unit for at in HORIZONS])
    assert scaled.to_numpy() == pytest.approx(
        model_of(name).predict_risk(PEOPLE, HORIZONS).to_numpy(), rel=1e-6
    )


@every_model
def test_a_fitted_model_cannot_be_changed(name, model_of):
    with pytest.raises((FrozenInstanceError, AttributeError)):
        model_of(name).n = 3
    model_of(name).coefficients["coef"] = 0.0
    assert np.isfinite(model_of(name).predict_risk(PEOPLE, [20.0])).all(axis=None)


@every_model
def test_the_callers_table_stays_as_it_was(name):
    mine = DATA.copy()
    CASES[name](mine)
    pd.testing.assert_frame_equal(mine, DATA)


@every_model
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"days": DATA["days"] - 70}, DataError),
        ({"days": DATA["days"].where(DATA["days"] > 2)}, DataError),
        ({"days": DATA["days"].astype(str)}, DataError),
        ({"outcome": 0, "code": 0}, NoEventsError),
        ({"outcome": "no", "code": "no"}, DataError),
        ({"outcome": -1, "code": -1}, DataError),
        ({"age": np.inf}, DataError),
        ({"age": 30.0}, InputError),
    ],
)
def test_data_it_cannot_carry_is_refused(name, change, error):
    with pytest.raises(error):
        CASES[name](DATA.assign(**change))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.event == "outcome"])
def test_competing_codes_are_never_taken_as_censored_or_as_the_event(name):
    with pytest.raises(DataError, match="codes"):
        CASES[name](DATA, event="code")


@every_model
def test_few_events_are_said_on_the_model(name):
    # from row 60: some samples this small have no maximum for five parameters, and are refused
    rows = DATA.iloc[60:]
    rows = rows[rows["outcome"].cumsum() <= 24]
    change = {"cure_formula": "1"} if name == "cure" else {}
    model = CASES[name](rows, **change)
    assert model.n_events == 24
    assert any("24 events for 3 parameters" in text for text in model.warnings)


@every_model
def test_too_few_events_are_refused_but_to_firth(name):
    rows = DATA[DATA["outcome"].cumsum() <= 9]
    change = {"cure_formula": "1"} if name == "cure" else {}
    if CASES[name].options.get("penalty") == "firth":
        assert any("9 events for 3 parameters" in text for text in CASES[name](rows).warnings)
        return
    with pytest.raises(TooFewEventsRefused, match="9 events for 3 parameters"):
        CASES[name](rows, **change)
