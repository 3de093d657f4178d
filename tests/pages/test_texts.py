"""What the page says: every sentence that is asked for is there, and none lies unused."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from riskkit.casework.caseload import DEADLINES
from riskkit.pages import texts as module
from riskkit.pages.plan_draft import PLAN_LISTS
from riskkit.pages.texts import TOPICS, Language, check_language, read_texts
from riskkit.records.dossier import KINDS

PAGES = Path(module.__file__).parent
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in (PAGES / "components").glob("*.js")}
MODULES = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.py")}


def said(language: Language) -> dict[str, str]:
    """Return the sentences of all pages."""
    return {key: text for page in TOPICS for key, text in read_texts(language, page).sentences.items()}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_sentence_that_a_script_shows_is_there(name: str):
    asked = set(re.findall(r"\bt(?:\(\))?\.([a-z_]+)\b", SCRIPTS[name]))
    assert asked <= set(said("nl"))


def test_no_sentence_lies_unused():
    source = "\n".join([*SCRIPTS.values(), *MODULES.values()])
    made = (
        "part_",
        "evidence_",
        "change_",
        "mark_",
        "gate_",
        "figure_closed_",
        "override_ground_",
        "base_column_",
        "step_",
        "lacks_",
        "looked_",
        "sign_",
        "status_",
        "plan_",
        "choice_",
        "what_",
        "alert_",
        "filter_",
        "column_",
        "lane_",
        "did_",
        "due_what_",
        "ground_",
        "org_",
        "adviser_",
        "group_",
        "about_",
        "label_",
        "hint_measure_",
        "child_heading_",
        "child_text_",
        "give_",
        "name_",
        "choose_",
        "outcome_",
        "fault_",
        "moved_",
        "level_",
        "role_",
        "reach_",
        "action_",
        "models_",
        "instruments_",
        "suspend",
        "resume",
        "urgency_",
        "kind_",
        "fact_",
        "value_",
        "higher_",
        "lower_",
        "notebook_",
        "place_",
        "reason_",
    )  # these are put together from a name
    unused = [key for key in said("nl") if not re.search(rf"\b{key}\b", source)]
    assert [key for key in unused if not key.startswith(made)] == []


def test_every_field_and_choice_of_the_plan_has_its_words():
    there = set(read_texts("nl").sentences)
    for name, fields in PLAN_LISTS.items():
        assert {f"plan_{name}", f"plan_{name}_one", f"plan_{name}_add"} <= there
        assert {f"plan_{name}_{field.name}" for field in fields} <= there
        assert {f"choice_{choice}" for field in fields for choice in field.choices} <= there


def test_every_kind_of_entry_has_its_name():
    assert {f"what_{kind}" for kind in (*KINDS, "assessment")} <= set(said("nl"))
    assert {f"due_what_{kind}" for kind in (*DEADLINES, "assessment")} <= set(said("nl"))


def test_both_languages_fill_the_same_gaps():
    dutch, english = said("nl"), said("en")
    for key, sentence in dutch.items():
        assert sorted(re.findall(r"\{\w+\}", sentence)) == sorted(re.findall(r"\{\w+\}", english[key])), key


def test_moments_are_told_by_the_clocks_of_the_place_in_summer_and_winter():
    summer, winter = datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert read_texts("nl").moment(summer) == "2 juli 2026 om 00:30 uur"
    assert read_texts("nl").moment(winter) == "1 januari 2027 om 00:30 uur"
    assert read_texts("en").moment(winter) == "1 January 2027 at 00:30"
    assert read_texts("nl").hour(summer) == "00:30"
    assert read_texts("en").day(date(2026, 3, 9)) == "9 March 2026"


@pytest.mark.parametrize("code", ["nl", "fr", "", None, 3, ["en"]])
def test_what_is_no_language_of_ours_is_dutch(code: object):
    assert check_language(code) == "nl"
    assert check_language("en") == "en"
