"""Every coefficient against published examples and R's values, at their own tolerance."""

import json
from math import sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from riskkit.agreement import (
    FORMS,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlation,
    krippendorff_alpha,
    standard_error_of_measurement,
    weighted_kappa,
)

TESTS = Path(__file__).resolve().parents[2]
VALUES = json.loads((TESTS / "reference" / "agreement_values.json").read_text(encoding="utf-8"))["values"]
FROM_R = json.loads((TESTS / "reference" / "agreement_intraclass.json").read_text(encoding="utf-8"))["values"]
COUNTS = ((44, 5, 1), (7, 20, 3), (9, 5, 6))
COHEN_1968 = ((88, 10, 2), (14, 40, 6), (18, 10, 12))
OWN_WEIGHTS = ((0, 1, 3), (1, 0, 6), (3, 6, 0))
NAMES = {"unweighted": None, "equal": "linear", "squared": "quadratic"}


def frame(name: str) -> pd.DataFrame:
    return pd.read_csv(TESTS / "data" / f"{name}.csv")


def pairs(table: tuple[tuple[int, ...], ...]) -> tuple[list[int], list[int]]:
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return [i for i, _ in cells], [j for _, j in cells]


def icc_form(model: str, quantity: str) -> str:
    if model in ("icc", "published"):
        short = quantity.removeprefix("ICC[").removeprefix("ICC").rstrip("]")
        return f"ICC({short[0]},{'k' if short.endswith('k') else '1'})"
    way = {"oneway": 1, "twoway": 2 if "agreement" in model else 3}[model.split("_")[2]]
    return f"ICC({way},{'k' if model.endswith('average') else '1'})"


def shrout_fleiss(model: str, quantity: str) -> float:
    found = intraclass_correlation(frame("shrout_fleiss"), form=icc_form(model, quantity))
    return {"lower95": found.lower, "upper95": found.upper, "F": found.f}.get(quantity, found.estimate)


def diagnoses(model: str, quantity: str) -> float:
    found = fleiss_kappa(frame("fleiss_diagnoses"))
    if model == "fleiss_kappa":
        return found.estimate if quantity == "kappa" else found.z or 0.0
    return dict(found.by_category)[quantity.removeprefix("kappa[").rstrip("]")]


def anxiety(model: str, quantity: str) -> float:
    data = frame("irr_anxiety")
    if model.startswith("icc"):
        return intraclass_correlation(data).estimate
    found = weighted_kappa(data["rater1"], data["rater2"], weights=NAMES[model.removeprefix("kappa_")])
    return found.estimate if quantity == "kappa" else found.z or 0.0


def counts(model: str, quantity: str) -> float:
    kind = next((w for w in ("quadratic", "linear") if w in model + quantity), None)
    found = weighted_kappa(*pairs(COUNTS), weights=kind)
    if "var0" in quantity:
        return (found.std_error_null or 0.0) ** 2
    return (found.std_error or 0.0) ** 2 if "var" in quantity else found.estimate


def cohen(_: str, quantity: str) -> float:
    own = OWN_WEIGHTS if "0,1,3" in quantity else None
    found = weighted_kappa(*pairs(COHEN_1968), weights=own)
    return (found.std_error or 0.0) ** 2 if quantity.startswith("var") else found.estimate


def ours(entry: dict[str, str]) -> float:
    dataset, model, quantity = entry["dataset"], entry["model"], entry["quantity"]
    if dataset.startswith("krippendorff"):
        data = frame("krippendorff_C").T
        return krippendorff_alpha(data, scale=model.removeprefix("alpha_"), replicates=100).estimate
    by_name = {
        "shrout": shrout_fleiss, "fleiss": diagnoses, "irr": anxiety, "cohen_": cohen, "Cohen-": counts,
    }  # fmt: skip
    return next(function for name, function in by_name.items() if dataset.startswith(name))(model, quantity)


@pytest.mark.parametrize(
    "entry", VALUES, ids=lambda entry: f"{entry['dataset'][:13]}-{entry['model']}-{entry['quantity']}"
)
def test_a_published_value(entry: dict[str, float]):
    assert ours(entry) == pytest.approx(entry["value"], abs=entry["tolerance"], rel=0)  # pyright: ignore


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ["shrout_fleiss", "irr_anxiety"])
def test_estimate_and_limits_agree_with_an_analysis_of_variance_in_r(name: str, form: str):
    found = intraclass_correlation(frame(name), form=form)
    assert [found.estimate, found.lower, found.upper] == pytest.approx(FROM_R[name][form], rel=1e-9)


@pytest.mark.parametrize("name", ["shrout_fleiss", "irr_anxiety"])
def test_the_error_of_measurement_agrees_with_r(name: str):
    found = standard_error_of_measurement(frame(name))
    assert [found.estimate, found.lower, found.upper] == pytest.approx(FROM_R[name]["sem"], rel=1e-9)


def test_shrout_and_fleiss_print_these_mean_squares():
    # their table 3: between targets 11.24, within 6.26, judges 32.49, residual 1.02
    found = intraclass_correlation(frame("shrout_fleiss"))
    squares = (
        found.mean_square_subjects, found.mean_square_within, found.mean_square_raters,
        found.mean_square_error,
    )  # fmt: skip
    assert [round(each, 2) for each in squares] == [11.24, 6.26, 32.49, 1.02]


def test_gwet_prints_these_values_for_four_raters_with_missing_ratings():
    # irrCAC 1.0 (Gwet 2019), overview: cac.raw4raters, the data of Krippendorff's section C.
    data = frame("krippendorff_C").T
    ac1, kappa = gwet_ac(data), fleiss_kappa(data)
    assert [ac1.estimate, ac1.std_error, ac1.lower] == pytest.approx([0.77544, 0.14295, 0.461], abs=5e-4)
    assert ac1.upper == 1
    assert ac1.observed_agreement == pytest.approx(0.8181818, abs=5e-8)
    assert ac1.expected_agreement == pytest.approx(0.1903212, abs=5e-8)
    assert [kappa.estimate, kappa.std_error, kappa.lower] == pytest.approx(
        [0.76117, 0.15302, 0.424], abs=5e-4
    )
    assert kappa.expected_agreement == pytest.approx(0.2387153, abs=5e-8)
    assert (kappa.n_missing, kappa.std_error_null) == (7, None)


def test_gwet_prints_these_values_for_two_abstractors():
    # irrCAC 1.0, overview: cont3x3abstractors. Its two-rater errors divide by n where the
    # general formula for any number of raters divides by n - 1: a factor of sqrt(99/100).
    first, second = pairs(((13, 0, 0), (0, 20, 7), (0, 4, 56)))
    data = pd.DataFrame({"a": first, "b": second})
    kappa, ac1, scott = weighted_kappa(first, second), gwet_ac(data), fleiss_kappa(data)
    assert [kappa.estimate, kappa.std_error] == pytest.approx([0.7964094, 0.05891072], abs=5e-8)
    assert [ac1.estimate, (ac1.std_error or 0) * sqrt(0.99)] == pytest.approx(
        [0.8493305, 0.04321747], abs=6e-8
    )
    assert [scott.estimate, (scott.std_error or 0) * sqrt(0.99)] == pytest.approx(
        [0.7962397, 0.05905473], abs=6e-8
    )


def test_fleiss_kappa_agrees_with_statsmodels_without_missing_ratings():
    from statsmodels.stats.inter_rater import aggregate_raters
    from statsmodels.stats.inter_rater import fleiss_kappa as theirs

    generator = np.random.default_rng(20261124)
    for raters in (2, 3, 7):
        ratings = generator.integers(0, 4, (40, raters))
        table, _ = aggregate_raters(ratings)
        assert fleiss_kappa(pd.DataFrame(ratings)).estimate == pytest.approx(theirs(table), rel=1e-12)
