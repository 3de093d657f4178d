"""The cohort report as readers get it: both languages, marks, words for what is not shown, safe labels."""

import re
from pathlib import Path
from typing import Any

import pytest

from riskkit.analyses.cohort import CohortReport, cohort_report
from riskkit.parameters import read_parameters
from riskkit.parameters.cohort_report import CohortParameters
from riskkit.reports import cohort_page as page
from riskkit.reports.section import Section

ROOT = Path(__file__).resolve().parents[3]
SECTIONS = (
    page.summary, page.flow, page.followed, page.ended, page.clock, page.covariates, page.contradictions,
    page.dictionary, page.limits, page.origin,
)  # fmt: skip


def report(name: str, **changes: Any) -> CohortReport:
    file = ROOT / "parameters" / "cohort" / f"{name}.yaml"
    return cohort_report(read_parameters(file, CohortParameters, changes).located(file.parent))


def sections(of: CohortReport) -> dict[str, Section]:
    return {section.name: section for section in (make(of) for make in SECTIONS)}


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["rossi", "recid", "synthetic"])
def test_every_section_is_there_in_both_languages(name: str, language: str):
    shown = sections(report(name, language=language))
    assert len(shown) == len(SECTIONS)
    head = shown["summary"].page
    assert head is not None
    assert head.language == language
    html = "".join(section.html() for section in shown.values())
    assert html.count('role="img"') == html.count("<desc id=") == 2
    assert "{" not in re.sub(r"<style.*?</style>", "", html)
    assert html.count("<caption>") == sum(len(section.tables) for section in shown.values()) + 1


def test_made_up_people_are_marked_first():
    first = sections(report("synthetic"))["summary"].body
    assert first.startswith('<p class="warning">SYNTHETIC')
    assert "SYNTHETIC" not in sections(report("rossi"))["summary"].body


def test_the_figures_of_the_first_page_are_those_counted():
    """432 men, 114 arrested; all others followed to week 52: 19,809 weeks are 379.6 years."""
    body = sections(report("rossi", language="en"))["summary"].body
    assert "432 people were followed; 114 of them had a new arrest." in body
    assert "<dd>52 weeks</dd>" in body
    assert "<dd>380</dd>" in body


def test_what_is_not_shown_is_a_word_and_never_a_number():
    shown = sections(report("synthetic"))
    ended = shown["events"]
    frame = ended.tables[0].frame
    assert frame["people"].isna().sum() == 2
    assert ended.body.count("niet getoond") >= 4
    for section in shown.values():
        for table in section.tables:
            for column in ("n", "people"):
                if column in table.frame:
                    numbers = table.frame[column].dropna()
                    assert ((numbers == 0) | (numbers >= 10)).all(), table.name


def test_contradictions_found_come_first_and_where_they_were_looked_for_is_said():
    section = sections(report("synthetic"))["checks"]
    found = section.tables[0].frame
    assert found["n"].isna().tolist()[:3] == [True, True, False]
    assert found["where"].tolist()[:2] == ["offences", "deaths"]
    looked = found.set_index("contradiction").loc["Dag na het einde van de registers", "where"]
    assert {"custody.start", "deaths.date"} <= set(str(looked).split(", "))
    assert "Er is tegenspraak gevonden" in section.body
    assert not sections(report("rossi"))["checks"].tables


def test_labels_from_parameter_files_are_text():
    evil = {"nl": "<img src=x onerror=alert(1)>", "en": "=1+1"}
    file = ROOT / "parameters" / "cohort" / "synthetic.yaml"
    given = read_parameters(file, CohortParameters).model_dump(mode="json", exclude_none=True)
    given["cohort"]["columns"]["education"]["label"] = evil
    shown = sections(report("synthetic", cohort=given["cohort"]))
    html = "".join(section.html() for section in shown.values())
    assert "<img" not in html
    english = sections(report("synthetic", cohort=given["cohort"], language="en"))["covariates"]
    assert "'=1+1" in english.tables[0].csv()


def test_a_protected_attribute_is_marked():
    shown = sections(report("rossi", language="en"))
    assert "never as predictors: race as recorded by the source" in shown["covariates"].body
    assert "(protected)" in shown["dictionary"].body
