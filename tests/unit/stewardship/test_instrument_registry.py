"""Instruments in the registry: cards, two signatures, and what holds of each today."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from riskkit.analyses.instrument_register import (
    SHIPPED,
    enter_instruments,
    register_demonstration_instruments,
)
from riskkit.analyses.monitoring import Alarm
from riskkit.analyses.monitoring_run import note_alarms
from riskkit.errors import ConflictError, Fault, InstrumentError, ParameterError, StoreError
from riskkit.instruments import case_check, load
from riskkit.instruments.loader import library_files
from riskkit.parameters import read_parameters
from riskkit.parameters.instrument_stewards import InstrumentStewards, Stewards
from riskkit.stewardship import standing
from riskkit.stewardship.instrument_card import instrument_card, write_instrument_card
from riskkit.stewardship.instrument_registry import InstrumentRegistry, suspended
from riskkit.stewardship.monitoring_record import FILE, KeptAlarm, keep_run, kept_runs, last_run
from riskkit.stewardship.standing import Cases, run_now, standings, state_of

ROOT = Path(__file__).resolve().parents[3]
LIBRARY = tuple(path.stem for path in library_files())
TODAY = date(2026, 11, 26)
PEOPLE = Stewards(owner="O. Wner", validator="V. Alidator", expires=date(2027, 1, 1))


@pytest.fixture
def entered(tmp_path: Path) -> InstrumentRegistry:
    """A computed instrument and one of structured judgement, entered and signed by two."""
    registry = InstrumentRegistry(tmp_path / "models")
    for name in ("ogrs3", "vera-2r"):
        version = registry.enter(load(name), PEOPLE, by="O. Wner").version
        registry.sign(name, version, by="O. Wner", role="owner")
        registry.sign(name, version, by="V. Alidator", role="validator")
    return registry


def refused(folder: Path, name: str, today: date = TODAY) -> list[str]:
    return [each.gate for each in state_of(folder, name, today=today).refusals]


def test_every_shipped_instrument_has_two_people_and_a_last_day():
    stewards = read_parameters(ROOT / SHIPPED, InstrumentStewards).stewards
    assert sorted(stewards) == sorted(LIBRARY)


def test_the_demonstration_enters_every_instrument_once(tmp_path):
    assert register_demonstration_instruments(ROOT, tmp_path / "m") == len(LIBRARY)
    assert register_demonstration_instruments(ROOT, tmp_path / "m") == 0
    found = standings(tmp_path / "m", LIBRARY, today=TODAY)
    assert [each.id for each in found] == sorted(LIBRARY)
    retired = {each.id for each in found if not each.usable}
    assert retired == {each for each in LIBRARY if load(each).status == "retired"}
    assert all([r.gate for r in each.refusals] == ["not_retired"] for each in found if not each.usable)


def test_what_is_entered_without_signatures_may_not_be_used(tmp_path):
    assert len(enter_instruments(tmp_path / "m", ROOT / SHIPPED, by="S. Teward")) == len(LIBRARY)
    assert refused(tmp_path / "m", "ogrs3") == ["signed"]


def test_a_card_says_what_the_file_says_in_both_languages(entered):
    card = entered.card("ogrs3")
    instrument = load("ogrs3")
    assert (card.fingerprint, card.version, card.cases) == (
        instrument.hash, instrument.version, len(instrument.worked_cases),
    )  # fmt: skip
    state = entered.book.state("ogrs3", card.version)
    dutch, english = (
        write_instrument_card(card, state, "x", "y", language=each).markdown() for each in ("nl", "en")
    )
    assert dutch.startswith("# Instrumentkaart: OGRS3")
    assert english.startswith("# Instrument card: OGRS3")
    assert instrument.misuse.nl[:40] in dutch
    assert instrument.misuse.en[:40] in english
    assert "V. Alidator" in english
    assert "Summary 7/09" in english
    judged = instrument_card(load("vera-2r"), PEOPLE)
    assert (judged.judgement, judged.cases, judged.horizons) == (True, 0, ())


def test_two_people_sign_each_under_the_name_on_the_card(tmp_path):
    registry = InstrumentRegistry(tmp_path / "m", actor="account:steward-1")
    version = registry.enter(load("ogrs3"), PEOPLE, by="O. Wner").version
    with pytest.raises(StoreError, match="not of the owner"):
        registry.sign("ogrs3", version, by="Somebody", role="owner")
    registry.sign("ogrs3", version, by="o. wner", role="owner")
    with pytest.raises(StoreError, match="account that gave the other one"):
        registry.sign("ogrs3", version, by="V. Alidator", role="validator")
    assert not registry.card("ogrs3").signed_by_two
    other = InstrumentRegistry(tmp_path / "m", actor="account:steward-2")
    other.sign("ogrs3", version, by="V. Alidator", role="validator")
    assert registry.card("ogrs3").signed_by_two
    with pytest.raises(ValueError, match="another person"):
        Stewards(owner="One Person", validator=" one person ", expires=TODAY)


def test_a_version_is_entered_once_and_its_card_never_changes(entered):
    with pytest.raises(ConflictError, match="has a version"):
        entered.enter(load("ogrs3"), PEOPLE, by="O. Wner")
    with pytest.raises(StoreError, match="not registered"):
        entered.card("trap-18")
    path = next((entered.book.folder / "ogrs3").glob("*.card.json"))
    changed = path.read_text(encoding="utf-8").replace(load("ogrs3").hash, "0" * 64)
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(StoreError, match="another card than was entered"):
        entered.card("ogrs3")
    assert refused(entered.book.folder.parent, "ogrs3") == ["unchanged"]
    path.write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="no readable card"):
        entered.card("ogrs3")


def test_each_gate_of_an_instrument_refuses_for_its_own_reason(entered, monkeypatch):
    folder = entered.book.folder.parent
    version = load("ogrs3").version
    assert refused(folder, "ogrs3") == refused(folder, "vera-2r") == []
    assert refused(folder, "ogrs3", date(2027, 1, 1)) == []
    assert refused(folder, "ogrs3", date(2027, 1, 2)) == ["not_expired"]
    entered.book.note("ogrs3", version, "suspended", by="S. Teward", why="a wrong number")
    now = state_of(folder, "ogrs3", today=TODAY)
    assert (now.usable, now.suspended) == (False, "a wrong number")
    assert [each.reason for each in now.refusals] == ["suspended: a wrong number"]
    for who in ("S. Teward", "A. Other"):
        entered.book.resume("ogrs3", version, by=who, why="put right")
    assert refused(folder, "ogrs3") == []
    entered.book.note("ogrs3", version, "retired", by="S. Teward", why="replaced")
    assert refused(folder, "ogrs3") == ["not_retired"]
    assert refused(folder, "trap-18") == ["registered"]
    monkeypatch.setattr(standing, "load", lambda name: load(name).model_copy(update={"hash": "1" * 64}))
    assert refused(folder, "vera-2r") == ["unchanged"]


def test_a_page_hears_of_a_suspension_and_of_a_record_that_may_hide_one(entered, tmp_path):
    folder = entered.book.folder.parent
    version = entered.book.versions("ogrs3")[-1]
    assert suspended(folder, "ogrs3") == ""
    assert suspended(folder, "never-entered") == ""
    assert suspended(tmp_path / "no-registry", "ogrs3") == ""
    entered.book.note("ogrs3", version, "suspended", by="S. Teward", why="a wrong number")
    assert suspended(folder, "ogrs3") == "a wrong number"
    events = entered.book.folder / "ogrs3" / "events.jsonl"
    lines = events.read_text(encoding="utf-8").splitlines(keepends=True)
    events.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    assert suspended(folder, "ogrs3") not in ("", "a wrong number")


def test_an_instrument_that_no_longer_loads_is_refused_and_shown(entered, monkeypatch):
    def broken(name: str):
        raise InstrumentError(Fault(name, "contradicts itself"))

    monkeypatch.setattr(standing, "load", broken)
    folder = entered.book.folder.parent
    assert refused(folder, "ogrs3") == ["cases", "registered"]
    assert state_of(folder, "ogrs3", today=TODAY).version == load("ogrs3").version


def test_worked_cases_are_run_each_time(monkeypatch, entered):
    instrument = load("ogrs3")
    cases = run_now(instrument)
    assert (cases.tried, cases.passed) == (len(instrument.worked_cases),) * 2
    assert run_now(load("vera-2r")) == Cases(0, 0)
    real = case_check.run_cases

    def one_wrong(*given):
        first, *rest = real(*given)
        return [replace(first, problems=("is another number",)), *rest]

    monkeypatch.setattr(case_check, "run_cases", one_wrong)
    assert run_now(instrument).passed == len(instrument.worked_cases) - 1
    assert refused(entered.book.folder.parent, "ogrs3") == ["cases"]


def test_a_model_stands_by_its_own_gates(registry):
    folder = registry.folder
    now = state_of(folder, "rossi-cox", today=TODAY)
    assert (now.usable, now.kind, now.cases) == (True, "model", Cases(4, 4))
    registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="a wrong coefficient")
    registry.note("rossi-cox", "1.0", "gate_failed", by="monitor", why="O/E 2.1")
    assert [each.gate for each in state_of(folder, "rossi-cox", today=TODAY).refusals] == [
        "not_suspended", "calibration",
    ]  # fmt: skip
    path = folder / "rossi-cox" / "1.0.model.json"
    path.write_text(path.read_text(encoding="utf-8").replace("re-arrest", "arrest"), encoding="utf-8")
    broken = state_of(folder, "rossi-cox", today=TODAY)
    assert ([each.gate for each in broken.refusals], broken.card) == (["unchanged"], None)


def test_a_monitoring_run_is_kept_with_its_alarms(registry):
    at = datetime(2026, 11, 1, 3, 0, tzinfo=UTC)
    assert last_run(registry.folder, "rossi-cox") is None
    keep_run(registry.folder, "rossi-cox", "1.0", by="monitor", estimates=600, alarms=[], closed=False, at=at)
    report = SimpleNamespace(
        parameters=SimpleNamespace(model="rossi-cox", version="1.0"), data=range(600),
        alarms=(Alarm("unit", "unit = A"), Alarm("drift", "age")),
    )  # fmt: skip
    assert note_alarms(registry, report, by="steward-1") is True
    first, second = kept_runs(registry.folder, "rossi-cox")
    assert (first.at, first.alarms, first.closed) == (at, (), False)
    assert second.alarms == (KeptAlarm("unit", "unit = A"), KeptAlarm("drift", "age"))
    assert (second.closed, second.by, second.estimates) == (True, "steward-1", 600)
    assert registry.state("rossi-cox", "1.0").gate == "failed"
    assert last_run(registry.folder, "rossi-cox") == second


def test_an_alarm_that_closes_no_gate_is_kept_too_and_an_unknown_version_is_not(registry):
    drift = SimpleNamespace(
        parameters=SimpleNamespace(model="rossi-cox", version="1.0"),
        data=[1],
        alarms=(Alarm("drift", "age"),),
    )
    assert note_alarms(registry, drift, by="steward-1") is False
    assert last_run(registry.folder, "rossi-cox").closed is False
    assert registry.state("rossi-cox", "1.0").gate == "passed"
    drift.parameters.version = "9.0"
    assert note_alarms(registry, drift, by="steward-1") is False
    assert len(kept_runs(registry.folder, "rossi-cox")) == 1


def test_a_torn_last_line_is_left_out_and_a_broken_one_is_told(registry):
    keep_run(registry.folder, "rossi-cox", "1.0", by="m", estimates=1, alarms=[], closed=False)
    path = registry.folder / "rossi-cox" / FILE
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + '{"at": "2026', encoding="utf-8")
    assert len(kept_runs(registry.folder, "rossi-cox")) == 1
    path.write_text("{}\n" + whole, encoding="utf-8")
    with pytest.raises(StoreError, match="holds a line that is no run"):
        kept_runs(registry.folder, "rossi-cox")
    with pytest.raises(StoreError, match="cannot be written"):
        keep_run(registry.folder, "nothing", "1.0", by="m", estimates=1, alarms=[], closed=False)


def test_stewards_that_are_one_person_are_refused_by_name(tmp_path):
    file = tmp_path / "stewards.yaml"
    file.write_text(
        "stewards: {ogrs3: {owner: A B, validator: a b, expires: 2027-01-01}}\n", encoding="utf-8"
    )
    with pytest.raises(ParameterError, match="validator"):
        enter_instruments(tmp_path / "m", file, by="S. Teward")
