"""The subgroup audit: ProPublica's published COMPAS figures, hand counts, groups that cannot be compared."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from riskkit.analyses.score_risk import check_scores, observed_share, risk_by_score, shares_by_score
from riskkit.analyses.subgroups import OTHERS, SubgroupsReport, subgroups
from riskkit.errors import DataError, ExtrapolationError, ParameterError
from riskkit.parameters import read_parameters
from riskkit.parameters.subgroups import SubgroupsParameters

ROOT = Path(__file__).resolve().parents[3]
VALUES = json.loads((ROOT / "tests" / "reference" / "subgroups_compas.json").read_text(encoding="utf-8"))[
    "values"
]
GROUPS = {"African-American": "African-American", "Caucasian": "Caucasian", "Black": "African-American",
          "White": "Caucasian", "all": "all"}  # fmt: skip
RATES = {"FPR": "false_positive_rate", "FNR": "false_negative_rate"}


def audit(name: str, **changes: Any) -> SubgroupsReport:
    file = ROOT / "parameters" / "subgroups" / f"{name}.yaml"
    return subgroups(read_parameters(file, SubgroupsParameters, changes))


@pytest.fixture(scope="module")
def compas() -> SubgroupsReport:
    return audit("compas_two_years")


@pytest.fixture(scope="module")
def compas_high() -> SubgroupsReport:
    return audit("compas_two_years", flag_from=8)


def rate(report: SubgroupsReport, group: str, measure: str) -> float:
    if group == "all":
        return getattr(report.everyone, measure).estimate
    return report.figure(group, measure)["estimate"]


def count(report: SubgroupsReport, group: str, cell: str) -> float:
    """Return a cell of the truth table from what the report shows: rates and numbers of people."""
    own = [each for each in report.counts if group in ("all", each.code)]
    n, events = sum(each.n for each in own), sum(each.n_events for each in own)
    positive = rate(report, group, "false_positive_rate") * (n - events)
    negative = rate(report, group, "false_negative_rate") * events
    return {"FP": positive, "TN": n - events - positive, "FN": negative, "TP": events - negative}[cell]


@pytest.mark.parametrize("entry", VALUES, ids=lambda entry: f"{entry['model']}-{entry['quantity']}")
def test_a_published_or_recomputed_value(
    entry: dict[str, Any], compas: SubgroupsReport, compas_high: SubgroupsReport
):
    model, quantity = entry["model"], entry["quantity"]
    report = compas_high if ">=8" in model else compas
    inside = quantity[quantity.find("[") + 1 : -1]
    if model in ("counts", "uncorrected"):
        n, events = (sum(getattr(each, name) for each in report.counts) for name in ("n", "n_events"))
        found = float(n if model == "counts" else events / n)
    elif model == "observed_rate_by_decile":
        bands = compas.bands
        assert bands is not None
        own = bands[bands["score"] == float(inside)]
        found = float((own["share"] * own["n"]).sum() / own["n"].sum())
    elif model.startswith("auc"):
        found = report.figure(model.removeprefix("auc_decile_"), "auc_at")["estimate"]
    elif model in ("published FPR", "published FNR"):
        found = 100 * rate(report, GROUPS[inside], RATES[model.split()[-1]])
    else:
        group = GROUPS[
            model.replace("confusion_score>=5_", "").replace("confusion_score>=8_", "").split()[-1]
        ]
        found = rate(report, group, RATES[quantity]) if quantity in RATES else count(report, group, inside)
    assert found == pytest.approx(entry["value"], abs=max(entry["tolerance"], 1e-8), rel=0)


def test_calibrated_and_yet_unequal_errors(compas: SubgroupsReport):
    # the known impossibility in these data: same score, same meaning, and other errors all the same
    for code in ("African-American", "Caucasian"):
        ratio = compas.figure(code, "observed_expected_ratio")
        assert ratio["lower"] < 1 < ratio["upper"]
        assert abs(compas.figure(code, "false_positive_rate")["difference"]) > 0.1
    assert compas.everyone_ratio.estimate == pytest.approx(1, rel=1e-12)


def test_everyone_outside_the_named_groups_is_one_more(compas: SubgroupsReport):
    assert [each.code for each in compas.counts] == ["African-American", "Caucasian", OTHERS]
    assert [each.n for each in compas.counts] == [3696, 2454, 637 + 377 + 32 + 18]


def test_the_difference_is_with_everyone_else(compas: SubgroupsReport):
    # 805 of 1795 against (1282 - 805) of (3963 - 1795) wrongly flagged
    found = compas.figure("African-American", "false_positive_rate")
    assert found["difference"] == pytest.approx(805 / 1795 - 477 / 2168, rel=1e-9)
    assert found["difference_lower"] < found["difference"] < found["difference_upper"]


def test_a_small_group_is_compared_with_a_warning():
    few = audit("compas_two_years", groups=[{"code": "Native American", "label": {"nl": "n", "en": "n"}}])
    assert [(each.n, each.few) for each in few.counts] == [(18, True), (7196, False)]


def test_a_model_is_judged_on_people_it_has_not_seen_and_without_the_group():
    report = audit("rossi")
    assert report.formula == "fin + age + wexp + mar + paro + prio"
    assert report.carried is not None
    assert report.carried.ratio == 114 / 6
    assert [(each.n, each.n_events) for each in report.counts] == [(379, 102), (53, 12)]
    assert report.figure("1", "observed_risk")["estimate"] == pytest.approx(102 / 379, rel=1e-12)
    assert report.has("slope")
    assert report.bands is None


def test_shares_by_score_by_hand():
    time, event = np.array([1.0, 2.0, 3.0, 3.0]), np.array([1, 0, 0, 1])
    # at 2: one had it, one was followed to 2 without, two went on without: 1 of 4
    assert observed_share(time, event, 2.0) == 0.25
    # at 3: the second was lost at 2, before the event at 3: Kaplan-Meier 3/4 * 1/2
    assert observed_share(time, event, 3.0) == pytest.approx(1 - 3 / 4 * 1 / 2, rel=1e-12)
    scores = np.array([1.0, 1.0, 2.0, 2.0])
    risk = risk_by_score(pd.Series(time), pd.Series(event), scores, 2.0)
    assert risk.tolist() == [0.5, 0.5, 0.0, 0.0]
    group = pd.Series(["a", "b", "b", "b"], dtype="category")
    shares = shares_by_score(time, event, scores, group, 2.0)
    assert [tuple(row) for row in shares.itertuples(index=False)] == [
        (1.0, "a", 1, 1.0), (1.0, "b", 1, 0.0), (2.0, "b", 2, 0.0),
    ]  # fmt: skip


def test_scores_off_their_scale_are_counted():
    with pytest.raises(DataError, match="3 scores are outside the scale"):
        check_scores(pd.DataFrame({"s": [0, 1, 2.5, 11]}), "s", 10)


def test_a_group_without_outcomes_cannot_be_compared(tmp_path: Path):
    rows = [(i % 9 + 1, int(i % 3 == 0 and i > 9), "a" if i < 10 else "b", i % 5 + 1) for i in range(60)]
    people = pd.DataFrame(rows, columns=["time", "event", "where", "points"])
    people.to_csv(tmp_path / "people.csv", index=False)
    label = {"nl": "x", "en": "x"}
    columns = {"where": {"label": label, "kind": "category"}, "points": {"label": label, "kind": "number"}}
    cohort = {
        "source": "people.csv",
        "time": "time",
        "event": "event",
        "time_unit": "month",
        "columns": columns,
    }
    wanted = read_parameters(
        ROOT / "parameters" / "subgroups" / "compas_two_years.yaml", SubgroupsParameters,
        {"cohort": cohort, "group": "where", "groups": [{"code": "a", "label": label}], "horizon": 9,
         "score": {"column": "points", "label": label, "highest": 5}, "flag_from": 3},
    )  # fmt: skip
    with pytest.raises(DataError, match="groups of 'where': 1 subgroups have no events"):
        subgroups(wanted.located(tmp_path))


@pytest.mark.parametrize(
    ("changes", "error", "problem"),
    [
        (
            {"groups": [{"code": "Martian", "label": {"nl": "m", "en": "m"}}]},
            DataError,
            "1 have nobody: Martian",
        ),
        ({"flag_from": 11}, ParameterError, "above the highest possible value, 10"),
        ({"horizon": 365}, ParameterError, "horizon must equal cohort.known.by"),
        ({"model": {"family": "cox"}}, ParameterError, "either a score or a model"),
        ({"covariates": ["age"]}, ParameterError, "leave them out for a score"),
        ({"group": "no_such"}, DataError, "'no_such': is not in the table"),
    ],
)
def test_what_cannot_be_audited(changes: dict[str, Any], error: type[Exception], problem: str):
    with pytest.raises(error, match=problem):
        audit("compas_two_years", **changes)


@pytest.mark.parametrize(
    ("changes", "error", "problem"),
    [
        ({"covariates": ["age", "race"]}, ParameterError, "protected"),
        ({"horizon": 60}, ExtrapolationError, "beyond the follow-up"),
        ({"flag_from": 30}, ParameterError, "above the highest possible value, 1"),
        (
            {"groups": [{"code": "1", "label": {"nl": "m", "en": "m"}}] * 2},
            ParameterError,
            "give a code twice",
        ),
    ],
)
def test_a_model_that_cannot_be_audited(changes: dict[str, Any], error: type[Exception], problem: str):
    with pytest.raises(error, match=problem):
        audit("rossi", **changes)
