"""Each kind of term and rule against numbers worked out by hand."""

import math

import numpy as np
import pytest

from riskkit.instruments.engine import Engine
from riskkit.instruments.loader import read_text
from riskkit.instruments.quantity import Sum
from riskkit.instruments.rules import Cox, Curve, Logistic, PointsToProbability
from riskkit.instruments.term_function import sum_of, term_function
from riskkit.instruments.terms import Bands, Constant, Levels, LogRatio, Polynomial, Product, Rounded
from riskkit.instruments.words import Place
from tests.unit.instruments.small import WHOLE

SMALL = read_text(WHOLE, "small")
HERE = Place(source="own", place="here")
COLUMNS = {
    "work": np.array([0, 1]),  # yes, no
    "priors": np.array([3, 9]),
    "age_now": np.array([30, 60]),
    "age_first": np.array([20, 10]),
}
PRIORS = Sum(plus=("priors",))
YEARS = Sum(plus=("age_now",), minus=("age_first",))


def values(term: object) -> list[float]:
    found = term_function(term, SMALL).compute(COLUMNS)  # pyright: ignore[reportArgumentType]
    return np.broadcast_to(found, (2,)).tolist()


def test_levels_and_sums_of_two_categories():
    term = Levels(id="a", found=HERE, kind="levels", item="work", values={"yes": 0.25, "no": (1.5, -0.5)})
    assert values(term) == [0.25, 1.0]


def test_bands_by_group_belong_to_their_lower_edge():
    term = Bands(
        id="a", found=HERE, kind="bands", of=PRIORS, by="work", edges=(3, 9),
        values={"yes": (1.0, 2.0, 3.0), "no": (4.0, 5.0, 6.0)},
    )  # fmt: skip
    assert values(term) == [2.0, 6.0]


def test_polynomials_of_unequal_degree():
    term = Polynomial(
        id="a", found=HERE, kind="polynomial", of=PRIORS, by="work",
        coefficients={"yes": (2.0, 0.5), "no": (1.0,)},
    )  # fmt: skip
    assert values(term) == [2 * 3 + 0.5 * 9, 9.0]


def test_logarithm_of_a_ratio_to_a_power():
    one = LogRatio(
        id="a", found=HERE, kind="log_ratio", numerator=Sum(plus=("priors",), constant=1), denominator=YEARS,
        coefficient=2.0,
    )  # fmt: skip
    assert values(one) == pytest.approx([2 * math.log(4 / 10), 2 * math.log(10 / 50)], rel=1e-15)
    squared = one.model_copy(update={"power": 2})
    assert values(squared) == pytest.approx([2 * math.log(0.4) ** 2, 2 * math.log(0.2) ** 2], rel=1e-15)


def test_an_interaction_and_a_condition():
    product = Product(id="a", found=HERE, kind="product", first=PRIORS, second=YEARS, coefficient=0.1)
    assert values(product) == pytest.approx([3.0, 45.0])
    only = Constant(
        id="a", found=HERE, kind="constant", value=7.0, when=({"of": "work", "equals": "no"},)
    )  # fmt: skip
    assert values(only) == [0.0, 7.0]


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("half_up", [0, 4, 8, 11, 15]),  # 3.75, 7.5 (a half: upwards), 11.25, 15
        ("up", [0, 4, 8, 12, 15]),
    ],
)
def test_rounding_is_exact_at_halves(rounding: str, expected: list[int]):
    term = Rounded(id="a", found=HERE, kind="rounded", of=PRIORS, times=15, over=4, rounding=rounding)
    columns = {**COLUMNS, "priors": np.arange(5)}
    assert term_function(term, SMALL).compute(columns).tolist() == expected


def test_sums_stop_at_floor_and_ceiling():
    assert sum_of(
        Sum(plus=("priors",), minus=("age_now",), constant=30, floor=0, ceiling=2), COLUMNS
    ).tolist() == [2, 0]


def engine_with(rule: object) -> Engine:
    found = Engine(SMALL)
    found.rule = rule  # pyright: ignore[reportAttributeAccessIssue]
    return found


def test_logistic_probabilities_with_a_constant_for_each_horizon():
    rule = Logistic(kind="logistic", found=HERE, constants={"1y": 0.0, "2y": math.log(3)}, terms=SMALL.terms)
    found = engine_with(rule).probabilities(np.array([0.0, -800.0, 800.0]))
    assert found["1y"].tolist() == [0.5, 0.0, 1.0]
    assert found["2y"][0] == pytest.approx(0.75, abs=1e-15)


def test_cox_probabilities_from_baseline_survival():
    rule = Cox(kind="cox", found=HERE, baseline_survival={"1y": 0.9}, centre=1.0, terms=SMALL.terms)
    found = engine_with(rule).probabilities(np.array([1.0, 1.0 + math.log(2), -40.0]))
    assert found["1y"][:2] == pytest.approx([0.1, 1 - 0.9**2], abs=1e-15)
    assert found["1y"][2] == pytest.approx(-math.log(0.9) * math.exp(-41), rel=1e-12)  # not lost to rounding


def test_probabilities_from_points_by_curve_and_by_table():
    curve = PointsToProbability(
        kind="points_to_probability", found=HERE, terms=SMALL.terms,
        curve=Curve(slope=0.1, constants={"2y": -2.0}),
    )  # fmt: skip
    assert engine_with(curve).probabilities(np.array([20.0]))["2y"].tolist() == [0.5]
    table = PointsToProbability(
        kind="points_to_probability", found=HERE, terms=SMALL.terms, table={"2y": {"0": 0.1, "1": 0.4}}
    )
    assert engine_with(table).probabilities(np.array([1.0, 0.0]))["2y"].tolist() == [0.4, 0.1]


def test_bands_are_read_on_the_rounded_value_halves_upwards():
    from riskkit.instruments import load

    engine = load("ogrs3").engine
    probability = np.array([0.4949, 0.495, 0.4951, 0.745, 0.895, 0.0, 1.0])
    found = engine.band_index(np.zeros(7), {"2y": probability})
    assert found.tolist() == [0, 1, 1, 2, 3, 0, 3]
