"""Every report about people whose data are not public: whole, in words, and without a small number.

SYNTHETIC people stand in a file of their own, so that riskkit must take them for real ones.
"""

import importlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from riskkit.analyses.monitoring_release import released_monitoring
from riskkit.disclosure import Released
from riskkit.errors import UnreleasedRefused
from riskkit.parameters import check_parameters
from riskkit.parameters.monitoring import MonitoringParameters
from riskkit.parameters.registry import parameters_of
from riskkit.reports.release_plan import plan_one
from riskkit.reports.section import Section
from tests.unit.analyses.private_people import cohort, people

SECTIONS = {
    "recidivism": "summary survival followed model proportional_hazards people_like_this limits exact_values "
    "origin",
    "subgroups": "summary errors calibration followed limits origin",
    "validation": "summary ranking calibration accuracy optimism places model followed limits origin",
    "measures": "summary effects immortal curves confounding followed limits origin",
    "base_rate": "summary rates model planning limits origin",
    "agreement": "summary coefficients change usage limits origin",
    "monitoring": "summary calibration charts inputs use age origin",
}
LABEL = {"nl": "naam", "en": "name"}
COMMON = {"title": {"nl": "SYNTHETIC mensen", "en": "SYNTHETIC people"},
          "outcome": {"nl": "een uitkomst", "en": "an outcome"}}  # fmt: skip


def group(code: str) -> dict[str, Any]:
    return {"code": code, "label": {"nl": code, "en": code}}


def recidivism(folder: Path, table: pd.DataFrame) -> dict[str, Any]:
    example = {"name": LABEL, "values": {"age": 30, "work": 1}}
    return {**COMMON, "cohort": cohort(folder, table), "covariates": ["age", "work"], "group": "unit",
            "horizons": [90, 300], "profiles": [example]}  # fmt: skip


def subgroups(folder: Path, table: pd.DataFrame) -> dict[str, Any]:
    return {**COMMON, "cohort": cohort(folder, table), "covariates": ["age", "work"], "group": "unit",
            "groups": [group("North"), group("South")], "model": {}, "horizon": 300,
            "flag_from": 0.4}  # fmt: skip


def validation(folder: Path, table: pd.DataFrame) -> dict[str, Any]:
    return {**COMMON, "cohort": cohort(folder, table), "covariates": ["age", "work"], "sites": "unit",
            "model": {}, "horizons": [120, 300], "replicates": 20, "folds": 2, "repeats": 1}  # fmt: skip


def measures(folder: Path, table: pd.DataFrame) -> dict[str, Any]:
    return {**COMMON, "cohort": cohort(folder, table), "covariates": ["age"], "horizon": 300,
            "measure": {"label": LABEL, "column": "work"}}  # fmt: skip


def base_rate(folder: Path, table: pd.DataFrame) -> dict[str, Any]:
    known = table.assign(t=365.0 * (1 - table["e"]) + table["t"] * table["e"])
    return {**COMMON, "cohort": cohort(folder, known), "horizon": 300}


def agreement(folder: Path, table: pd.DataFrame) -> dict[str, Any]:
    """Return ratings of 40 people, two raters each, one item rated for 6 of them only."""
    draw = np.random.default_rng(len(table))
    rows = []
    for subject in range(min(40, len(table))):
        for item in ("often", *(["seldom"] if subject < 6 else [])):
            level = draw.integers(0, 3)
            for rater in ("R1", "R2"):
                given = int(np.clip(level + (draw.random() < 0.2), 0, 2))
                rows.append((f"SYNTHETIC-{subject:03d}", rater, item, ["low", "middle", "high"][given]))
    pd.DataFrame(rows, columns=["who", "rater", "item", "level"]).to_csv(folder / "r.csv", index=False)
    return {"title": COMMON["title"], "study": {"nl": "proef", "en": "trial"}, "scale": "ordinal",
            "ratings": {"source": "r.csv", "subject": "who", "rater": "rater", "rating": "level",
                        "item": "item"},
            "levels": [group(code) for code in ("low", "middle", "high")], "replicates": 200}  # fmt: skip


def monitoring(folder: Path, table: pd.DataFrame) -> dict[str, Any]:
    """Return what a model said of the same people: risks, outcomes and what was done with them."""
    draw = np.random.default_rng(5)
    n = len(table)
    levels = ["low", "moderate", "high"]
    estimates = pd.DataFrame(
        {"risk": draw.uniform(0.2, 0.7, n).round(3), "event": table["e"], "month": "2026-01",
         "unit": table["unit"], "by": np.where(np.arange(n) < 9, "A2", "A1"), "age": table["age"],
         "first": draw.choice(levels, n), "figure": draw.choice(levels, n), "final": draw.choice(levels, n),
         "reason": "", "second": ""}
    )  # fmt: skip
    estimates.to_csv(folder / "estimates.csv", index=False)
    table[["age"]].to_csv(folder / "reference.csv", index=False)
    return {"title": COMMON["title"], "model": "trial", "version": "1.0", "fitted_on": "2026-01-01",
            "expires": "2027-01-01", "on": "2026-06-01", "cohort": {"source": "estimates.csv", "groups": []},
            "reference": "reference.csv", "covariates": {"age": "number"}, "levels": levels,
            "replicates": 200}  # fmt: skip


ASKED: dict[str, Callable[[Path, pd.DataFrame], dict[str, Any]]] = {
    each.__name__: each
    for each in (recidivism, subgroups, validation, measures, base_rate, agreement, monitoring)
}


def released(
    name: str, folder: Path, table: pd.DataFrame, language: str = "en", **changes: Any
) -> Released[Any]:
    values = {**ASKED[name](folder, table), "language": language, **changes}
    given = check_parameters(values, parameters_of(name)).located(folder)
    return getattr(importlib.import_module(f"riskkit.analyses.{name}_release"), f"released_{name}")(given)


def page(name: str, report: Any) -> dict[str, Section]:
    module = importlib.import_module(f"riskkit.reports.{name}_page")
    return {section: getattr(module, section)(report) for section in SECTIONS[name].split()}


def words(section: Section) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", section.html()).split())


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ASKED)
def test_a_report_about_people_is_whole_and_says_what_it_withholds(name: str, language: str, tmp_path: Path):
    report = released(name, tmp_path, people(), language)
    assert report.ground is None
    assert report.rules.threshold == 10
    found = page(name, report)
    text = " ".join(words(section) for section in found.values())
    assert not re.search(r"[{}]|\bnan\b|\bNone\b|<NA>|&lt;NA", text)
    assert ("De gegevens zijn niet openbaar" if language == "nl" else "The data are not public") in text
    assert ("niet getoond" if language == "nl" else "not shown") in text
    files = "".join(table.csv() for section in found.values() for table in section.tables)
    assert "SYNTHETIC-" not in text + files


COUNTS = re.compile(
    r"^(n|n_events|n_at_risk|observed|shown|agreed|differed|moved_\w+|kept_own|low|middle|high)$"
)


@pytest.mark.parametrize("name", ASKED)
def test_no_count_under_the_threshold_stands_in_a_table(name: str, tmp_path: Path):
    found = page(name, released(name, tmp_path, people()))
    for section in found.values():
        for table in section.tables:
            for column in table.frame.columns:
                if COUNTS.match(str(column)) and table.name != "calibration_curve":  # shares
                    rows = table.frame[table.frame["time"] > 0] if "time" in table.frame else table.frame
                    counts = pd.to_numeric(rows[column]).dropna()  # at time 0 nobody had the outcome
                    assert (counts >= 10).all(), f"{table.name}, {column}"


@pytest.mark.parametrize("name", ASKED)
def test_nobody_s_row_is_in_what_was_released(name: str, tmp_path: Path):
    """No table or array in a released report is as long as the people are many: 420.

    The longest is the grid of the calibration curve, of at most 100 points.
    """
    assert longest(released(name, tmp_path, people()).shown) <= 100


def longest(thing: Any, depth: int = 0) -> int:
    """Return the length of the longest table, array or sequence in a report."""
    if isinstance(thing, pd.DataFrame | pd.Series | np.ndarray):
        return len(thing)
    fields = getattr(thing, "__dataclass_fields__", None)
    inside: list[Any] = []
    if fields is not None:
        inside = [getattr(thing, name) for name in fields]
    elif isinstance(thing, dict):
        inside = list(thing.values())
    elif isinstance(thing, tuple | list):
        inside = list(thing)
    return max((longest(each, depth + 1) for each in inside), default=0) if depth < 8 else 0


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("recidivism", {"covariates": ["age"], "profiles": []}),
        ("measures", {"penalty": "firth"}),
        ("base_rate", {}),
    ],
)
def test_nine_with_the_outcome_are_too_few_for_any_figure(name: str, changes: dict[str, Any], tmp_path: Path):
    table = people().assign(unit=np.where(np.arange(420) % 2, "North", "South"))
    table["e"] = 0
    table.loc[range(0, 360, 40), "e"] = 1
    table.loc[range(0, 360, 40), "t"] = range(30, 120, 10)
    found = page(name, released(name, tmp_path, table, **changes))
    assert "There are too few people or outcomes" in words(found["summary"])
    for section in found.values():
        for each in section.tables:
            numbers = each.frame.select_dtypes("number").drop(columns=["time"], errors="ignore")
            assert numbers.isna().all(axis=None), each.name


@pytest.mark.parametrize("name", ["recidivism", "subgroups", "validation", "measures", "base_rate"])
@pytest.mark.usefixtures("office")
def test_nine_people_more_are_noticed_by_the_office_s_register(name: str, tmp_path: Path):
    """Published beside each other, two such reports would be one about nine people."""

    def plan(table: pd.DataFrame) -> Any:
        values = ASKED[name](tmp_path, table)
        return plan_one(check_parameters(values, parameters_of(name)).located(tmp_path))

    def shown(parameters: Any) -> int:
        """Return how many numbers stand in the tables."""
        made = importlib.import_module(f"riskkit.analyses.{name}_release")
        found = page(name, getattr(made, f"released_{name}")(parameters))
        frames = [table.frame for section in found.values() for table in section.tables]
        return sum(int(frame.select_dtypes("number").notna().sum().sum()) for frame in frames)

    fewer = plan(people().iloc[9:])
    assert fewer.withheld == {}
    before = shown(fewer)
    again = plan(people().iloc[9:])
    assert shown(again) == before, "the same report again is the same"
    assert shown(plan(people())) < before


@pytest.mark.parametrize("name", ASKED)
def test_a_page_refuses_a_report_that_was_not_released(name: str, tmp_path: Path):
    bare = released(name, tmp_path, people()).shown
    for section in SECTIONS[name].split():
        with pytest.raises(UnreleasedRefused):
            getattr(importlib.import_module(f"riskkit.reports.{name}_page"), section)(bare)


def test_no_parameter_opens_the_door(tmp_path: Path):
    """A monitoring file that its parameters call synthetic is held like any other."""
    values = {**monitoring(tmp_path, people()), "synthetic": True}
    given = check_parameters(values, MonitoringParameters).located(tmp_path)
    assert released_monitoring(given).ground is None
