"""A recidivism report about people whose data are not public: what leaves, and what an attacker makes of it.

The attacker reads the published tables alone (CSV), writes down every sum that a reader knows,
and solves two linear programmes for each count that is not shown.
"""

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from riskkit.analyses import RecidivismReport
from riskkit.analyses.recidivism_release import released_recidivism
from riskkit.disclosure import Released
from riskkit.parameters import check_parameters
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.reports import recidivism_page as page
from riskkit.reports.release_plan import plan_one
from riskkit.reports.section import Section
from tests.unit.analyses.attacker import Attacker
from tests.unit.analyses.private_people import UNITS, cohort, column, people

ORDER = (page.summary, page.survival, page.followed, page.model, page.proportional_hazards,
         page.people_like_this, page.limits, page.exact_values, page.origin)  # fmt: skip
EXAMPLE = {"name": {"nl": "voorbeeld", "en": "example"}, "values": {"age": 30, "work": 1}}


def asked(folder: Path, table: pd.DataFrame, **changes: Any) -> RecidivismParameters:
    values: dict[str, Any] = {
        "language": "en", "title": {"nl": "t", "en": "SYNTHETIC people"}, "group": "unit",
        "outcome": {"nl": "een uitkomst", "en": "an outcome"}, "covariates": ["age", "work"],
        "horizons": [90, 180, 360], "cohort": cohort(folder, table), "profiles": [EXAMPLE],
    }  # fmt: skip
    return check_parameters({**values, **changes}, RecidivismParameters).located(folder)


def sections(released: Released[RecidivismReport]) -> dict[str, Section]:
    return {make.__name__: make(released) for make in ORDER}


def tables(found: dict[str, Section]) -> dict[str, pd.DataFrame]:
    return {
        each.name: pd.read_csv(io.StringIO(each.csv())) for part in found.values() for each in part.tables
    }


def words(section: Section) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", section.html()).split())


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Released[RecidivismReport]:
    return released_recidivism(asked(tmp_path_factory.mktemp("private"), people()))


@pytest.fixture(scope="module")
def shown(released: Released[RecidivismReport]) -> dict[str, Section]:
    return sections(released)


def test_nothing_in_the_report_is_a_person(released: Released[RecidivismReport]):
    report = released.shown
    assert released.ground is None
    assert report.cohort.table.empty
    assert all(curve.times.empty and curve.events.empty for curve in report.curves)
    assert all(risk.like is None for risk in report.risks)


def test_no_page_holds_a_name_or_a_missing_number(shown: dict[str, Section]):
    for section in shown.values():
        assert "SYNTHETIC-" not in section.html()
        assert not re.search(r"\bnan\b|\bNone\b|<NA>|&lt;NA", words(section)), section.name


def test_steps_are_read_off_the_file_by_hand(shown: dict[str, Section]):
    """Each step of everyone, and the rest after the last one, counted again from the file."""
    table, curve = people(), tables(shown)["curve"]
    ends = curve[curve["group"] == "Everyone"]["time"].tolist()
    outcomes = table[table["e"] == 1]
    for group, part in [("Everyone", outcomes), ("North", outcomes[outcomes["unit"] == "North"])]:
        published = curve[curve["group"] == group]["n_events"].tolist()
        assert published == [int((part["t"] <= end).sum()) for end in ends]
    rest = [ends[-1] < outcomes["t"], (ends[-1] < outcomes["t"]) & (outcomes["unit"] == "North")]
    assert all(each.sum() >= 10 for each in rest)
    assert (rest[0] & ~rest[1]).sum() >= 10


def test_a_group_of_eight_is_hidden_and_takes_the_next_smallest_with_it(shown: dict[str, Section]):
    curve = tables(shown)["curve"]
    blank = curve[curve["time"] > 0].groupby("group")["survival"].apply(lambda each: bool(each.isna().all()))
    assert blank.to_dict() == {"Everyone": False, "North": False, "South": True, "East": True}
    assert "East: not shown South: not shown" in words(shown["summary"])


def test_a_figure_for_a_horizon_is_that_of_the_last_step_and_says_so(shown: dict[str, Section]):
    moments, curve = tables(shown)["survival"], tables(shown)["curve"]
    everyone = moments[moments["group"] == "Everyone"]
    ends = curve[curve["group"] == "Everyone"]["time"]
    assert everyone["time"].tolist() == [ends[ends <= horizon].max() for horizon in (90, 180, 360)]
    assert f"Within {everyone['time'].iloc[-1]:g} days" in words(shown["summary"])


def test_horizons_cannot_be_moved_by_a_day_to_read_off_a_person(tmp_path: Path):
    found = [
        tables(sections(released_recidivism(asked(tmp_path, people(), horizons=[day]))))["survival"]
        for day in (200, 201, 202)
    ]
    pd.testing.assert_frame_equal(found[0], found[1])
    pd.testing.assert_frame_equal(found[0], found[2])


def test_the_limits_say_what_is_withheld_and_why(shown: dict[str, Section]):
    text = words(shown["limits"])
    assert "The data are not public. Counts under 10" in text
    assert "Curves go in steps of at least 10 outcomes" in text
    assert "compared with what was released before" in text


def test_a_coefficient_that_rests_on_few_is_withheld_with_what_hangs_on_it(tmp_path: Path):
    """14 of 420 have the trait: fewer than 10 of them had the outcome, or fewer than 10 had not."""
    rare = people()["rare"] == 1
    assert min((people()["e"][rare] == 1).sum(), (people()["e"][rare] == 0).sum()) < 10
    example = {**EXAMPLE, "values": {**EXAMPLE["values"], "rare": 0}}
    released = released_recidivism(
        asked(tmp_path, people(), covariates=["age", "work", "rare"], profiles=[example])
    )
    report, found = released.shown, sections(released)
    assert report.cox["coef"].notna().to_dict() == {"age": True, "work": True, "rare": False}
    tests = report.proportional_hazards["p"].notna()
    assert tests.to_dict() == {"age": True, "work": True, "rare": False, "GLOBAL": False}
    assert np.isnan(report.log_likelihood)
    assert "This is not shown" in words(found["people_like_this"])
    assert found["people_like_this"].tables == ()


def test_where_too_few_had_the_outcome_the_report_says_only_that(tmp_path: Path):
    few = people().assign(e=0)
    few.loc[few.index[:9], "e"] = 1
    few.loc[few.index[:9], "t"] = range(200, 209)
    found = sections(released_recidivism(asked(tmp_path, few, covariates=["age"], profiles=[])))
    assert "There are too few people or outcomes" in words(found["summary"])
    for name, table in tables(found).items():
        numbers = table.select_dtypes("number").drop(columns=["time"], errors="ignore")
        assert numbers.isna().all(axis=None), name
    assert all("<svg" not in section.html() for section in found.values())


def test_rows_left_out_are_counted_only_where_they_are_many(tmp_path: Path):
    """3 rows have no age: the rows read would give them away beside the 417 in the analysis."""
    gone = people().astype({"age": object})
    gone.loc[[1, 2, 3], "age"] = ""
    source = cohort(tmp_path, gone, drop=["missing"])
    flow = tables(sections(released_recidivism(asked(tmp_path, gone, cohort=source, profiles=[]))))["flow"]
    assert flow["n"].isna().tolist() == [True, True, False, False, False]
    assert flow["n"].iloc[2] == 417


# releases one after another


@pytest.mark.usefixtures("office")
def test_nine_people_more_are_noticed_by_the_office_s_register(tmp_path: Path):
    plain = {"group": None, "profiles": [], "covariates": ["age"]}
    fewer = asked(tmp_path, people().iloc[9:], **plain)
    first = released_recidivism(plan_one(fewer))  # type: ignore[arg-type]
    again = released_recidivism(plan_one(asked(tmp_path, people(), **plain)))  # type: ignore[arg-type]
    assert first.shown.people.n == 411
    assert np.isnan(again.shown.people.n)
    assert all(curve.table.empty for curve in again.shown.curves)
    assert again.shown.cox["coef"].isna().all()


def test_without_pseudonyms_the_report_says_that_it_could_not_be_compared(tmp_path: Path):
    unnamed = people().drop(columns="person")
    found = released_recidivism(asked(tmp_path, unnamed, group=None, profiles=[]))
    assert "The source gives people no pseudonym" in words(page.limits(found))


# the attacker


def steps(curve: pd.DataFrame, flow: pd.DataFrame, groups: list[str]) -> tuple[Attacker, int]:
    """Write down what the curves and the flow say of events by group and step, the rest last."""
    attacker = Attacker()
    everyone = curve[curve["group"] == "Everyone"]
    total = float(flow["n"].iloc[-2])
    count = len(everyone)
    for group, own in curve.groupby("group"):
        if own["n_events"].isna().iloc[-1]:
            continue
        found = np.diff(own["n_events"].to_numpy(dtype=float))
        for step, events in enumerate(found):
            wanted = groups if group == "Everyone" else [str(group)]
            attacker.know({(each, step): 1.0 for each in wanted}, float(events))
    attacker.know({(each, step): 1.0 for each in groups for step in range(count)}, total)
    return attacker, count


@pytest.mark.parametrize("seed", range(7, 12))
def test_no_count_of_a_hidden_group_can_be_worked_out(tmp_path: Path, seed: int):
    table = people(seed)
    found = tables(sections(released_recidivism(asked(tmp_path, table, profiles=[]))))
    curve, flow = found["curve"], found["flow"]
    attacker, count = steps(curve, flow, list(UNITS))
    ends = [*curve[curve["group"] == "Everyone"]["time"].iloc[1:], np.inf]
    hidden = [
        group for group in UNITS if curve.loc[curve["group"] == group, "survival"].iloc[1:].isna().all()
    ]
    assert "East" in hidden
    assert len(hidden) >= 2
    for group in hidden:
        times = table[(table["unit"] == group) & (table["e"] == 1)]["t"]
        for step in range(count):
            low, high = attacker.interval({(group, step): 1.0})
            after = 0 if step == 0 else ends[step - 1]
            assert low - 1e-6 <= ((times > after) & (times <= ends[step])).sum() <= high + 1e-6
            assert high - low >= 10 - 1e-6, (group, step)


@pytest.mark.parametrize("seed", range(7, 12))
def test_no_step_that_can_be_worked_out_is_smaller_than_the_threshold(tmp_path: Path, seed: int):
    """Each sum of groups and steps that the tables give away exactly holds ten people or more."""
    found = tables(sections(released_recidivism(asked(tmp_path, people(seed), profiles=[]))))
    attacker, count = steps(found["curve"], found["flow"], list(UNITS))
    for together in (["North"], ["South", "East"], ["North", "South"], ["North", "East"], list(UNITS)):
        for step in range(count):
            low, high = attacker.interval({(group, step): 1.0 for group in together})
            assert high - low >= 10 - 1e-6 or low >= 10 - 1e-6, (together, step)


def test_how_many_were_censored_in_a_step_cannot_be_worked_out(shown: dict[str, Section]):
    """Who is still followed is rounded: before an end were so many, give or take five."""
    curve = tables(shown)["curve"]
    for group in ("Everyone", "North"):
        own = curve[curve["group"] == group].reset_index(drop=True)
        attacker = Attacker()
        events = np.diff(own["n_events"].to_numpy(dtype=float), prepend=0.0)
        for place in range(len(own)):
            followed = float(own["n_at_risk"].iloc[place])
            exact = place == 0  # who were there at the start is everyone
            attacker.bound(("there", place), followed - (0 if exact else 5), followed + (0 if exact else 4))
            attacker.bound(("at end", place), 0, float(events[place]))
            if place:  # there before = there now + events between + censored between
                attacker.know(
                    {("there", place - 1): 1, ("there", place): -1, ("at end", place - 1): -1,
                     ("at end", place): 1, ("censored", place): -1},
                    float(events[place]),
                )  # fmt: skip
        for place in range(1, len(own)):
            low, high = attacker.interval({("censored", place): 1.0})
            assert high - low >= 9 - 1e-6, (group, place)


def test_a_page_shows_no_number_that_the_tables_do_not(shown: dict[str, Section]):
    """Cells of the groups that are hidden say so in the page as in the tables."""
    for name in ("survival", "exact_values"):
        rows = re.findall(r'<tr><th scope="row">(?:East|South)</th>(.*?)</tr>', shown[name].html())
        assert rows
        for row in rows:
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
            assert set(cells[1:]) == {"not shown"}


def test_a_private_file_with_the_name_of_a_public_cohort_stays_private(tmp_path: Path):
    table = people().drop(columns="unit")
    table.to_csv(tmp_path / "rossi.csv", index=False)
    source = {"source": "rossi.csv", "time": "t", "event": "e", "time_unit": "day",
              "columns": {"age": column("number"), "work": column("yes_no")}}  # fmt: skip
    found = released_recidivism(asked(tmp_path, table, cohort=source, group=None, profiles=[]))
    assert found.ground is None
