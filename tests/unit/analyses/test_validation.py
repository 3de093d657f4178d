"""The validation report: apparent figures against R, no leak between folds, published scores."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from riskkit.analyses.fitting import fitter
from riskkit.analyses.leaderboard import compare_leaderboard, published_scores
from riskkit.analyses.out_of_fold import fold_numbers, out_of_fold_risks
from riskkit.analyses.report_cohort import read_report_cohort
from riskkit.analyses.validation import ValidationReport, validation
from riskkit.errors import DataError, ExtrapolationError, ParameterError, TooFewEventsRefused
from riskkit.parameters import read_parameters
from riskkit.parameters.validation import ValidationParameters
from riskkit.validation import auc_at

ROOT = Path(__file__).resolve().parents[3]
FROM_R = json.loads((ROOT / "tests" / "reference" / "validation_report.json").read_text(encoding="utf-8"))


def parameters(name: str, **changes: Any) -> ValidationParameters:
    file = ROOT / "parameters" / "validation" / f"{name}.yaml"
    return read_parameters(file, ValidationParameters, {"replicates": 20, **changes})


@pytest.fixture(scope="module")
def rossi() -> ValidationReport:
    return validation(parameters("rossi", replicates=200))


@pytest.fixture(scope="module")
def compas() -> ValidationReport:
    return validation(parameters("compas_two_years", folds=3))


@pytest.mark.parametrize("name", ["rossi", "compas_two_years"])
def test_coefficients_and_apparent_figures_agree_with_r(name: str, request: pytest.FixtureRequest):
    report: ValidationReport = request.getfixturevalue(name.split("_", maxsplit=1)[0])
    expected = FROM_R[name]
    assert report.coefficients["coef"].tolist() == pytest.approx(expected["coef"], rel=1e-7)
    assert report.coefficients["se"].tolist() == pytest.approx(expected["se"], rel=1e-6)
    for metric in ("concordance", "auc_at", "brier_score", "scaled_brier_score", "observed_expected_ratio"):
        assert report.optimism[metric].apparent == pytest.approx(expected[metric], rel=1e-7), metric


def test_correction_and_cross_validation_tell_the_same_story(rossi: ValidationReport):
    # two ways of not flattering: both below the apparent value, and near each other
    found = rossi.optimism["concordance"]
    assert found.corrected < found.apparent
    assert rossi.concordance.estimate < found.apparent
    assert abs(found.corrected - rossi.concordance.estimate) < rossi.concordance.std_error
    assert rossi.calibration.slope.estimate < 1


def test_repeated_cross_validation_ends_near_the_bootstrap(rossi: ValidationReport):
    both = rossi.repeated.table["estimate"], rossi.optimism.table
    for metric in ("concordance", "auc_at", "brier_score"):
        spread = both[1].loc[metric, "std_error"]
        assert abs(both[0][metric] - both[1].loc[metric, "corrected"]) < 1.5 * spread


def test_a_place_is_judged_by_the_model_of_all_others():
    wanted = parameters(
        "compas_two_years", sites="age_cat", folds=2, covariates=["juv_fel_count", "priors_count"]
    )
    report = validation(wanted)
    assert report.sites is not None
    table = report.cohort.table
    own = table["age_cat"] == "25 - 45"
    fit = fitter(wanted.model, report.cohort, "juv_fel_count + priors_count")
    risk = fit(table[~own]).predict_risk(table[own], [730]).to_numpy().ravel()
    by_hand = auc_at([730.0] * int(own.sum()), table.loc[own, "two_year_recid"], risk, horizon=730)
    found = report.sites.sites.set_index(["site", "metric"]).loc[("25 - 45", "auc_at")]
    assert found["estimate"] == pytest.approx(by_hand.estimate, rel=1e-9)
    assert found["n"] == own.sum() == 4109
    assert set(report.sites.pooled) == {"auc_at", "observed_expected_ratio"}


def test_each_horizon_has_its_figures(rossi: ValidationReport):
    assert [each.horizon for each in rossi.at] == [26, 52]
    # nobody is censored before 52: the observed share is 114 of 432
    assert rossi.calibration.observed.estimate == pytest.approx(114 / 432, rel=1e-12)
    assert rossi.at[-1].brier.null == pytest.approx(114 / 432 * 318 / 432, rel=1e-12)
    assert rossi.integrated is not None
    assert rossi.leaderboard is None


def test_a_known_outcome_needs_no_times(compas: ValidationReport):
    assert (compas.cohort.n, compas.cohort.n_events) == (7214, 3251)  # ProPublica's counts
    assert compas.integrated is None
    assert compas.horizon == 730


def test_folds_share_events_evenly_and_repeat_with_their_seed():
    event = np.array([1] * 23 + [0] * 54)
    parts = fold_numbers(event, 5, seed=1)
    assert sorted(np.bincount(parts)) == [15, 15, 15, 16, 16]
    assert set(np.bincount(parts[event == 1])) == {4, 5}
    assert (parts == fold_numbers(event, 5, seed=1)).all()
    assert (parts != fold_numbers(event, 5, seed=2)).any()


def test_nobody_is_predicted_by_a_model_that_saw_their_outcome():
    wanted = parameters("rossi")
    cohort = read_report_cohort(wanted, wanted.covariates)
    fit = fitter(wanted.model, cohort, "age + prio")
    table, event = cohort.table, cohort.event
    risks = out_of_fold_risks(fit, table, event, [26.0, 52.0], folds=4, seed=3)
    part = fold_numbers(table[event].to_numpy(), 4, 3)
    own = part == 2
    by_hand = fit(table[~own]).predict_risk(table[own], [26.0, 52.0])
    pd.testing.assert_frame_equal(risks[own], by_hand)
    assert list(risks.index) == list(table.index)


def test_published_scores_are_as_printed():
    # values as printed by the National Institute of Justice, first year
    first = published_scores().query("round == 1")[["category", "place", "men", "women", "average"]]
    assert [tuple(row) for row in first.itertuples(index=False)] == [
        ("small", 1, 0.1916, 0.1542, 0.1733), ("small", 4, 0.1922, 0.1555, 0.1740),
        ("large", 1, 0.1900, 0.1538, 0.1719), ("large", 5, 0.1914, 0.1552, 0.1734),
    ]  # fmt: skip


def test_a_place_is_held_by_one_team_for_men_one_for_women_and_one_on_average():
    # so the best average is no better than the mean of the two best, and equal for one team
    scores = published_scores()
    gap = scores["average"] - (scores["men"] + scores["women"]) / 2
    assert gap.min() >= -0.0001
    alone = ~scores["team"].str.contains("/")
    assert alone.sum() == 2
    assert gap[alone].abs().max() < 1e-9


def test_first_year_scores_of_men_and_women_by_hand():
    table = pd.read_csv(ROOT / "riskkit" / "cohort" / "public" / "georgia_parole.csv.gz")
    risk = np.full(len(table), 0.25)
    found = compare_leaderboard(table["event_year"], table["event"], risk)
    for code, score, null in (("M", found.men, found.men_null), ("F", found.women, found.women_null)):
        first = table.loc[table["Gender"] == code, "Recidivism_Arrest_Year1"].mean()
        assert score == pytest.approx(first * 0.75**2 + (1 - first) * 0.25**2, rel=1e-12)
        assert null == pytest.approx(first * (1 - first), rel=1e-12)
    assert found.average == (found.men + found.women) / 2
    assert set(found.published["team"]) >= {"CrimeFree"}
    with pytest.raises(DataError, match="5 of 7807 people"):
        compare_leaderboard([1] * 5, [1] * 5, [0.5] * 5)


def test_a_protected_attribute_is_no_predictor_without_a_reason():
    with pytest.raises(ParameterError, match="protected"):
        parameters("rossi", covariates=["age", "race"])
    # sex is marked in the cohort's own description, not by its name
    with pytest.raises(ParameterError, match="hold protected attributes: sex"):
        validation(parameters("compas_two_years", covariates=["age", "sex"]))


def test_a_horizon_beyond_the_follow_up_is_refused():
    with pytest.raises(ExtrapolationError, match="1 lie beyond the follow-up"):
        validation(parameters("rossi", horizons=[26, 53]))


def test_too_few_events_for_so_many_predictors(tmp_path: Path):
    lines = (ROOT / "tests" / "reference" / "rossi.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "few.csv").write_text("\n".join(lines[:41]) + "\n", encoding="utf-8")
    columns = {
        name: {"label": {"nl": name, "en": name}, "kind": "number"} for name in ("age", "prio", "fin", "wexp")
    }
    cohort = {"source": "few.csv", "time": "week", "event": "arrest", "time_unit": "week", "columns": columns}
    wanted = parameters("rossi", cohort=cohort, covariates=list(columns), horizons=[52])
    with pytest.raises(TooFewEventsRefused):
        validation(wanted.located(tmp_path))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"covariates": []}, "at least one covariate"),
        ({"horizons": [52, 26]}, "must rise"),
        ({"sites": "age"}, "cannot be a covariate too"),
        ({"model": {"family": "discrete"}}, "needs the width of its periods"),
        ({"model": {"family": "discrete", "interval": 1, "penalty": "firth"}}, "a penalty is for Cox models"),
        ({"model": {"family": "cox", "interval": 1}}, "interval is for discrete models"),
        ({"leaderboard": "nij_year_1"}, "the leaderboard is for georgia_parole"),
        ({"cohort": {"source": "rossi", "known": {"column": "arrest", "by": 52}}}, "known at one moment"),
        ({"covariates": ["age", "__import__('os')"]}, "letters, digits and single underscores"),
    ],
)
def test_parameters_that_contradict_each_other(changes: dict[str, Any], problem: str):
    with pytest.raises(ParameterError, match=problem):
        parameters("rossi", **changes)
