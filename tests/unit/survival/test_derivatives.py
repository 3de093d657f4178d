"""Analytic slopes and curvatures against finite differences of the likelihood itself."""

import numpy as np
import pytest

from riskkit.survival import fine_gray_newton
from riskkit.survival.censored_likelihood import CensoredLikelihood
from riskkit.survival.cure_likelihood import CureLikelihood
from riskkit.survival.discrete_scoring import PersonPeriods
from riskkit.survival.discrete_scoring import evaluate as evaluate_discrete
from riskkit.survival.families import FAMILIES
from riskkit.survival.fine_gray_kernel import order_by_time
from riskkit.survival.generalized_gamma import GammaLikelihood
from riskkit.survival.stencil import jacobian


def people(n=80, p=3):
    generator = np.random.default_rng(13)
    time = np.ceil(generator.exponential(6, n))  # with ties
    return time, generator.choice([0, 1, 2], n), generator.normal(size=(n, p))


@pytest.mark.parametrize("beta", [[0.0, 0.0, 0.0], [0.4, -0.3, 0.8]])
def test_fine_gray(beta):
    rows = order_by_time(*people()[:2], 1, people()[2])
    beta = np.array(beta)
    point = fine_gray_newton.evaluate(rows, beta)

    def value(at):
        return fine_gray_newton.evaluate(rows, at).log_likelihood

    def slope(at):
        return fine_gray_newton.evaluate(rows, at).score

    assert point.score == pytest.approx(jacobian(value, beta), rel=1e-7, abs=1e-8)
    assert point.information == pytest.approx(-jacobian(slope, beta), rel=1e-8, abs=1e-8)


def person_periods():
    """Return 80 people at risk for 1 to 4 periods, the longest first, and who had the event."""
    time, code, matrix = people()
    last = np.minimum(np.ceil(time / 4), 4).astype(np.int64)
    order = np.argsort(-last, kind="stable")
    at_risk = np.array([(last >= j).sum() for j in range(1, 5)])
    return PersonPeriods(matrix[order], at_risk, np.append(at_risk[1:], 0), (code == 1)[order])


@pytest.mark.parametrize("link", ["logit", "cloglog"])
def test_discrete_slope(link):
    rows, at = person_periods(), np.array([-1.0, -1.5, -0.5, -1.2, 0.3, -0.2, 0.5])
    point = evaluate_discrete(rows, at[:4], at[4:], link)

    def value(theta):
        return evaluate_discrete(rows, theta[:4], theta[4:], link).log_likelihood

    found = np.concatenate([point.by_period, point.by_term])
    assert found == pytest.approx(jacobian(value, at), rel=1e-7, abs=1e-8)


def test_discrete_information_of_the_logit_is_the_curvature():
    rows, at = person_periods(), np.array([-1.0, -1.5, -0.5, -1.2, 0.3, -0.2, 0.5])

    def slope(theta):
        point = evaluate_discrete(rows, theta[:4], theta[4:], "logit")
        return np.concatenate([point.by_period, point.by_term])

    point = evaluate_discrete(rows, at[:4], at[4:], "logit")
    assert point.information() == pytest.approx(-jacobian(slope, at), rel=1e-8, abs=1e-8)


def test_discrete_information_of_the_cloglog_is_the_expected_curvature():
    # by hand for one person at risk in one period: hazard e = exp(eta), event with 1 - exp(-e);
    # curvature 0 of -e is -e; of log(1 - exp(-e)) it is e / expm1(e) (1 - e exp(e) / expm1(e))
    rows = PersonPeriods(np.zeros((1, 0)), np.array([1]), np.array([0]), np.array([True]))
    e = 0.7
    point = evaluate_discrete(rows, np.log([e]), np.zeros(0), "cloglog")
    event = 1 - np.exp(-e)
    curvature = e / np.expm1(e) * (1 - e * np.exp(e) / np.expm1(e))
    assert point.periods[0] == pytest.approx(-(event * curvature + (1 - event) * -e), rel=1e-13)


def check(likelihood, theta):
    slope, curvature = likelihood.derivatives(theta)
    assert slope == pytest.approx(jacobian(likelihood.value, theta), rel=1e-7, abs=1e-7)
    found = jacobian(lambda at: likelihood.derivatives(at)[0], theta)
    assert curvature == pytest.approx(found, rel=1e-8, abs=1e-7)


SHAPES = {"weibull": [-0.2], "lognormal": [0.1], "loglogistic": [-0.4], "exponential": []}


@pytest.mark.parametrize("family", SHAPES)
def test_location_scale_families(family):
    time, code, matrix = people()
    likelihood = CensoredLikelihood(np.log(time), code == 1, matrix, FAMILIES[family])
    theta = np.array([2.0, 0.2, -0.1, 0.3, *SHAPES[family]])
    check(likelihood, theta)


@pytest.mark.parametrize("family", SHAPES)
def test_mixture_cure(family):
    time, code, matrix = people()
    likelihood = CureLikelihood(np.log(time), code == 1, matrix[:, :1], matrix[:, 1:], FAMILIES[family])
    theta = np.array([0.4, -0.3, 1.8, 0.2, -0.1, *SHAPES[family]])
    check(likelihood, theta)


@pytest.mark.parametrize("q", [0.6, -0.8, 0.0, 4e-6])
def test_generalised_gamma(q):
    time, code, matrix = people()
    died, log_time, family = code == 1, np.log(time), FAMILIES["generalized_gamma"]
    slopes = GammaLikelihood(log_time, died, matrix)
    theta = np.array([2.0, 0.2, -0.1, 0.3, -0.2, q])

    def value(at):
        location = at[0] + matrix @ at[1:4]
        density = family.log_density(log_time[died], location[died], at[4:]).sum()
        return density + family.log_survival(log_time[~died], location[~died], at[4:]).sum()

    slope, curvature = slopes.derivatives(theta)
    assert slope == pytest.approx(jacobian(value, theta), rel=1e-7, abs=1e-7)
    found = jacobian(lambda at: slopes.derivatives(at)[0], theta)
    assert curvature == pytest.approx(found, rel=1e-5, abs=1e-4)


def test_the_stencil_itself():
    at = np.array([0.3, 1.2])
    found = jacobian(lambda x: np.array([np.sin(x[0]) * x[1], np.exp(x[1])]), at)
    expected = [[np.cos(0.3) * 1.2, np.sin(0.3)], [0, np.exp(1.2)]]
    assert found == pytest.approx(np.array(expected), rel=1e-11, abs=1e-12)
