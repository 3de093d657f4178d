"""A subgroups report about people whose data are not public: what leaves, and what an attacker finds."""

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from riskkit.analyses.subgroups import SubgroupsReport
from riskkit.analyses.subgroups_release import released_subgroups
from riskkit.disclosure import Released
from riskkit.parameters import check_parameters
from riskkit.parameters.subgroups import SubgroupsParameters
from riskkit.reports import subgroups_page as page
from riskkit.reports.release_plan import plan_one
from riskkit.reports.section import Section
from tests.unit.analyses.attacker import Attacker
from tests.unit.analyses.private_people import UNITS, cohort, column, people

ORDER = (page.summary, page.errors, page.calibration, page.followed, page.limits, page.origin)
HORIZON = 300
CELLS = [(unit, had, flagged) for unit in UNITS for had in (0, 1) for flagged in (0, 1)]


def scored(seed: int = 7) -> pd.DataFrame:
    """Return people followed to the end, with a score from 1 to 10: rates are then plain shares."""
    table = people(seed)
    draw = np.random.default_rng(seed + 100)
    table["e"] = ((table["t"] <= HORIZON) & (table["e"] == 1)).astype(int)
    table.loc[table["e"] == 0, "t"] = 365
    higher = draw.integers(1, 8, len(table)) + 3 * table["e"]
    return table.assign(score=higher.clip(1, 10))


def asked(folder: Path, table: pd.DataFrame, **changes: Any) -> SubgroupsParameters:
    source = cohort(folder, table)
    source["columns"]["score"] = column("number")
    values: dict[str, Any] = {
        "language": "en", "title": {"nl": "t", "en": "SYNTHETIC people"}, "group": "unit",
        "outcome": {"nl": "een uitkomst", "en": "an outcome"}, "cohort": source, "horizon": HORIZON,
        "groups": [{"code": code, "label": {"nl": code, "en": code}} for code in ("North", "South")],
        "score": {"column": "score", "label": {"nl": "de score", "en": "the score"}, "highest": 10},
        "flag_from": 6,
    }  # fmt: skip
    return check_parameters({**values, **changes}, SubgroupsParameters).located(folder)


def sections(released: Released[SubgroupsReport]) -> dict[str, Section]:
    return {make.__name__: make(released) for make in ORDER}


def tables(found: dict[str, Section]) -> dict[str, pd.DataFrame]:
    shown = [each for part in found.values() for each in part.tables]
    return {each.name: pd.read_csv(io.StringIO(each.csv())) for each in shown}


def words(section: Section) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", section.html()).split())


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released[SubgroupsReport]:
    return released_subgroups(asked(tmp_path_factory.mktemp("private"), scored()))


def test_a_group_of_eight_is_withheld_with_another(released: Released[SubgroupsReport]):
    found = tables(sections(released))
    errors = found["errors"].set_index("group")
    assert errors["n"].isna().to_dict() == {"North": False, "South": True, "all others together": True}
    assert errors["false_positive_rate"].isna().sum() == 2
    assert "score_shares" not in found
    for table in ("differences", "calibration"):
        hidden = found[table].set_index("group").loc[["South", "all others together"]]
        assert hidden.isna().all(axis=None)


def test_what_is_shown_of_a_large_group_is_counted_by_hand(released: Released[SubgroupsReport]):
    table = scored()
    north = table[table["unit"] == "North"]
    row = tables(sections(released))["errors"].set_index("group").loc["North"]
    assert (row["n"], row["n_events"]) == (280, north["e"].sum())
    flagged = north["score"] >= 6
    assert row["false_positive_rate"] == pytest.approx(flagged[north["e"] == 0].mean())
    assert row["false_negative_rate"] == pytest.approx((~flagged)[north["e"] == 1].mean())


def test_the_page_says_so_in_words(released: Released[SubgroupsReport]):
    found = sections(released)
    text = {name: words(section) for name, section in found.items()}
    assert "There are too few people or outcomes" in text["summary"]
    assert "Of what is not shown, this report says nothing" in text["summary"]
    assert "The share by score and group is not shown" in text["calibration"]
    assert "Counts under 10" in text["limits"]
    everything = " ".join(text.values())
    assert not re.search(r"\bnan\b|\bNone\b|<NA>|&lt;NA", everything)
    assert "SYNTHETIC-" not in "".join(section.html() for section in found.values())


def test_where_few_are_flagged_only_what_the_flag_says_is_withheld(tmp_path: Path):
    """Five people have the highest score: how many there are in all is then still told."""
    table = scored()
    table["score"] = table["score"].clip(1, 8)
    table.loc[table.index[:5], "score"] = 10
    found = tables(sections(released_subgroups(asked(tmp_path, table, flag_from=10))))
    assert found["flow"]["n"].tolist()[1] == 420
    errors = found["errors"].set_index("group")
    assert errors[["false_positive_rate", "false_negative_rate", "flagged"]].isna().all(axis=None)
    assert errors["n"].notna().to_dict() == {"North": True, "South": False, "all others together": False}
    assert found["calibration"].set_index("group")["observed_expected_ratio"].notna()["North"]


def test_nothing_in_the_report_is_a_person(released: Released[SubgroupsReport]):
    assert released.ground is None
    assert released.shown.cohort.table.empty
    assert released.shown.bands is None


@pytest.mark.usefixtures("office")
def test_a_threshold_moved_by_one_is_noticed_by_the_office_s_register(tmp_path: Path):
    """Few people have one score exactly: two reports with neighbouring thresholds would count them."""
    table = scored()
    table = table[table["unit"] != "East"]
    table.loc[(table["score"] == 6) & (np.arange(len(table)) % 5 > 0), "score"] = 5
    groups = {"groups": [{"code": "North", "label": {"nl": "n", "en": "n"}}]}
    first = released_subgroups(plan_one(asked(tmp_path, table, **groups)))  # type: ignore[arg-type]
    second = plan_one(asked(tmp_path, table, flag_from=7, **groups))
    again = released_subgroups(second)  # type: ignore[arg-type]
    assert second.withheld["groups"]  # type: ignore[attr-defined]
    shown = [each.figures["estimate"].notna().sum() for each in (first.shown, again.shown)]
    assert shown[1] < shown[0]


def known(found: dict[str, Section], table: pd.DataFrame) -> Attacker:
    """Write down what the tables and the figures say of people by group, outcome and flag."""
    attacker, read = Attacker(), tables(found)
    for cell in CELLS:
        attacker.bound(cell, 0, None)
    flow = read["flow"]["n"]
    if flow.notna().all():
        attacker.know(dict.fromkeys(CELLS, 1.0), float(flow.iloc[-3]))
        attacker.know({cell: 1.0 for cell in CELLS if cell[1]}, float(flow.iloc[-2]))
    for group, row in read["errors"].set_index("group").iterrows():
        unit = str(group) if group in UNITS else "East"
        know_group(attacker, [cell for cell in CELLS if cell[0] == unit], row)
    rates = re.findall(r"Everyone: ([\d.]+)%", words(found["errors"]))
    for (had, flagged), rate in zip(((0, 1), (1, 0)), rates, strict=False):
        exact = _rate(table, had, flagged)
        assert abs(100 * exact - float(rate)) < 0.06
        attacker.know({cell: (cell[2] == flagged) - exact for cell in CELLS if cell[1] == had}, 0.0)
    return attacker


def know_group(attacker: Attacker, own: list[Any], row: Any) -> None:
    """Write down what one row of the table of errors says."""
    if pd.notna(row["n"]):
        attacker.know(dict.fromkeys(own, 1.0), float(row["n"]))
    if pd.notna(row["n_events"]):
        attacker.know({cell: 1.0 for cell in own if cell[1]}, float(row["n_events"]))
    for had, flagged, rate in ((0, 1, "false_positive_rate"), (1, 0, "false_negative_rate")):
        if pd.notna(row[rate]):
            attacker.know({cell: (cell[2] == flagged) - row[rate] for cell in own if cell[1] == had}, 0.0)


def _rate(table: pd.DataFrame, had: int, flagged: int) -> float:
    own = table[table["e"] == had]
    return float(((own["score"] >= 6).astype(int) == flagged).mean())


@pytest.mark.parametrize("seed", range(7, 13))
def test_no_cell_under_the_threshold_can_be_worked_out(tmp_path: Path, seed: int):
    """The attacker even knows everyone's error rates to the last digit, not as the figure rounds them."""
    table = scored(seed)
    attacker = known(sections(released_subgroups(asked(tmp_path, table))), table)
    true = table.assign(flagged=(table["score"] >= 6).astype(int)).groupby(["unit", "e", "flagged"]).size()
    small = [cell for cell in CELLS if true.get(cell, 0) < 10]
    assert small
    for cell in small:
        low, high = attacker.interval({cell: 1.0})
        assert low - 1e-6 <= true.get(cell, 0) <= high + 1e-6
        assert high - low >= 10 - 1e-6, cell
