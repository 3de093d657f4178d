"""The figures of the recidivism report against R's survival and against counting by hand."""

import json
from math import isnan, sqrt
from pathlib import Path
from typing import Any

import pytest

from riskkit.analyses import RecidivismReport, recidivism
from riskkit.analyses.curves import EVERYONE, time_marks
from riskkit.errors import ParameterError
from riskkit.parameters import check_parameters, read_parameters
from riskkit.parameters.recidivism import RecidivismParameters

ROOT = Path(__file__).resolve().parents[3]
R: dict[str, Any] = json.loads((ROOT / "tests/reference/recidivism_report.json").read_text())


@pytest.fixture(scope="module")
def report() -> RecidivismReport:
    return recidivism(read_parameters(ROOT / "parameters/recidivism/rossi.yaml", RecidivismParameters))


def test_the_cox_model_is_rs(report: RecidivismReport):
    for term, coef in R["coef"].items():
        assert report.cox["coef"][term] == pytest.approx(coef, rel=1e-8)
        assert report.cox["se"][term] == pytest.approx(R["se"][term], rel=1e-8)
    assert report.log_likelihood == pytest.approx(R["log_likelihood"], rel=1e-12)
    for term, chi_square in R["zph_chi_square"].items():
        assert report.proportional_hazards["chi_square"][term] == pytest.approx(chi_square, rel=1e-7)


def test_the_curves_are_rs(report: RecidivismReport):
    moments = report.moments
    for place, key in ((EVERYONE, "everyone"), (0, "no_aid"), (1, "aid")):
        ours = moments[moments["group"] == place]
        assert ours["time"].tolist() == [10, 26, 52]
        for column in ("survival", "std_error", "lower", "upper"):
            assert ours[column].tolist() == pytest.approx(R[key][column], rel=1e-9)


def test_without_censoring_before_week_52_the_curve_is_a_share_counted_by_hand(report: RecidivismReport):
    """114 of 432 re-arrested, all others followed to week 52: Greenwood is then binomial."""
    last = report.moments[report.moments["group"] == EVERYONE].iloc[-1]
    assert last["survival"] == pytest.approx(318 / 432, abs=1e-15)
    assert last["std_error"] == pytest.approx(sqrt(318 / 432 * 114 / 432 / 432), rel=1e-12)
    assert last["n_events"] == 114
    assert last["n_at_risk"] == 322
    assert report.base_rate[0] == pytest.approx(114 / 432)


def test_the_risks_of_the_examples_are_rs(report: RecidivismReport):
    for ours, risk, lower, upper in zip(
        report.risks, R["risk_52"], R["risk_52_lower"], R["risk_52_upper"], strict=True
    ):
        assert (ours.risk, ours.lower, ours.upper) == pytest.approx((risk, lower, upper), rel=1e-7)
        assert ours.lower < ours.risk < ours.upper


def test_people_who_resemble_an_example_are_counted_by_a_rule(report: RecidivismReport):
    table, example = report.cohort.table, report.risks[1]
    assert example.like is not None
    near = table[
        (table.fin == 0) & (table.wexp == 1) & (table.mar == 0) & (table.paro == 1)
        & ((table.age - 25).abs() <= table.age.std() / 2) & ((table.prio - 2).abs() <= table.prio.std() / 2)
    ]  # fmt: skip
    assert example.like.n == len(near)
    assert dict((name, (low, high)) for name, low, high in example.like.ranges) == {
        "age": (near_of(table.age, 25)), "prio": (near_of(table.prio, 2))
    }  # fmt: skip


def near_of(column: Any, value: float) -> tuple[float, float]:
    inside = [each for each in column if abs(each - value) <= column.std() / 2]
    return min(inside), max(inside)


def test_follow_up_is_described(report: RecidivismReport):
    assert (report.cohort.n, report.cohort.n_events) == (432, 114)
    assert (report.median_follow_up, report.longest_follow_up) == (52.0, 52.0)
    assert report.events_per_parameter == 114 / 6
    assert report.cohort.flow.kept == 432


def test_marks_are_steps_that_people_use():
    assert time_marks(52, "week") == (0, 13, 26, 39, 52)
    assert time_marks(81, "month") == (0, 12, 24, 36, 48, 60, 72)
    assert time_marks(730, "day") == (0, 180, 360, 540, 720)
    assert time_marks(3, "year") == (0, 1, 2, 3)


def test_a_cohort_in_which_everyone_had_the_outcome_has_no_median_follow_up(parameters, rows):
    everyone = [{**row, "arrest": 1} for row in rows if row["arrest"] == "1"]
    found = recidivism(parameters(everyone, horizons=[40]))
    assert isnan(found.median_follow_up)


def test_a_file_gives_the_same_figures_as_the_public_cohort(parameters, rows, report: RecidivismReport):
    names = ["fin", "age", "wexp", "mar", "paro", "prio"]
    found = recidivism(parameters(rows, covariates=names))
    assert found.cox["coef"].tolist() == report.cox["coef"].tolist()
    assert found.description is None


def test_rows_left_out_on_purpose_are_counted(parameters, rows):
    rows[0]["age"] = rows[1]["age"] = ""
    rows[2]["week"] = "0"
    asked = parameters(rows)
    source = asked.cohort.model_dump(mode="json", exclude_none=True) | {"drop": ["missing", "no_follow_up"]}
    asked = check_parameters(
        asked.model_dump(mode="json", exclude_none=True) | {"cohort": source}, RecidivismParameters
    )
    flow = recidivism(asked).cohort.flow
    assert flow.dropped == (("missing", "age", 2), ("no_follow_up", "week", 1))
    assert (flow.read, flow.kept) == (432, 429)


def test_people_who_come_under_observation_late_count_from_then_on():
    """COMPAS: people enter ``start`` days after screening; the product-limit is worked out plainly here."""
    given = {
        "title": {"nl": "t", "en": "t"}, "outcome": {"nl": "o", "en": "o"}, "covariates": ["priors_count"],
        "cohort": {"source": "compas_two_years", "drop": ["no_follow_up"]}, "horizons": [200],
    }  # fmt: skip
    found = recidivism(check_parameters(given, RecidivismParameters))
    people = found.cohort.table
    assert found.cohort.entry == "start"
    share = 1.0
    for day in sorted(people.loc[(people["event"] == 1) & (people["end"] <= 200), "end"].unique()):
        followed = ((people["start"] < day) & (people["end"] >= day)).sum()
        share *= 1 - ((people["end"] == day) & (people["event"] == 1)).sum() / followed
    (moment,) = found.moments.to_dict("records")
    assert moment["survival"] == pytest.approx(share, rel=1e-12)
    assert moment["n_at_risk"] == ((people["start"] < 200) & (people["end"] >= 200)).sum()
    assert (people["start"] > 0).sum() > 1_000


def test_a_public_cohort_s_own_mark_protects_a_column():
    given = {
        "title": {"nl": "t", "en": "t"}, "outcome": {"nl": "o", "en": "o"}, "covariates": ["sex"],
        "cohort": {"source": "compas_two_years", "drop": ["no_follow_up"]}, "horizons": [200],
    }  # fmt: skip
    with pytest.raises(ParameterError, match="hold protected attributes: sex"):
        recidivism(check_parameters(given, RecidivismParameters))
