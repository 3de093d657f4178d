import numpy as np
import pytest

from riskkit.errors import DataError, NoEventsError, ParameterError
from riskkit.validation import (
    IMPOSSIBILITY,
    auc_at,
    by_subgroup,
    calibration,
    concordance,
    fairness,
    net_benefit,
)


def test_compas_areas_by_race(compas):
    rows = compas[compas["race"].isin(["African-American", "Caucasian"])]
    found = by_subgroup(
        "auc_at", np.ones(len(rows)), rows["recid"], rows["decile"], group=rows["race"], horizon=1
    ).set_index("group")
    assert found["estimate"].to_dict() == pytest.approx(
        {"African-American": 0.6918343812595, "Caucasian": 0.693146274405}, abs=1e-9
    )
    first = found.loc["Caucasian"]
    assert first["difference"] == pytest.approx(0.693146274405 - 0.6918343812595, abs=1e-9)
    # Symmetric parts nearly give the textbook interval of two independent estimates.
    spread = 1.96 * np.hypot(*found["std_error"])
    width = (first["difference_upper"] - first["difference_lower"]) / 2
    assert width == pytest.approx(spread, rel=1e-2)


def test_each_row_is_the_measure_of_its_part(horizon_triple):
    data, _ = horizon_triple
    found = by_subgroup(concordance, data["time"], data["event"], data["risk5"], group=data["group"])
    assert found["group"].tolist() == ["a", "b", "c"]
    for _, row in found.iterrows():
        part = data[data["group"] == row["group"]]
        alone = concordance(part["time"], part["event"], part["risk5"])
        assert (row["estimate"], row["lower"], row["n"]) == (alone.estimate, alone.lower, len(part))
    assert (found["warning"] == "").all()


def test_a_measure_with_several_figures_gives_a_row_for_each(horizon_triple):
    data, _ = horizon_triple
    found = by_subgroup(
        calibration, data["time"], data["event"], data["risk5"], group=data["group"], horizon=5
    )
    assert set(found["measure"]) == {
        "intercept", "slope", "observed_expected_ratio", "observed", "ici", "e50", "e90"
    }  # fmt: skip
    assert len(found) == 21
    rates = by_subgroup(
        "error_rates",
        data["time"],
        data["event"],
        data["risk5"],
        group=data["group"],
        horizon=5,
        threshold=0.4,
    )
    assert set(rates["measure"]) == {"false_positive_rate", "false_negative_rate"}


def test_too_few_events_are_said(horizon_triple):
    data, _ = horizon_triple
    group = np.where(np.arange(len(data)) < 25, "few", "many")
    found = by_subgroup(
        auc_at, data["time"], data["event"], data["risk5"], group=group, horizon=5, fewest_events=20
    ).set_index("group")
    assert found.loc["few", "warning"].startswith("only ")
    assert "outside" in found.loc["many", "warning"]


GOOD = {"time": [1, 2, 3, 4], "event": [1, 0, 1, 0], "prediction": [4, 3, 2, 1], "group": list("aabb")}


@pytest.mark.parametrize(
    ("change", "measure", "error", "text"),
    [
        ({}, "accuracy", ParameterError, "measure: is not known; allowed: concordance"),
        ({"group": list("aab")}, "concordance", DataError, "group: length differs"),
        ({"group": ["a", "a", None, "b"]}, "concordance", DataError, "group: 1 values are missing"),
        ({"group": list("aaaa")}, "concordance", DataError, "single subgroup"),
        ({"event": [1, 1, 0, 0]}, "concordance", NoEventsError, "1 subgroups have no events: 'b'"),
        ({"prediction": [1, 2]}, "concordance", DataError, "prediction: length differs"),
    ],
)
def test_refusals(change, measure, error, text):
    given = GOOD | change
    with pytest.raises(error, match=text):
        by_subgroup(measure, given["time"], given["event"], given["prediction"], group=given["group"])


def test_net_benefit_of_a_group_is_that_of_its_people(horizon_triple):
    data, _ = horizon_triple
    found = by_subgroup(
        "net_benefit_at",
        data["time"],
        data["event"],
        data["risk5"],
        group=data["group"],
        horizon=5,
        threshold=0.4,
    ).set_index("group")
    part = data[data["group"] == "b"]
    (row,) = net_benefit(part["time"], part["event"], part["risk5"], horizon=5, thresholds=[0.4]).to_dict(
        "records"
    )
    assert found.loc["b", "estimate"] == row["model"]
    assert found.loc["b", "upper"] == row["model_upper"]
    assert found.loc["b", "std_error"] == pytest.approx(
        (row["model_upper"] - row["model"]) / 1.959963984540054
    )


def test_the_cause_counts(horizon_triple):
    data, _ = horizon_triple
    swapped = data["event"].map({0: 0, 1: 2, 2: 1})
    for measure, options in (
        ("concordance", {}),
        ("auc_at", {"horizon": 5}),
        ("brier_score", {"horizon": 5}),
        ("calibration", {"horizon": 5}),
        ("error_rates", {"horizon": 5, "threshold": 0.4}),
    ):
        one = by_subgroup(
            measure, data["time"], data["event"], data["risk5"], group=data["group"], cause=2, **options
        )
        other = by_subgroup(measure, data["time"], swapped, data["risk5"], group=data["group"], **options)
        assert one.equals(other)


@pytest.mark.parametrize("cause", [0, 1.5, True, "death"])
def test_what_is_no_cause(cause, horizon_triple):
    data, _ = horizon_triple
    with pytest.raises(ParameterError, match="cause: is not an event code"):
        concordance(data["time"], data["event"], data["risk5"], cause=cause)


def test_fairness_of_the_compas_score(compas):
    # Published: similar calibration, false positive rates of 44.85 and 23.45 %, base rates 51 and 39 %.
    rows = compas[compas["race"].isin(["African-American", "Caucasian"])]
    risk = 0.12 + 0.07 * rows["decile"]
    found = fairness(
        np.ones(len(rows)), rows["recid"], risk, group=rows["race"], horizon=1, threshold=0.12 + 0.07 * 4.5
    )
    table = found.table.set_index(["group", "measure"])
    assert table.loc[("African-American", "false_positive_rate"), "estimate"] == pytest.approx(805 / 1795)
    assert table.loc[("Caucasian", "false_positive_rate"), "estimate"] == pytest.approx(349 / 1488)
    assert table.loc[("African-American", "observed"), "estimate"] == pytest.approx(1901 / 3696)
    assert table.loc[("Caucasian", "observed"), "n_events"] == 966
    assert found.base_rates_differ
    assert found.statement == IMPOSSIBILITY
    assert (table.loc["Caucasian"]["difference_lower"] < table.loc["Caucasian"]["difference"]).all()
