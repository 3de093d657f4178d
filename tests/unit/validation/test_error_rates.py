import numpy as np
import pytest

from riskkit.errors import NoEventsError, ParameterError
from riskkit.validation import IMPOSSIBILITY, error_rates


# False positive and negative rates of the COMPAS decile: R 4.2.2 on the usual filter; counts of
# TN, FP, FN, TP for white defendants at 5: 1139, 349, 461, 505; at 8: 1407, 81, 771, 195.
@pytest.mark.parametrize(
    ("cut", "positive", "negative"),
    [(5, 0.2345430107527, 0.4772256728778), (8, 81 / 1488, 771 / 966)],
)
def test_compas(cut, positive, negative, compas):
    rows = compas[compas["race"] == "Caucasian"]
    found = error_rates(np.ones(len(rows)), rows["recid"], rows["decile"] / 10, horizon=1, threshold=cut / 10)
    assert found.false_positive_rate.estimate == pytest.approx(positive, abs=1e-9)
    assert found.false_negative_rate.estimate == pytest.approx(negative, abs=1e-9)
    spread = np.sqrt(positive * (1 - positive) / 1488)
    assert found.false_positive_rate.std_error == pytest.approx(spread, rel=1e-3)


# Angwin et al., ProPublica 2016 ("Compas Analysis.ipynb"): all 7,214 people, scores of 5 and above.
@pytest.mark.parametrize(
    ("race", "positive", "negative", "counts"),
    [
        (None, 32.35, 37.40, (2681, 1282, 1216, 2035)),
        ("African-American", 44.85, 27.99, (990, 805, 532, 1369)),
        ("Caucasian", 23.45, 47.72, (1139, 349, 461, 505)),
    ],
)
def test_compas_as_published(race, positive, negative, counts, compas):
    rows = compas if race is None else compas[compas["race"] == race]
    found = error_rates(np.ones(len(rows)), rows["recid"], rows["decile"] / 10, horizon=1, threshold=0.5)
    assert round(100 * found.false_positive_rate.estimate, 2) == positive
    assert round(100 * found.false_negative_rate.estimate, 2) == negative
    tn, fp, fn, tp = counts
    assert found.false_positive_rate.estimate == pytest.approx(fp / (fp + tn), rel=1e-12)
    assert found.false_negative_rate.estimate == pytest.approx(fn / (fn + tp), rel=1e-12)


def test_weights_by_hand():
    # Censored at 2 among 4 at risk: everybody known later weighs 4/3. Cases 1 (weight 1, flagged)
    # and 3 (4/3, not flagged): FNR (4/3) / (7/3) = 4/7. Free: one of two flagged: 1/2.
    found = error_rates([1, 2, 3, 5, 6], [1, 0, 1, 0, 0], [0.8, 0.9, 0.1, 0.6, 0.1], horizon=4, threshold=0.5)
    assert found.false_negative_rate.estimate == pytest.approx(4 / 7)
    assert found.false_positive_rate.estimate == pytest.approx(0.5)


def test_a_rate_of_zero_keeps_an_upper_limit():
    found = error_rates([1, 1, 5, 5, 5], [1, 1, 0, 0, 0], [0.9, 0.8, 0.1, 0.1, 0.1], horizon=2, threshold=0.5)
    assert found.false_positive_rate.lower == 0
    assert found.false_positive_rate.upper == pytest.approx(1 - 0.025 ** (1 / 3))


def test_refusals():
    with pytest.raises(ParameterError, match="threshold"):
        error_rates([1, 2], [1, 0], [0.1, 0.2], horizon=1, threshold=1.4)
    with pytest.raises(NoEventsError):
        error_rates([1, 2], [0, 1], [0.1, 0.2], horizon=1, threshold=0.4)


def test_the_impossibility_is_said_in_both_languages():
    assert set(IMPOSSIBILITY) == {"en", "nl"}
    for sentence in IMPOSSIBILITY.values():
        assert sentence.count(". ") == 0
        assert "Kleinberg" in sentence
        assert "Chouldechova" in sentence
