"""Monitoring by hand and by simulation; a correction and what it changes."""

import math
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import DataError, ParameterError
from riskkit.stewardship.adoption import adoption
from riskkit.stewardship.cusum import cusum
from riskkit.stewardship.drift import input_drift
from riskkit.stewardship.observed_expected import observed_expected, poisson_limits
from riskkit.stewardship.recompute import StoredEstimate, band_of, recompute
from riskkit.stewardship.stored_model import StoredRisk

from .conftest import OLDER, YOUNG


def test_observed_and_expected_by_hand():
    data = pd.DataFrame({"unit": list("aabb"), "event": [1, 0, 1, 1], "risk": [0.5, 0.5, 0.25, 0.25]})
    found = observed_expected(data, event="event", risk="risk", by=["unit"]).table.set_index("unit")
    assert found.loc["a", ["n", "observed", "expected", "ratio"]].tolist() == [2, 1, 1.0, 1.0]
    assert found.loc["b", ["n", "observed", "expected", "ratio"]].tolist() == [2, 2, 0.5, 4.0]
    everyone = observed_expected(data, event="event", risk="risk").table.iloc[0]
    assert (everyone["observed"], everyone["expected"]) == (3, 1.5)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    # Garwood (1936), as tabled in Pearson & Hartley, Biometrika Tables vol. 1, table 40 (95 %)
    [(0, 0.0, 3.69), (1, 0.0253, 5.57), (5, 1.62, 11.67), (10, 4.80, 18.39)],
)
def test_poisson_limits_are_the_published_ones(count, low, high):
    found = poisson_limits(count)
    assert float(found[0]) == pytest.approx(low, abs=0.005)
    assert float(found[1]) == pytest.approx(high, abs=0.005)


def test_risks_that_are_none_are_refused():
    with pytest.raises(DataError, match="1 values are no risks"):
        observed_expected(pd.DataFrame({"e": [0], "r": [1.0]}), event="e", risk="r")


def test_the_cusum_by_hand():
    # ratio 2, risk 0.5: an event adds log(2 / 1.5) = 0.287682, none adds log(1 / 1.5) = -0.405465
    found = cusum([0.5] * 5, [1, 1, 0, 0, 1], ratio=2)
    up, down = math.log(2 / 1.5), math.log(1 / 1.5)
    assert found.values == pytest.approx([up, 2 * up, 2 * up + down, 0, up], abs=1e-12)


def test_false_alarms_are_as_rare_as_stated():
    draw = np.random.default_rng(2)
    alarms = 0
    for series in range(200):
        risks = draw.uniform(0.05, 0.6, 300)
        events = (draw.random(300) < risks).astype(int)
        alarms += cusum(risks, events, false_alarm_rate=0.05, seed=series, replicates=400).alarm
    # 200 series at 5 %: 10 expected; a Poisson(10) lies in 3 to 19 with probability 0.995
    assert 3 <= alarms <= 19


def test_risks_of_half_the_truth_raise_the_alarm_soon():
    draw = np.random.default_rng(3)
    risks = draw.uniform(0.1, 0.3, 400)
    events = (draw.random(400) < np.minimum(2 * risks, 1)).astype(int)
    found = cusum(risks, events, ratio=2)
    assert found.alarm
    assert found.alarm_at is not None
    assert found.alarm_at < 200
    assert not cusum(risks, events, ratio=0.5).alarm


@pytest.mark.parametrize(
    ("risk", "event", "ratio", "rate"),
    [([0.5], [2], 2, 0.01), ([1.0], [1], 2, 0.01), ([0.5, 0.5], [1], 2, 0.01), ([], [], 2, 0.01),
     ([0.5], [1], 1, 0.01), ([0.5], [1], 2, 1.5)],
)  # fmt: skip
def test_series_that_cannot_be_are_refused(risk, event, ratio, rate):
    with pytest.raises(ParameterError):
        cusum(risk, event, ratio=ratio, false_alarm_rate=rate)


def people(n: int, seed: int, shift: float = 0.0) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    return pd.DataFrame({"age": draw.normal(30 + shift, 8, n), "drugs": draw.integers(0, 2, n)})


KINDS = {"age": "number", "drugs": "yes_no"}


def test_the_stability_index_by_hand():
    # half and half at fitting, three quarters now: 0.25 log 1.5 - 0.25 log 0.5 = 0.274653 (shares of
    # 1000 and 1000 people with half a person added to each cell)
    then = pd.DataFrame({"drugs": [0, 1] * 500})
    now = pd.DataFrame({"drugs": [0] * 250 + [1] * 750})
    (found,) = input_drift(then, now, {"drugs": "yes_no"})
    assert found.stability == pytest.approx(0.25 * math.log(0.75 / 0.25), abs=2e-3)
    assert found.alarm


def test_the_same_people_raise_no_alarm_and_others_do():
    same = input_drift(people(500, 1), people(300, 2), KINDS)
    assert not any(each.alarm for each in same)
    assert input_drift(people(500, 1), people(300, 2, shift=8), KINDS)[0].alarm


def test_a_new_code_and_a_rise_of_unknowns_are_alarms():
    then, now = people(400, 1), people(400, 2)
    now.loc[0, "drugs"] = 9
    assert input_drift(then, now, KINDS)[1].new_codes == 1
    assert input_drift(then, now, KINDS)[1].alarm
    gone = people(400, 2)
    gone.loc[:59, "age"] = np.nan
    assert input_drift(then, gone, KINDS)[0].alarm
    with pytest.raises(DataError, match="is not in the table"):
        input_drift(then, now[["age"]], KINDS)


def test_adoption_by_hand():
    rows = [("a", "low", "high", "high", "figure")] * 20 + [("b", "low", "high", "low", None)] * 3
    rows += [("b", "high", "high", "high", None), ("b", "low", "high", "moderate", "talk")]
    shown = pd.DataFrame(rows, columns=["by", "first", "figure", "final", "reason"])
    found = adoption(shown, levels=["low", "moderate", "high"])
    assert found.table.loc["a"].to_dict() == {
        "shown": 20, "agreed": 0, "differed": 20, "moved_to_figure": 20,
        "kept_own": 0, "moved_up": 20, "moved_down": 0,
    }  # fmt: skip
    assert found.table.loc["b", ["agreed", "kept_own", "moved_up"]].tolist() == [1, 3, 1]
    assert found.table.loc["everyone", "shown"] == 25
    assert found.always == ("a",)
    assert found.reasons.to_dict() == {"figure": 20, "talk": 1}
    with pytest.raises(DataError, match="no level"):
        adoption(shown.replace("moderate", "medium"), levels=["low", "moderate", "high"])


BANDS = [(0.0, "low"), (0.25, "moderate"), (0.45, "high")]


def shown_before(stored, name: str, values: dict, advice: str = "") -> StoredEstimate:
    found = stored.predict(values, 52)
    return StoredEstimate(
        id=name, person=f"P-{name}", values=values, time=52,
        risk=found.risk, lower=found.lower, upper=found.upper,
        band=band_of(found, BANDS), model=stored.id, version=stored.version, fingerprint=stored.fingerprint,
        shown_at=datetime(2026, 1, 1, tzinfo=UTC), advice=advice,
    )  # fmt: skip


def test_bands_from_both_sides():
    assert [band_of(StoredRisk(r, r, r, 52), BANDS) for r in (0.0, 0.2499999, 0.25, 0.45, 1.0)] == [
        "low", "low", "moderate", "high", "high"
    ]  # fmt: skip
    assert band_of(StoredRisk(math.nan, 0.1, 0.5, 52, ("age",)), BANDS) == "low..high"


def test_a_correction_lists_what_changes_the_most_urgent_first(stored):
    terms = tuple(
        t.model_copy(update={"coefficient": 3 * t.coefficient}) if t.covariate == "prio" else t
        for t in stored.terms
    )
    corrected = stored.model_copy(update={"version": "1.1", "terms": terms})
    at_mean = {**YOUNG, "prio": stored.mean[5]}  # what changed does not touch this person
    estimates = [
        shown_before(stored, "b", YOUNG), shown_before(stored, "a", YOUNG, advice="A-17"),
        shown_before(stored, "c", OLDER, advice="A-18"), shown_before(stored, "d", at_mean, advice="A-19"),
        shown_before(stored, "e", {**YOUNG, "prio": None}),
    ]  # fmt: skip
    found = recompute(estimates, corrected, bands=BANDS)
    # by hand: three times the weight of prior arrests, centred at 2.98. YOUNG has 6 of them: from 0.47
    # (high) further up, no other band. OLDER has 1: from 0.09 (low) down, no other band. The unknown
    # spans low..high before and after. So: in advice, the larger change first; then the others.
    listed = [(each.before.id, each.urgency) for each in found]
    assert listed[:2] == [("a", "advice"), ("c", "advice")]
    assert set(listed[2:]) == {("b", "figure"), ("e", "figure")}


def test_nothing_changes_where_nothing_was_corrected(stored):
    estimates = [shown_before(stored, "a", YOUNG), shown_before(stored, "b", {**YOUNG, "prio": None})]
    assert recompute(estimates, stored, bands=BANDS) == ()


def test_an_estimate_that_the_corrected_model_refuses_is_listed(stored):
    narrower = tuple(c.model_copy(update={"low": 25.0}) if c.name == "age" else c for c in stored.covariates)
    corrected = stored.model_copy(update={"covariates": narrower})
    (found,) = recompute([shown_before(stored, "a", YOUNG, advice="A-1")], corrected, bands=BANDS)
    assert found.now is None
    assert "outside" in found.refused
    assert found.urgency == "advice and band"
