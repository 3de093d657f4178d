"""Terms, the due list, and erasure that nobody undoes and the trail outlives."""

from datetime import date
from pathlib import Path

import pytest

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import read_entries, record, record_who
from riskkit.casework.extract import extract_structure
from riskkit.casework.retention import erase, list_due
from riskkit.casework.sharing import copy_for_person
from riskkit.errors import AccessRefused, ErasedError
from riskkit.records.audit_check import verify_audit
from riskkit.records.dossier import OwnView, Placement, SupervisionOrder
from riskkit.records.identity import Identity
from tests.unit.casework.conftest import TEAM, judgement

START, END = date(2010, 1, 1), date(2016, 2, 29)
DUE = date(2026, 3, 1)
"""Ten years on: 29 February 2016 has no equal in 2026, so the first day after."""


def stayed(access: Access, ends_on: date | None) -> None:
    record(access, "OWN", Placement(setting="team", place=TEAM, starts_on=START, ends_on=ends_on))


def test_a_file_is_due_ten_years_after_the_last_end(store):
    officer, lead = Access(store, "officer-1"), Access(store, "supervisor-1")
    assert list_due(lead, today=DUE) == ()
    stayed(officer, date(2012, 5, 5))
    stayed(officer, END)
    (due,) = list_due(lead, today=DUE)
    assert (due.person, due.last_end, due.due_since) == ("OWN", END, DUE)
    assert list_due(lead, today=date(2026, 2, 28)) == ()
    assert list_due(Access(store, "supervisor-9"), today=DUE) == ()


def test_nothing_is_due_while_something_still_runs(store):
    officer, lead = Access(store, "officer-1"), Access(store, "supervisor-1")
    stayed(officer, END)
    order = SupervisionOrder(order_kind="x", authority="y", starts_on=START, decision="z")
    running = record(officer, "OWN", order)
    assert list_due(lead, today=DUE) == ()
    record(officer, "OWN", order.model_copy(update={"ends_on": START}), follows=running)
    assert [each.person for each in list_due(lead, today=DUE)] == ["OWN"]


def test_erasure_before_the_term_is_refused(store):
    officer, lead = Access(store, "officer-1"), Access(store, "supervisor-1")
    stayed(officer, END)
    with pytest.raises(AccessRefused, match="term has not passed"):
        erase(lead, "OWN", today=date(2026, 2, 28))
    assert read_entries(officer, "OWN", "placement") != ()


def test_erasure_leaves_no_word_and_the_trail_verifies(store):
    officer, lead = Access(store, "officer-1"), Access(store, "supervisor-1")
    stayed(officer, END)
    record_who(officer, "OWN", Identity(name="Alfa Amber"))
    record(officer, "OWN", OwnView(given_on=START, about="x", own_words="My own words"))
    desk = Desk(store, "officer-1")
    desk.save(judgement("OWN", by="officer-1"))
    desk.keep_draft("OWN", instrument="needs", follows=1, content="half a sentence")
    erase(lead, "OWN", today=DUE)
    for ask in (
        lambda: desk.open_file("OWN", instrument="needs"),
        lambda: copy_for_person(officer, "OWN"),
        lambda: read_entries(officer, "OWN", "own_view"),
        lambda: record(officer, "OWN", OwnView(given_on=START, about="x", own_words="new")),
        lambda: erase(lead, "OWN", today=DUE),
    ):
        with pytest.raises(ErasedError):
            ask()
    assert list_due(lead, today=DUE) == ()
    assert [person.made_up_name for person in desk.list_people()] == [None]
    assert len(extract_structure(Access(store, "researcher-1"), "placement")) == 1
    assert verify_audit(store, ()).whole


def test_what_was_destroyed_does_not_linger_in_the_file(store):
    if store.file is None:
        return  # PostgreSQL keeps old rows until a vacuum; see the operator's guide
    officer = Access(store, "officer-1")
    stayed(officer, END)
    with store.reading() as connection:
        from sqlalchemy import text

        wrapped = connection.execute(text("SELECT wrapped FROM person_key WHERE person = 'OWN'")).scalar_one()
    store.forget_old_pages()
    assert wrapped.encode() in Path(store.file).read_bytes()
    erase(Access(store, "supervisor-1"), "OWN", today=DUE)
    store.close()
    for path in Path(store.file).parent.glob("riskkit.db*"):
        assert wrapped.encode() not in path.read_bytes(), path.name
