"""Prove a figure: each kind, what does not hold, and whom a file's figure is refused; no browser."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from riskkit.casework import Desk
from riskkit.casework.access import Access
from riskkit.casework.supervision import read_trail
from riskkit.errors import AccessRefused, ParameterError
from riskkit.instruments import load
from riskkit.instruments.loader import find
from riskkit.pages import proof_kinds
from riskkit.pages.proof import prove, split_code
from riskkit.pages.proof_panels import proof_commands
from riskkit.pages.proof_parts import Places, Proof
from riskkit.pages.proof_sources import data_here, holding_tests, report_choices
from riskkit.pages.proof_state import STORED, ProofState
from riskkit.pages.sheet_panels import sheet_panels
from riskkit.pages.texts import read_texts
from riskkit.records import new_record_id, save_judgement
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import add_entry, entries_of
from riskkit.records.judgement import InstrumentReference, Judgement
from riskkit.stewardship.code_origin import code_fingerprint, fingerprint_of, lock_fingerprint
from tests.pages.sheets import EVERYONE, NOW, add_roles, parts_of, rows_of, section_of, texts_in
from tests.pages.small_model import Z, register_small_model, risk, small_model

ROOT = Path(__file__).resolve().parents[2]
TODAY = NOW.date()
ROSSI = "0214400170e07f3015a285edca2014cac0dae8aac125fcbaad642490e05f892c"
"""SHA-256 of rossi.csv as lifelines 0.30.3 ships it (sha256sum)."""


@pytest.fixture
def places(tmp_path: Path) -> Places:
    register_small_model(tmp_path / "models", data_fingerprint=ROSSI)
    return Places(tmp_path / "models", tmp_path / "reports", ROOT)


@pytest.fixture
def ready(store):
    add_roles(store)
    return store


def keep_estimate(store, person: str, **changes: Any) -> str:
    """Keep the estimate of x = 1, worked out by hand in `small_model`."""
    told: dict[str, Any] = {
        "model": "small", "model_version": "1.0", "model_fingerprint": small_model().fingerprint,
        "shown_on": TODAY, "shown_at": NOW, "inputs": {"x": 1}, "time": 12, "time_unit": "month",
        "risk": risk(-0.5), "lower": risk(-0.5 - 0.1 * Z), "upper": risk(-0.5 + 0.1 * Z), "band": "high",
        "advice": None,
    }  # fmt: skip
    kept = ShownEstimate(**{**told, **changes})
    with store.writing() as connection:
        made = add_entry(connection, store.keys, person=person, content=kept, by="ter-officer-1", at=NOW)
    return made.id


def facts(proof: Proof) -> dict[str, tuple[str, bool | None]]:
    return {each.name: (each.value, each.holds) for each in proof.facts}


def test_an_instrument_is_proved_by_its_file_its_cases_and_its_sources(ready, places):
    proof = prove(Access(ready, "inspector-1"), "instrument-ogrs3", places, today=TODAY)
    now = hashlib.sha256(find("ogrs3").read_bytes()).hexdigest()
    assert facts(proof)["instrument_file"] == (now, True)
    assert facts(proof)["entered"] == ("", None)
    assert [each.gate for each in proof.refusals] == ["registered"]
    assert sum(each.tried for each in proof.cases) == len(load("ogrs3").worked_cases)
    assert not any(each.failed for each in proof.cases)
    assert any("Summary 7/09" in each for each in proof.sources)
    assert "tests/instruments/test_cases.py" in proof.tests
    assert not [each for each in proof.tests if each.startswith(("tests/pages", "tests/unit/casework"))]
    assert facts(proof)["code"][0] == code_fingerprint()
    assert facts(proof)["lock"][0] == lock_fingerprint()
    assert proof.holds


def test_a_model_is_proved_down_to_the_file_of_its_data(ready, places):
    proof = prove(Access(ready, "steward-1"), "model-small-1.0", places, today=TODAY)
    assert facts(proof)["model_file"] == (small_model().fingerprint, True)
    assert facts(proof)["data"] == (ROSSI, True)
    assert facts(proof)["signed"] == ("O. Wner, V. Alidator", True)
    assert [(each.source, each.tried, each.failed) for each in proof.cases] == [("by hand", 2, ())]
    assert (proof.holds, proof.refusals) == (True, ())
    assert data_here("0" * 64) is False


def test_an_estimate_is_computed_again_from_the_inputs_that_were_kept(ready, places, person):
    entry = keep_estimate(ready, person)
    proof = prove(Access(ready, "ter-officer-1"), f"estimate-{entry}", places, today=TODAY)
    assert facts(proof)["computed_again"] == ("", True)
    assert facts(proof)["kept_once"] == ("1", True)
    assert facts(proof)["same_model"] == (small_model().fingerprint, True)
    inputs = hashlib.sha256(b'{"x":1}').hexdigest()
    assert facts(proof)["inputs"] == (inputs, None)
    assert proof.holds
    assert not any(f"{risk(-0.5):.2f}" in each.value for each in proof.facts)  # the figure is not repeated


@pytest.mark.parametrize(
    "wrong",
    [{"risk": 0.4}, {"lower": 0.1}, {"band": "low"}, {"risk": None}, {"inputs": {"x": 2}}, {"time": 6}],
)
def test_an_estimate_that_comes_out_otherwise_does_not_hold(ready, places, person, wrong):
    entry = keep_estimate(ready, person, **wrong)
    proof = prove(Access(ready, "ter-officer-1"), f"estimate-{entry}", places, today=TODAY)
    assert facts(proof)["computed_again"][1] is False
    assert not proof.holds


def test_an_estimate_with_something_unknown_is_proved_by_its_limits(ready, places, person):
    """x unknown: the limits span those of x = 0 and x = 1, from low to high risk."""
    unknown = {"inputs": {"x": None}, "risk": None, "lower": risk(-1), "band": "moderate..high"}
    entry = keep_estimate(ready, person, **unknown)
    proof = prove(Access(ready, "ter-officer-1"), f"estimate-{entry}", places, today=TODAY)
    assert facts(proof)["computed_again"] == ("", True)


@pytest.mark.parametrize(("changes", "same"), [({"advice": "advies 12"}, True), ({"upper": 0.9}, False)])
def test_a_later_version_may_name_an_advice_and_nothing_else(ready, places, person, changes, same):
    entry = keep_estimate(ready, person)
    with ready.writing() as connection:
        (first,) = entries_of(connection, ready.keys, person=person, kind="estimate")
        later = first.content.model_copy(update=changes)
        add_entry(connection, ready.keys, person=person, content=later, by="x", at=NOW, follows=first)
    proof = prove(Access(ready, "ter-officer-1"), f"estimate-{entry}", places, today=TODAY)
    assert (facts(proof)["kept_once"], proof.holds) == (("2", same), same)


def test_another_model_than_at_the_time_does_not_hold(ready, places, person):
    entry = keep_estimate(ready, person, model_fingerprint="1" * 64)
    proof = prove(Access(ready, "ter-officer-1"), f"estimate-{entry}", places, today=TODAY)
    assert facts(proof)["same_model"] == ("1" * 64, False)
    assert not proof.holds


def test_an_assessment_is_proved_by_the_instrument_it_was_made_with(ready, places, person):
    def assessed(sha256: str, instrument: str = "vera-2r") -> Proof:
        record = Judgement(
            record=new_record_id(), saved_by="ter-officer-1", saved_at=NOW, person=person,
            instrument=InstrumentReference(id=instrument, version="1.0", sha256=sha256),
        )  # fmt: skip
        save_judgement(ready, record)
        code = f"assessment-{record.record}"
        return prove(Access(ready, "ter-supervisor-1"), code, places, today=TODAY)

    same = assessed(load("vera-2r").hash)
    assert (same.holds, facts(same)["same_instrument"][1], same.cases) == (True, True, ())
    assert facts(same)["versions_kept"] == ("1", True)
    other = assessed("0" * 64, "trap-18")
    assert (other.holds, facts(other)["same_instrument"][1]) == (False, False)


def test_a_file_that_was_changed_since_does_not_hold(ready, places):
    path = places.registry / "small" / "1.0.model.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"coefficient": 0.5', '"coefficient": 0.6'))
    proof = prove(Access(ready, "steward-1"), "model-small-1.0", places, today=TODAY)
    assert not proof.holds
    assert "is not what was entered" in facts(proof)["model_file"][0]


def write_report(folder: Path, **changes: Any) -> str:
    """Write a small report with its manifest; return its reference code."""
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("<p>1</p>", encoding="utf-8")
    parameters = {"language": "nl"}
    notebook = ROOT / "notebooks" / "base_rate.ipynb"
    identity = {
        "report": "base_rate", "notebook_sha256": hashlib.sha256(notebook.read_bytes()).hexdigest(),
        "parameters_sha256": fingerprint_of(parameters), "data_sha256": None,
        "code_sha256": code_fingerprint(), "package_lock_sha256": lock_fingerprint(),
    }  # fmt: skip
    told = {
        "format": 1, "identity": {**identity, **changes}, "title": "Een rapport",
        "made": "2026-11-26T08:00:00+00:00", "data": {"rossi.csv": ROSSI},
        "parameters": parameters, "code_revision": None, "seed": 7, "source": "Rossi et al. (1980)",
        "files": {"report.html": hashlib.sha256(b"<p>1</p>").hexdigest()},
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return f"report-{fingerprint_of(told['identity'])[:8]}"


def test_a_report_is_proved_by_its_manifest(ready, places):
    code = write_report(places.reports / "one")
    proof = prove(Access(ready, "researcher-1"), code, places, today=TODAY)
    known = facts(proof)
    assert {name for name, (_, holds) in known.items() if holds} == {
        "report_files", "data", "parameters", "notebook", "report_code", "report_lock",
    }  # fmt: skip
    assert (known["seed"], known["made"]) == (("7", None), ("2026-11-26T08:00:00+00:00", None))
    assert known["again"][0] == "riskkit report verify one"
    assert proof.sources == ("Rossi et al. (1980)",)
    assert "tests/unit/analyses/test_base_rate.py" in proof.tests
    assert proof.holds
    (places.reports / "one" / "report.html").write_text("<p>2</p>", encoding="utf-8")
    changed = prove(Access(ready, "researcher-1"), code, places, today=TODAY)
    assert (facts(changed)["report_files"], changed.holds) == (("1", False), False)


def test_a_report_of_other_code_holds_and_says_so(ready, places):
    code = write_report(places.reports / "old", code_sha256="2" * 64)
    proof = prove(Access(ready, "researcher-1"), code, places, today=TODAY)
    assert (facts(proof)["report_code"], proof.holds) == (("2" * 64, None), True)
    state = ProofState(Desk(ready, "researcher-1"), places, clock=lambda: NOW)
    state.prove(code)
    said = " ".join(texts_in(section_of(state, "result")))
    assert "anders dan nu hier" in said
    assert rows_of(state, "ask") == [["Een rapport", "2026-11-26 08:00"]]


def test_a_report_that_someone_else_had_made_is_not_proved(ready, places):
    own = hashlib.sha256(b"researcher-1").hexdigest()[:24]
    code = write_report(places.reports / "of-users" / own / ("a" * 32) / "report")
    assert prove(Access(ready, "researcher-1"), code, places, today=TODAY).holds
    with pytest.raises(ParameterError, match="of no report that is here for you"):
        prove(Access(ready, "steward-1"), code, places, today=TODAY)
    assert report_choices(places.reports, user="steward-1") == ()
    assert len(report_choices(places.reports, user="researcher-1")) == 1


def test_a_manifest_that_cannot_be_read_is_left_out(ready, places):
    (places.reports / "torn").mkdir(parents=True)
    (places.reports / "torn" / "manifest.json").write_text("{", encoding="utf-8")
    assert report_choices(places.reports, user="steward-1") == ()


@pytest.mark.parametrize(
    "code",
    ["", "estimate", "estimate-", "file-1", "report-../../etc", "instrument-a b", "model-" + "x" * 200,
     "instrument-é", "assessment-<script>"],
)  # fmt: skip
def test_what_is_no_reference_code_is_refused_and_not_repeated(code):
    with pytest.raises(ParameterError, match="is none of ours") as refused:
        split_code(code)
    assert "script" not in str(refused.value)


@pytest.mark.parametrize("user", EVERYONE)
def test_a_files_figure_is_proved_for_who_may_read_the_file_alone(ready, places, person, user):
    """In Team TER's file: its officers and supervisor; for all others a refusal on record, in one form."""
    entry = keep_estimate(ready, person)
    access = Access(ready, user)
    for code in (f"estimate-{entry}", "estimate-" + "f" * 32):
        if user in ("ter-officer-1", "ter-supervisor-1") and entry in code:
            assert prove(access, code, places, today=TODAY).holds
            continue
        with pytest.raises(AccessRefused, match="refused"):
            prove(access, code, places, today=TODAY)
    entries = [each.note for each in read_trail(Access(ready, "inspector-1"))]
    mine = [note for note in entries if note.actor == user and note.action != "caseload.list"]
    assert [note.action for note in mine] == ["figure.prove", "file.read"] * 2
    assert [note.outcome for note in mine if note.action == "figure.prove"] == ["done", "done"]
    assert prove(access, "instrument-ogrs3", places, today=TODAY).holds


def test_the_page_begins_with_the_code_that_another_page_left_in_the_tab(ready, places):
    state = ProofState(Desk(ready, "inspector-1"), places, clock=lambda: NOW)
    connection, sheet = sheet_panels(state, proof_commands(state))
    assert sheet.page["takes"] == STORED
    assert sheet.page["print"].startswith("SYNTHETIC · Bewijs dit cijfer · 26 november 2026")
    assert [each["id"] for each in sheet.page["sections"]] == ["ask"]
    sheet._handle_custom_msg({"command": "start", "value": "instrument-ogrs3"}, [])
    assert sheet.page["notice"] == {
        "turn": 1, "at": "result", "text": "Nagekeken: alles klopt.", "wrong": False,
        "clears": ["code", "pick"],
    }  # fmt: skip
    assert [each["id"] for each in sheet.page["sections"]] == ["ask", "result", "cases", "sources"]
    sheet._handle_custom_msg({"command": "pick", "typed": {"code": "model-small-1.0"}}, [])
    assert section_of(state, "result")["heading"] == "Waar het vandaan komt: small 1.0"
    sheet._handle_custom_msg({"command": "language", "code": "en"}, [])
    assert section_of(state, "result")["heading"] == "Where it comes from: small 1.0"
    for wrong in ("nonsense", "model-none-1.0", "instrument-oxrec", "report-00000000"):
        sheet._handle_custom_msg({"command": "prove", "typed": {"code": wrong}}, [])
        assert (sheet.page["notice"]["wrong"], sheet.page["notice"]["at"]) == (True, "ask")
    sheet._handle_custom_msg({"command": "start", "value": {"a": 1}}, [])
    assert connection.failure == ""


def test_a_worked_case_that_does_not_come_out_is_named(ready, places, monkeypatch):
    monkeypatch.setattr(proof_kinds.StoredModel, "passes", lambda self, case: case.values["x"] == 0)
    state = ProofState(Desk(ready, "inspector-1"), places, clock=lambda: NOW)
    state.prove("model-small-1.0")
    assert rows_of(state, "cases") == [["by hand", "2", "kloppen niet: 2"]]
    assert section_of(state, "result")["parts"][0]["mark"] == "bad"
    refused = parts_of(section_of(state, "result"), "list")[0]["items"]
    assert refused == ["Nee: de rekenvoorbeelden kloppen niet."]


def test_every_fact_and_gate_has_words_in_both_languages(ready, places, person):
    entry, access = keep_estimate(ready, person), Access(ready, "ter-officer-1")
    code = write_report(places.reports / "one")
    record = next(iter(ready_records(ready)))
    names = {
        each.name
        for asked in (f"estimate-{entry}", "instrument-ogrs3", code, record)
        for each in prove(access, asked, places, today=TODAY).facts
    }
    from riskkit.stewardship.standing import MODEL_GATES

    for language in ("nl", "en"):
        sentences = read_texts(language, "proof").sentences
        wanted = [*(f"fact_{each}" for each in names), *(f"gate_{each}" for each in MODEL_GATES)]
        assert [each for each in wanted if each not in sentences] == []


def ready_records(store) -> list[str]:
    """Return the codes of the assessments in Team TER's caseload."""
    people = {each.id for each in Desk(store, "ter-officer-1").list_people()}
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT id, person FROM assessment ORDER BY id").all()
    return [f"assessment-{row[0]}" for row in rows if row[1] in people]


def test_tests_are_found_only_where_there_is_a_checkout(tmp_path):
    assert holding_tests(tmp_path, ("ogrs3",)) == ()
    found = holding_tests(ROOT, (), named=("test_base_rate",))
    assert found == ("tests/unit/analyses/test_base_rate.py",)
