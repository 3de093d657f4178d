"""A person's file: every kind kept and read back, by version, sealed, and erased by its key."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text

from riskkit.errors import ConflictError, ErasedError, StoreError
from riskkit.records.access_tables import identity
from riskkit.records.dossier import (
    KINDS,
    Conference,
    CorrectionRequest,
    DossierMeasure,
    DossierPart,
    Incident,
    Leave,
    LifeEvent,
    OwnView,
    Placement,
    PlanGoal,
    ShownEstimate,
    SpecialCondition,
    SupervisionOrder,
)  # fmt: skip
from riskkit.records.dossier_entries import add_entry, entries_of, read_content, versions_of
from riskkit.records.dossier_part import GoingAhead
from riskkit.records.dossier_tables import DOSSIER_TABLES
from riskkit.records.dossier_unit import DetentionPhase, Handover, PlannedRelease, UnitPlace
from riskkit.records.identity import Identity, read_identity, record_identity
from riskkit.records.sealing import destroy_key, is_erased, seal, unseal

DAY = date(2026, 11, 2)
AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

EXAMPLES: tuple[DossierPart, ...] = (
    Placement(setting="unit", place="Terrorist Unit A", starts_on=DAY, reasons="Transfer"),
    Leave(leave_kind="escorted", starts_on=DAY, outcome="granted", reasons="Funeral", conditions="Two hours"),
    SupervisionOrder(order_kind="conditional release", authority="OM", starts_on=DAY, decision="Two years"),
    SpecialCondition(
        supervision_order="x", condition_kind="location_ban", starts_on=DAY, ends_on=DAY, description="Centre"
    ),
    DossierMeasure(
        measure_kind="mail check", legal_ground="rule 1", decided_by="director", starts_on=DAY, review_on=DAY,
        goal="Safety", proportionality="Lightest that works", necessity="Threats in letters",
    ),
    Incident(incident_kind="quarrel", happened_on=DAY, account="Loud words"),
    LifeEvent(event_kind="birth", happened_on=DAY, account="A daughter"),
    PlanGoal(
        domain="housing", review_on=DAY, progress="under_way", goal="Own room", steps=("Enrol",),
        responsible="Municipality", persons_view="Wants this",
    ),
    Conference(held_on=DAY, ground="supervision", organisations="police, municipality", shared="The plan"),
    OwnView(given_on=DAY, about="The plan", own_words="I agree"),
    CorrectionRequest(received_on=DAY, about="Address", request="Is wrong"),
    ShownEstimate(
        model="rossi-cox", model_version="1.0", model_fingerprint="f", shown_on=DAY, shown_at=AT,
        inputs={"fin": 0, "age": 20.5, "mar": None}, time=52, time_unit="week", risk=None, lower=0.1,
        upper=0.6, band="moderate", advice="Advice 17",
    ),
    DetentionPhase(phase="intake", regime="individual", starts_on=DAY, reasons="Just arrived"),
    UnitPlace(
        unit="Terrorist Unit A", spot_kind="wing", spot="Wing 1", starts_on=DAY,
        going_ahead=GoingAhead(separations=("s1",), reason="Watched for one day"),
    ),
    PlannedRelease(release_on=DAY, release_kind="conditional", account="After two thirds"),
    Handover(
        release="r", organisation="probation", due_on=DAY, asked_on=DAY, task="Supervision from day one"
    ),
)  # fmt: skip


def test_every_kind_has_an_example_a_table_and_its_columns():
    assert {type(each) for each in EXAMPLES} == set(KINDS.values())
    assert set(DOSSIER_TABLES) == set(KINDS)
    frame = {"id", "version", "person", "recorded_by", "recorded_at", "words"}
    for name, kind in KINDS.items():
        assert set(kind.STRUCTURE) == set(DOSSIER_TABLES[name].c.keys()) - frame
        assert set(kind.STRUCTURE) < set(kind.model_fields)


@pytest.mark.parametrize("content", EXAMPLES, ids=lambda each: each.KIND)
def test_what_was_recorded_is_read_back_and_its_words_are_sealed(store, content: DossierPart):
    with store.writing() as connection:
        entry = add_entry(connection, store.keys, person="SYN-0001", content=content, by="o", at=AT)
    with store.reading() as connection:
        read = entries_of(connection, store.keys, person="SYN-0001", kind=content.KIND)
        other = entries_of(connection, store.keys, person="SYN-0002", kind=content.KIND)
        raw = connection.execute(select(DOSSIER_TABLES[content.KIND])).mappings().one()
    assert read == (entry,)
    assert other == ()
    words = set(type(content).model_fields) - set(content.STRUCTURE)
    for name in words:
        said = getattr(content, name)
        if isinstance(said, str):
            assert all(said not in str(value) for value in raw.values())


def test_a_change_makes_the_next_version_and_keeps_the_first(store):
    first_words = Incident(incident_kind="quarrel", happened_on=DAY, account="Loud words")
    better = Incident(incident_kind="quarrel", happened_on=DAY, account="Loud words, then calm")
    with store.writing() as connection:
        one = add_entry(connection, store.keys, person="SYN-0001", content=first_words, by="o", at=AT)
        two = add_entry(connection, store.keys, person="SYN-0001", content=better, by="p", at=AT, follows=one)
        newest = entries_of(connection, store.keys, person="SYN-0001", kind="incident")
        every = versions_of(connection, store.keys, person="SYN-0001", kind="incident", entry=one.id)
    assert newest == (two,)
    assert every == (two, one)


def test_the_second_of_two_changes_is_refused(store):
    content = OwnView(given_on=DAY, about="The plan", own_words="I agree")
    with store.writing() as connection:
        one = add_entry(connection, store.keys, person="SYN-0001", content=content, by="o", at=AT)
        add_entry(connection, store.keys, person="SYN-0001", content=content, by="p", at=AT, follows=one)
        with pytest.raises(ConflictError, match="has version 2 by now; yours follows version 1"):
            add_entry(connection, store.keys, person="SYN-0001", content=content, by="q", at=AT, follows=one)
        with pytest.raises(StoreError, match="another person or kind"):
            add_entry(connection, store.keys, person="SYN-0002", content=content, by="q", at=AT, follows=one)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("statement", ["UPDATE {} SET words = ''", "DELETE FROM {}"])
def test_the_database_refuses_to_change_an_entry(store, kind: str, statement: str):
    content = next(each for each in EXAMPLES if kind == each.KIND)
    with store.writing() as connection:
        add_entry(connection, store.keys, person="SYN-0001", content=content, by="o", at=AT)
    with pytest.raises(StoreError, match="never changed or removed"), store.writing() as connection:
        connection.execute(text(statement.format(kind)))


def test_an_entry_cannot_be_replaced_past_the_triggers_of_delete(sqlite_store):
    with sqlite_store.writing() as connection:
        add_entry(connection, sqlite_store.keys, person="SYN-0001", content=EXAMPLES[5], by="o", at=AT)
    with pytest.raises(StoreError, match="next number"), sqlite_store.writing() as connection:
        connection.execute(text("INSERT OR REPLACE INTO incident SELECT * FROM incident"))


def test_contradictions_are_refused():
    with pytest.raises(ValidationError, match="ends before it starts"):
        Placement(setting="unit", place="A", starts_on=DAY, ends_on=date(2026, 11, 1))
    with pytest.raises(ValidationError, match="open request has none"):
        CorrectionRequest(received_on=DAY, about="x", request="y", decided_on=DAY)
    with pytest.raises(ValidationError, match="needs its reasons"):
        CorrectionRequest(received_on=DAY, about="x", request="y", outcome="refused", decided_on=DAY)
    for steps in ({"done_on": DAY}, {"accepted_on": DAY}, {"asked_on": DAY, "done_on": DAY}):
        with pytest.raises(ValidationError, match="asked first, then accepted, then done"):
            Handover(release="r", organisation="police", due_on=DAY, task="x", **steps)
    with pytest.raises(ValidationError, match="in that order"):
        Handover(
            release="r", organisation="police", due_on=DAY, task="x", asked_on=DAY,
            accepted_on=date(2026, 11, 1),
        )  # fmt: skip


def test_faults_in_plain_values_are_named_by_field_without_the_value():
    with pytest.raises(StoreError) as caught:
        read_content("incident", {"incident_kind": "quarrel", "happened_on": "someday SECRET", "account": ""})
    assert "happened_on" in str(caught.value)
    assert "account" in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_who_a_person_is_lies_apart_and_sealed(store):
    who = Identity(name="Alfa Amber (SYNTHETIC)", born_on=DAY, register_number="R-1")
    with store.writing() as connection:
        record_identity(connection, store.keys, "SYN-0001", who)
    with store.reading() as connection:
        assert read_identity(connection, store.keys, "SYN-0001") == (who, 1)
        assert read_identity(connection, store.keys, "SYN-0002") is None
        raw = connection.execute(select(identity)).mappings().one()
    assert "Alfa" not in str(raw)
    changed = Identity(name="Alfa Amber (SYNTHETIC)", address="Elsewhere 1")
    with store.writing() as connection:
        record_identity(connection, store.keys, "SYN-0001", changed, follows=1)
        assert read_identity(connection, store.keys, "SYN-0001") == (changed, 2)
        with pytest.raises(ConflictError):
            record_identity(connection, store.keys, "SYN-0001", who, follows=1)


def test_what_was_sealed_opens_only_in_its_own_place(store):
    with store.writing() as connection:
        sealed = seal(connection, store.keys, person="SYN-0001", label="a/1", words="words")
        assert unseal(connection, store.keys, person="SYN-0001", label="a/1", sealed=sealed) == "words"
        for person, label in (("SYN-0001", "a/2"), ("SYN-0002", "a/1")):
            with pytest.raises(StoreError, match="cannot be unsealed"):
                unseal(connection, store.keys, person=person, label=label, sealed=sealed)
        again = seal(connection, store.keys, person="SYN-0001", label="a/1", words="words")
        assert again != sealed


def test_destroying_the_key_erases_and_cannot_be_undone(store):
    with store.writing() as connection:
        kept = add_entry(connection, store.keys, person="SYN-0002", content=EXAMPLES[5], by="o", at=AT)
        add_entry(connection, store.keys, person="SYN-0001", content=EXAMPLES[5], by="o", at=AT)
        old = connection.execute(text("SELECT wrapped FROM person_key WHERE person = 'SYN-0001'")).scalar()
        destroy_key(connection, "SYN-0001", at=AT)
    with store.reading() as connection:
        assert is_erased(connection, "SYN-0001")
        assert not is_erased(connection, "SYN-0002")
        with pytest.raises(ErasedError, match="was erased"):
            entries_of(connection, store.keys, person="SYN-0001", kind="incident")
        assert entries_of(connection, store.keys, person="SYN-0002", kind="incident") == (kept,)
    restore = text("UPDATE person_key SET wrapped = :old, destroyed_at = NULL WHERE person = 'SYN-0001'")
    with pytest.raises(StoreError, match="only ever destroyed"), store.writing() as connection:
        connection.execute(restore, {"old": old})
    with pytest.raises(ErasedError), store.writing() as connection:
        destroy_key(connection, "SYN-0001", at=AT)


def test_without_the_master_key_nothing_opens(store, tmp_path):
    from riskkit.records.keys import KeyRing

    with store.writing() as connection:
        add_entry(connection, store.keys, person="SYN-0001", content=EXAMPLES[5], by="o", at=AT)
    other = KeyRing(tmp_path / "other")
    with store.reading() as connection, pytest.raises(StoreError, match="RISKKIT_SECRETS"):
        entries_of(connection, other, person="SYN-0001", kind="incident")
    other.create()
    with store.reading() as connection, pytest.raises(StoreError, match="another key"):
        entries_of(connection, other, person="SYN-0001", kind="incident")


def test_a_key_of_one_person_does_not_open_the_file_of_another(sqlite_store):
    with sqlite_store.writing() as connection:
        add_entry(connection, sqlite_store.keys, person="SYN-0001", content=EXAMPLES[5], by="o", at=AT)
        connection.execute(text("DROP TRIGGER person_key_only_destroyed"))
        connection.execute(
            text(
                "UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key WHERE person = 'SYN-0002') "
                "WHERE person = 'SYN-0001'"
            )
        )
    with sqlite_store.reading() as connection, pytest.raises(StoreError, match="cannot be unsealed"):
        entries_of(connection, sqlite_store.keys, person="SYN-0001", kind="incident")


def test_an_entry_is_a_frozen_value(store):
    with store.writing() as connection:
        entry = add_entry(connection, store.keys, person="SYN-0001", content=EXAMPLES[5], by="o", at=AT)
    assert replace(entry) == entry
    with pytest.raises(AttributeError):
        entry.version = 2
