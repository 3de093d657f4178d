"""What must hold of every measure, whatever the people."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from riskkit.errors import InputError
from riskkit.survival import fit_cox
from riskkit.validation import (
    auc_at,
    bootstrap_optimism,
    brier_score,
    concordance,
    error_rates,
    net_benefit,
    observed_expected_ratio,
)
from riskkit.validation.metric import METRICS
from riskkit.validation.outcomes import Outcomes
from riskkit.validation.people import Predictions, arrange

FEW = settings(max_examples=40, deadline=None)


SEPARATED = (np.array([1.0, 12.0, *[1.0] * 8]), np.array([1, *[0] * 9]), np.array([*[0.01] * 9, 0.02]))
"""The only event has the lowest risk of those still followed: no finite slope fits."""

WHOLE = (
    np.array([1.0, 12, 1, 1, 2, 2, 3, 6, 6]),
    np.array([1, 0, 0, 0, 0, 2, 0, 0, 0]),
    np.array([3, 1, 1, 1, 1, 2, 1, 1, 1]) / 100,
)
"""A perfect order, of which weighted sums once made a little more than 1."""


@st.composite
def people(draw, largest=40):
    """Whole times (so that many are tied), event codes 0, 1, 2, risks with two digits."""
    n = draw(st.integers(6, largest))
    time = draw(st.lists(st.integers(1, 12), min_size=n, max_size=n))
    event = draw(st.lists(st.sampled_from([0, 0, 1, 1, 2]), min_size=n, max_size=n))
    risk = draw(st.lists(st.integers(1, 99), min_size=n, max_size=n))
    event[0], time[0], time[1] = 1, 1, 12
    event[1] = 0
    return np.array(time, float), np.array(event), np.array(risk) / 100


def measures(time, event, risk):
    """Return every measure at horizon 6, as one row of numbers."""
    at = {"horizon": 6}
    rates = error_rates(time, event, risk, threshold=0.5, **at)
    wrong = [rates.false_positive_rate, rates.false_negative_rate]
    figures = [
        concordance(time, event, risk), auc_at(time, event, risk, **at), brier_score(time, event, risk, **at),
        observed_expected_ratio(time, event, risk, **at), *wrong,
    ]  # fmt: skip
    gain = net_benefit(time, event, risk, thresholds=[0.2], **at)["all"].item()
    return np.array([x for f in figures for x in (f.estimate, f.std_error, f.lower, f.upper)] + [gain])


@FEW
@given(people(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(arrays, random):
    order = list(range(len(arrays[0])))
    random.shuffle(order)
    moved = measures(*(array[order] for array in arrays))
    assert moved == pytest.approx(measures(*arrays), rel=1e-9, abs=1e-12, nan_ok=True)


@FEW
@given(people(), st.sampled_from([0.25, 7.0, 365.25]))
def test_the_unit_of_time_changes_nothing(arrays, unit):
    time, event, risk = arrays
    for measure in (auc_at, brier_score, observed_expected_ratio):
        one, other = (measure(time * u, event, risk, horizon=6 * u) for u in (1, unit))
        assert other.estimate == pytest.approx(one.estimate, rel=1e-12)
        assert other.std_error == pytest.approx(one.std_error, rel=1e-9)
    assert concordance(time * unit, event, risk).estimate == concordance(time, event, risk).estimate


@FEW
@given(people())
def test_concordance_and_its_reverse_add_to_one(arrays):
    time, event, risk = arrays
    forward, backward = concordance(time, event, risk), concordance(time, event, -risk)
    assert forward.estimate + backward.estimate == pytest.approx(1, abs=1e-14)
    assert forward.concordant == backward.discordant
    assert forward.std_error == pytest.approx(backward.std_error, abs=1e-14)


@FEW
@given(people())
def test_only_the_order_of_the_predictor_counts(arrays):
    time, event, risk = arrays
    logit = np.log(risk / (1 - risk))
    assert concordance(time, event, logit) == concordance(time, event, risk)
    assert auc_at(time, event, logit, horizon=6) == auc_at(time, event, risk, horizon=6)


@FEW
@example(WHOLE)
@given(people())
def test_measures_stay_in_their_range(arrays):
    time, event, risk = arrays
    for figure in (concordance(time, event, risk), auc_at(time, event, risk, horizon=6),
                   brier_score(time, event, risk, horizon=6)):  # fmt: skip
        assert 0 <= figure.lower <= figure.estimate <= figure.upper <= 1


@FEW
@given(people())
def test_pairs_counted_one_by_one(arrays):
    time, event, risk = arrays
    last = np.where(event == 2, np.inf, time)
    wins = total = 0.0
    for i in np.flatnonzero(event == 1):
        later = (last > time[i]) | ((last == time[i]) & (event == 0))
        total += later.sum()
        wins += (risk[i] > risk[later]).sum() + (risk[i] == risk[later]).sum() / 2
    assert concordance(time, event, risk).estimate == pytest.approx(wins / total, rel=1e-14)


@FEW
@example(SEPARATED, 0)
@given(people(), st.integers(0, 1000))
def test_weights_are_rows_repeated(arrays, seed):
    time, event, risk = arrays
    weights = np.random.default_rng(seed).integers(0, 4, len(time)).astype(float)
    weights[:2] = 1
    laid_out = arrange(Outcomes(time, event), 6.0)
    said = Predictions(risk[laid_out.order], risk[laid_out.order])
    rows = np.repeat(np.arange(len(time)), weights.astype(int))
    # one estimator in all samples: it is chosen by whether the people as they came have competing events
    assume((event > 1).any() == (event[rows] > 1).any())
    whole = arrange(Outcomes(time[rows], event[rows]), 6.0)
    repeated = Predictions(risk[rows][whole.order], risk[rows][whole.order])
    for name in ("concordance", "auc_at", "brier_score", "observed_expected_ratio", "calibration_slope"):
        found = METRICS[name].evaluate(laid_out, said, weights[laid_out.order][None])
        alone = METRICS[name].evaluate(whole, repeated, np.ones((1, len(rows))))
        assert found == pytest.approx(alone, rel=1e-7, nan_ok=True)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 10_000))
def test_a_bootstrap_is_its_seed(seed, made):
    random = np.random.default_rng(made)
    x = random.normal(size=60)
    latent = random.exponential(np.exp(-x))
    data = pd.DataFrame({"time": np.minimum(latent, 2), "event": (latent < 2).astype(int), "x": x})

    def figures():
        return bootstrap_optimism(
            lambda rows: fit_cox(rows, time="time", event="event", formula="x"),
            data, metrics=["concordance", "brier_score"], replicates=4, seed=seed, horizon=1,
        )  # fmt: skip

    once, again = figures(), figures()
    pd.testing.assert_frame_equal(once.samples, again.samples, check_exact=True)
    table = once.table
    assert (table["corrected"] == table["apparent"] - table["optimism"]).all()


@FEW
@given(st.lists(st.sampled_from([np.nan, np.inf, -1.0, 0.0, 1.0, 2.5]), min_size=2, max_size=6))
def test_what_is_no_time_is_refused_whole(times):
    bad = [t for t in times if not (np.isfinite(t) and t > 0)]
    call = lambda: concordance([*times, 1.0, 3.0], [0] * len(times) + [1, 0], np.arange(len(times) + 2))  # noqa: E731
    if bad:
        with pytest.raises(InputError):
            call()
    else:
        call()
