"""Base rates on a page: the published counts, with exact limits by another road."""

from pathlib import Path

import pytest

from riskkit.errors import ParameterError
from riskkit.pages.base_rate_statement import EVIDENCE, base_rate_statement
from riskkit.survival import exact_interval

HOME = Path(__file__).parents[2]

# Published counts with their exact 95 % intervals in per cent, as read off the binomial tables that
# Clopper and Pearson's limits come from (R: binom.test(9, 182)$conf.int and so on).
PUBLISHED = [(9, 182, 2.3, 9.2), (7, 159, 1.8, 8.9), (13, 557, 1.2, 4.0), (6, 196, 1.1, 6.5)]


def test_the_evidence_says_what_was_published():
    found = base_rate_statement(HOME / EVIDENCE)
    assert [
        (each.n_events, each.n, round(100 * each.lower, 1), round(100 * each.upper, 1))
        for each in found.groups
    ] == PUBLISHED
    assert all(each.source and each.name.nl and each.outcome.en for each in found.groups)


@pytest.mark.parametrize(("k", "n"), [(0, 30), (1, 12), (30, 30), (9, 182), (0, 100)])
def test_the_limits_are_those_of_the_report(tmp_path: Path, k: int, n: int):
    text = f"""
title: {{nl: "x", en: "x"}}
groups:
  - name: {{nl: "g", en: "g"}}
    outcome: {{nl: "o", en: "o"}}
    followed: {{nl: "f", en: "f"}}
    n_events: {k}
    n: {n}
    source: "s"
"""
    path = tmp_path / "evidence.yaml"
    path.write_text(text)
    (group,) = base_rate_statement(path).groups
    report = exact_interval(k, n)
    assert (group.lower, group.upper) == pytest.approx((report.lower, report.upper), abs=1e-12)
    if k == 0:  # by hand: the upper limit solves (1 - p)^n = 0.025
        assert group.upper == pytest.approx(1 - 0.025 ** (1 / n), abs=1e-12)


def test_without_evidence_nothing_is_stated(tmp_path: Path):
    with pytest.raises(ParameterError):
        base_rate_statement(tmp_path / "nothing.yaml")


def test_another_count_is_another_evidence(tmp_path: Path):
    text = (HOME / EVIDENCE).read_text(encoding="utf-8")
    other = tmp_path / "evidence.yaml"
    other.write_text(text.replace("n_events: 9", "n_events: 8"))
    assert base_rate_statement(other).fingerprint != base_rate_statement(HOME / EVIDENCE).fingerprint
