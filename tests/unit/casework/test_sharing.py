"""What leaves the file: the person's copy whole, a conference's pack narrow, neither runs anything."""

import csv
import io
from datetime import date

import pytest

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import record, record_who
from riskkit.casework.extract import extract_structure
from riskkit.casework.file_copy_formats import to_csv, to_html, to_pdf
from riskkit.casework.sharing import GROUNDS, allowed_words, copy_for_person, pack_for_conference
from riskkit.casework.unit_records import record_release
from riskkit.errors import ParameterError
from riskkit.records.dossier import (
    KINDS,
    Incident,
    OwnView,
    Placement,
    PlanGoal,
    ShownEstimate,
    SpecialCondition,
)
from riskkit.records.dossier_unit import Handover, PlannedRelease
from riskkit.records.identity import Identity
from riskkit.wording import wording
from tests.unit.casework.conftest import AT, judgement

DAY = date(2026, 11, 2)
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
    "=HYPERLINK(\"http://evil\")", "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1", "%0A=1", "|calc",
    "{{ 7*7 }}", "</dd></main><iframe src=//evil>",
)  # fmt: skip


@pytest.fixture
def access(sqlite_store) -> Access:
    return Access(sqlite_store, "officer-1")


def fill(access: Access) -> None:
    record_who(access, "OWN", Identity(name="Alfa Amber", born_on=DAY, register_number="R-77", address="A 1"))
    record(access, "OWN", Incident(incident_kind="quarrel", happened_on=DAY, account="Loud words"))
    record(access, "OWN", OwnView(given_on=DAY, about="Plan", own_words="I agree"))
    record(
        access,
        "OWN",
        PlanGoal(
            domain="housing",
            review_on=DAY,
            progress="under_way",
            goal="Own room",
            steps=("Enrol",),
            responsible="Municipality",
        ),
    )
    record(
        access,
        "OWN",
        SpecialCondition(supervision_order="x", condition_kind="contact_ban", starts_on=DAY, description="B"),
    )
    Desk(access.store, "officer-1").save(judgement("OWN", by="officer-1"))  # fmt: skip


def test_the_copy_for_the_person_holds_everything_in_plain_dutch(access: Access):
    fill(access)
    copy = copy_for_person(access, "OWN")
    html = to_html(copy)
    for said in ("Alfa Amber", "R-77", "Loud words", "I agree", "Own room", "Stable", "geen contact met",
                 "Wat wij over u hebben vastgelegd", "Hierover is niets vastgelegd"):  # fmt: skip
        assert said in html
    assert len(copy.sections) == len(KINDS) + 3
    assert 'lang="nl"' in html


def test_nought_is_told_and_what_is_not_known_is_told_as_such(access: Access):
    """A risk of 0, a lower limit of 0 and a covariate that is 0 are statements, not gaps."""
    shown = ShownEstimate(
        model="m", model_version="1.0", model_fingerprint="f", shown_on=DAY, shown_at=AT,
        inputs={"prio": 0, "mar": None}, time=52.0, time_unit="week", risk=0.0, lower=0.0, upper=0.25,
    )  # fmt: skip
    record(access, "OWN", shown)
    copy = copy_for_person(access, "OWN")
    labels = wording("casework", "nl")
    (entry,) = next(each.entries for each in copy.sections if each.heading == labels("kind_estimate"))
    said = dict(entry)
    assert [said[labels(f"field_{name}")] for name in ("risk", "lower", "upper")] == ["0.0", "0.0", "0.25"]
    assert said[labels("field_inputs")] == "prio: 0; mar: niet bekend"
    assert labels("field_band") not in said  # an empty text is no statement


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_label_has_a_text(language):
    texts = wording("casework", language).texts
    for kind, content in KINDS.items():
        assert f"kind_{kind}" in texts
        assert {f"field_{name}" for name in content.model_fields} <= set(texts)
    for ground, allowed in GROUNDS.items():
        assert f"ground_{ground}" in texts
        assert set(allowed.identity) <= set(Identity.model_fields)
        for kind, fields in allowed.dossier.items():
            assert set(fields) <= set(KINDS[kind].model_fields)


@pytest.mark.parametrize(
    ("ground", "holds", "never"),
    [
        ("supervision", ["Alfa Amber", "I agree", "Own room", "laag"], ["R-77", "Loud words", "A 1"]),
        ("reintegration", ["Alfa Amber", "Own room", "I agree"], ["R-77", "Loud words", "laag", "contact"]),
        ("public_safety", ["A 1", "quarrel", "geen contact"], ["R-77", "Loud words", "I agree", "Own room"]),
        ("care", ["Own room", "geen contact"], ["R-77", "quarrel", "I agree", "laag", "A 1"]),
    ],
)  # fmt: skip
def test_a_pack_holds_only_what_its_ground_allows(access: Access, ground: str, holds, never):
    fill(access)
    html = to_html(pack_for_conference(access, "OWN", ground=ground, organisations=("GGZ", "police")))
    html = html.replace("contactverbod", "")
    body = html.split("</style>")[1]
    assert [said for said in holds if said not in body] == []
    assert [said for said in never if said in body] == []
    assert "GGZ, police" in body


TASKS = {"probation": "Toezicht", "municipality": "Woning", "care": "Behandeling", "police": "Wijkagent"}


@pytest.mark.parametrize(
    ("ground", "to"),
    [
        ("supervision", {"probation"}),
        ("reintegration", {"probation", "municipality"}),
        ("public_safety", None),
        ("care", None),
    ],
)
def test_a_release_and_who_takes_over_go_only_where_they_are_needed(access: Access, ground: str, to):
    """Day and kind of the release, and the own handover of those at the table; no account, no note."""
    release = record_release(
        access, "OWN", PlannedRelease(release_on=DAY, release_kind="conditional", account="SECRET-ACCOUNT")
    )
    for organisation, task in TASKS.items():
        given = {"release": release.id, "organisation": organisation, "due_on": DAY, "note": "SECRET-NOTE"}
        record(access, "OWN", Handover.model_validate({**given, "task": f"TASK-{task}"}))
    html = to_html(pack_for_conference(access, "OWN", ground=ground, organisations=("GGZ",)))
    assert ("voorwaardelijke invrijheidstelling" in html) == (to is not None)
    assert {each for each, task in TASKS.items() if f"TASK-{task}" in html} == (to or set())
    assert not any(each in html for each in ("SECRET", release.id))
    allowed = [each for each in allowed_words(ground, "nl") if each.startswith(("Verwachte", "Overdracht"))]
    names = {"probation": "reclassering", "municipality": "gemeente"}
    assert len(allowed) == (2 if to else 0)
    for name, said in names.items():
        assert (said in " ".join(allowed)) == (name in (to or set()))


def test_an_unknown_ground_or_nobody_to_share_with_is_refused(access: Access):
    with pytest.raises(ParameterError, match="supervision, reintegration"):
        pack_for_conference(access, "OWN", ground="curiosity", organisations=("GGZ",))
    with pytest.raises(ParameterError, match="at least one"):
        pack_for_conference(access, "OWN", ground="care", organisations=())


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_wrote_is_shown_and_never_runs(access: Access, text: str):
    record(access, "OWN", OwnView(given_on=DAY, about="a " + text, own_words=text + " b"))
    record(access, "OWN", Incident(incident_kind="x" + text[:100], happened_on=DAY, account=text + " c"))
    copy = copy_for_person(access, "OWN")
    html = to_html(copy)
    assert "<script" not in html
    assert "<img" not in html
    assert "<iframe" not in html
    assert "49" not in html.split("</style>")[1].replace(text, "")
    cells = [cell for row in csv.reader(io.StringIO(to_csv(copy))) for cell in row]
    assert any(text.strip() in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "|", "%"))]


def test_the_pdf_is_made_without_fetching_anything(access: Access):
    record(access, "OWN", OwnView(given_on=DAY, about="x", own_words="<img src='http://127.0.0.1:9/x'>"))
    content = to_pdf(copy_for_person(access, "OWN"))
    assert content.startswith(b"%PDF")


def test_an_extract_holds_structure_with_pseudonyms_of_its_own(store):
    access = Access(store, "officer-1")
    record(
        access, "OWN", Placement(setting="unit", place="Terrorist Unit A", starts_on=DAY, reasons="SECRET")
    )
    first = extract_structure(Access(store, "researcher-1"), "placement")
    second = extract_structure(Access(store, "researcher-1"), "placement")
    assert [set(row) for row in first] == [{"person", "version", "setting", "place", "starts_on", "ends_on"}]
    assert "SECRET" not in str(first)
    assert "OWN" not in str(first)
    assert first[0]["person"] != second[0]["person"]
    with pytest.raises(ParameterError, match="is not known"):
        extract_structure(Access(store, "researcher-1"), "account")
