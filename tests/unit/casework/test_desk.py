"""The desk: what is opened, saved, drafted and signed, and what of it is on record."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.supervision import LASTS, acknowledge, open_with_purpose, read_flags, read_trail
from riskkit.errors import AccessRefused, ConflictError, StoreError
from riskkit.records import Store
from riskkit.records.audit import read_entries
from riskkit.records.audit_check import verify_audit
from tests.unit.casework.conftest import judgement, next_version


def trail(store: Store) -> list[tuple[str, str, str, str]]:
    with store.reading() as connection:
        entries = read_entries(connection)
    return [(e.note.actor, e.note.action, e.note.outcome, e.note.person) for e in entries]


def test_a_caseload_holds_whom_one_is_responsible_for(store):
    seen = {user: [p.id for p in Desk(store, user).list_people()] for user in ("officer-1", "unit-1")}
    assert seen == {"officer-1": ["OWN"], "unit-1": ["OWN"]}
    assert [p.id for p in Desk(store, "supervisor-1").list_people()] == ["OWN", "TEAM"]
    assert [p.id for p in Desk(store, "officer-9").list_people()] == ["OTHER"]
    assert [p.id for p in Desk(store, "unit-9").list_people()] == ["OTHER"]


def test_who_was_assessed_shows_of_the_own_caseload_only(store):
    Desk(store, "officer-9").save(judgement("OTHER", by="officer-9"))
    assert Desk(store, "officer-1").people_assessed("needs") == frozenset()
    assert Desk(store, "officer-9").people_assessed("needs") == {"OTHER"}


def test_save_read_and_history(store):
    desk = Desk(store, "officer-1")
    one = judgement("OWN", by="officer-1")
    desk.save(one)
    desk.save(next_version(one, by="officer-1"))
    opened = desk.open_file("OWN", instrument="needs")
    assert opened.judgement == next_version(one, by="officer-1")
    assert [note.version for note in opened.versions] == [2, 1]
    assert desk.read_version(opened, 1) == one
    with pytest.raises(StoreError, match="no such version"):
        desk.read_version(opened, 9)
    assert trail(store) == [
        ("officer-1", "assessment.save", "done", "OWN"),
        ("officer-1", "assessment.save", "done", "OWN"),
        ("officer-1", "file.read", "done", "OWN"),
        ("officer-1", "file.read", "done", "OWN"),
    ]


def test_a_version_bears_the_name_of_who_saves_it(store):
    with pytest.raises(AccessRefused, match="bears the name"):
        Desk(store, "officer-1").save(judgement("OWN", by="officer-2"))
    assert trail(store) == [("officer-1", "assessment.save", "refused", "OWN")]


def test_the_second_of_two_is_refused_and_that_is_on_record(store):
    desk = Desk(store, "officer-1")
    one = judgement("OWN", by="officer-1")
    desk.save(one)
    Desk(store, "unit-1").save(next_version(one, by="unit-1"))
    with pytest.raises(ConflictError, match="has version 2 by now"):
        desk.save(next_version(one, by="officer-1"))
    assert trail(store)[-1] == ("officer-1", "assessment.save", "conflict", "OWN")
    assert desk.open_file("OWN", instrument="needs").judgement == next_version(one, by="unit-1")


def test_a_record_of_someone_else_does_not_open_through_an_own_file(store):
    Desk(store, "officer-9").save(judgement("OTHER", by="officer-9", record="b" * 32))
    desk = Desk(store, "officer-1")
    desk.save(judgement("OWN", by="officer-1"))
    mine = desk.open_file("OWN", instrument="needs")
    assert mine.judgement is not None
    stolen = mine.judgement.model_copy(update={"record": "b" * 32})
    forged = type(mine)(mine.person, stolen, mine.versions)
    with pytest.raises(AccessRefused, match="no such assessment in this file"):
        desk.read_version(forged, 1)
    with pytest.raises(AccessRefused, match="no such assessment in this file"):
        desk.save(next_version(stolen, by="officer-1"))
    with pytest.raises(AccessRefused, match="no such assessment in this file"):
        desk.sign(stolen)


def test_drafts_are_kept_apart_sealed_and_go_with_the_save(store):
    desk, colleague = Desk(store, "officer-1"), Desk(store, "unit-1")
    desk.keep_draft("OWN", instrument="needs", follows=0, content='{"half": "a sentence"}')
    desk.keep_draft("OWN", instrument="needs", follows=0, content='{"half": "a whole sentence"}')
    colleague.keep_draft("OWN", instrument="needs", follows=0, content="theirs")
    with store.reading() as connection:
        raw = connection.execute(text("SELECT sealed FROM draft")).scalars().all()
    assert len(raw) == 2
    assert not any("sentence" in each for each in raw)
    draft = desk.open_file("OWN", instrument="needs").draft
    assert draft is not None
    assert (draft.follows, draft.content) == (0, '{"half": "a whole sentence"}')
    assert desk.open_file("OWN", instrument="other").draft is None
    desk.save(judgement("OWN", by="officer-1"))
    assert desk.open_file("OWN", instrument="needs").draft is None
    theirs = colleague.open_file("OWN", instrument="needs").draft
    assert theirs is not None
    assert theirs.content == "theirs"
    colleague.drop_draft("OWN", instrument="needs")
    assert colleague.open_file("OWN", instrument="needs").draft is None


def test_a_refused_save_keeps_the_draft(store):
    desk = Desk(store, "officer-1")
    one = judgement("OWN", by="officer-1")
    desk.save(one)
    desk.keep_draft("OWN", instrument="needs", follows=1, content="mine")
    Desk(store, "unit-1").save(next_version(one, by="unit-1"))
    with pytest.raises(ConflictError):
        desk.save(next_version(one, by="officer-1"))
    draft = desk.open_file("OWN", instrument="needs").draft
    assert draft is not None
    assert draft.content == "mine"


def test_a_draft_of_a_million_characters_is_too_long(store):
    with pytest.raises(StoreError, match="too long"):
        Desk(store, "officer-1").keep_draft("OWN", instrument="n", follows=0, content="x" * 1_000_001)


def test_four_eyes(store):
    author, colleague = Desk(store, "officer-1"), Desk(store, "unit-1")
    one = judgement("OWN", by="officer-1")
    author.save(one)
    with pytest.raises(AccessRefused, match="author signs first"):
        colleague.sign(one)
    author.sign(one)
    with pytest.raises(AccessRefused, match="author signature already"):
        author.sign(one)
    colleague.sign(one)
    with pytest.raises(AccessRefused, match="second signature already"):
        Desk(store, "supervisor-1").sign(one)
    signed = author.open_file("OWN", instrument="needs").signatures
    assert [(s.part, s.signed_by) for s in signed] == [("author", "officer-1"), ("second", "unit-1")]


def test_only_the_newest_whole_judgement_is_signed(store):
    desk = Desk(store, "officer-1")
    one = judgement("OWN", by="officer-1")
    desk.save(one)
    two = next_version(one, by="officer-1")
    desk.save(two)
    with pytest.raises(AccessRefused, match="not the newest"):
        desk.sign(one)
    with pytest.raises(AccessRefused, match="not the newest"):
        desk.sign(two.model_copy(update={"change": "something else"}))
    draft = judgement("TEAM", by="officer-1", record="c" * 32, judged=False)
    with pytest.raises(AccessRefused):
        desk.sign(draft)


def test_the_database_refuses_a_second_signature_by_the_author(store):
    desk = Desk(store, "officer-1")
    one = judgement("OWN", by="officer-1")
    desk.save(one)
    desk.sign(one)
    forged = (
        "INSERT INTO signature SELECT assessment, version, 'second', fingerprint, signed_by, signed_at "
        "FROM signature"
    )
    with pytest.raises(StoreError, match=r"someone else|UNIQUE"), store.writing() as connection:
        connection.execute(text(forged))


def test_broken_glass_opens_one_file_for_a_day_and_the_supervisor_sees_it(store):
    now = [datetime.now(UTC)]
    access = Access(store, "officer-2", clock=lambda: now[0])
    desk = Desk(store, "officer-2", clock=lambda: now[0])
    with pytest.raises(AccessRefused, match="outside your caseload"):
        desk.open_file("OTHER", instrument="needs")
    with pytest.raises(AccessRefused, match="purpose in words"):
        open_with_purpose(access, "OTHER", "   x   ")
    flag = open_with_purpose(access, "OTHER", "Colleague ill, visit today")
    assert desk.open_file("OTHER", instrument="needs").person.id == "OTHER"
    with pytest.raises(AccessRefused, match="outside"):
        desk.save(judgement("OTHER", by="officer-2"))
    with pytest.raises(AccessRefused, match="outside"):
        desk.open_file("TEAM", instrument="needs")
    now[0] += LASTS + timedelta(seconds=1)
    if store.file:  # PostgreSQL keeps its own clock as well, and that has not moved
        with pytest.raises(AccessRefused, match="outside"):
            desk.open_file("OTHER", instrument="needs")
    assert read_flags(Access(store, "supervisor-9")) == ()
    (seen,) = read_flags(Access(store, "supervisor-1"))
    assert (seen.account, seen.person, seen.purpose) == ("officer-2", "OTHER", "Colleague ill, visit today")
    acknowledge(Access(store, "supervisor-1"), flag)
    assert read_flags(Access(store, "supervisor-1")) == ()
    with pytest.raises(AccessRefused, match="seen already"):
        acknowledge(Access(store, "supervisor-1"), flag)
    (for_inspector,) = read_flags(Access(store, "inspector-1"))
    assert for_inspector.seen_by == "supervisor-1"
    purposes = [e.note.purpose for e in read_trail(Access(store, "inspector-1"), person="OTHER")]
    assert "Colleague ill, visit today" in purposes


def test_a_supervisor_does_not_look_at_the_own_broken_glass(store):
    access = Access(store, "supervisor-1")
    flag = open_with_purpose(access, "OTHER", "A question of the mayor")
    with pytest.raises(AccessRefused, match="yours"):
        acknowledge(access, flag)


def test_a_pseudonym_that_is_nobodys_is_refused_in_the_same_words(store):
    desk = Desk(store, "officer-1")
    said = set()
    for person in ("OTHER", "NOBODY", "x' OR '1'='1", "../../etc/passwd", "<script>"):
        with pytest.raises(AccessRefused) as caught:
            desk.open_file(person, instrument="needs")
        said.add(str(caught.value))
    assert len(said) == 1
    assert [each[3] for each in trail(store)] == ["OTHER", "NOBODY", *["(no pseudonym)"] * 3]
    with pytest.raises(AccessRefused, match="nobody has this pseudonym"):
        open_with_purpose(Access(store, "officer-1"), "NOBODY", "A purpose in words")


def test_the_trail_is_whole_after_all_of_it(store):
    test_four_eyes(store)
    assert verify_audit(store, ()).whole
