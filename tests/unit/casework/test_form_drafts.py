"""What is being typed in a form: sealed, one's own, gone with the record, and with the access."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import record
from riskkit.casework.form_drafts import draft_name, drop_form, keep_form
from riskkit.casework.person_file import read_person_file, who_looked
from riskkit.casework.placement import record_separation
from riskkit.casework.retention import erase
from riskkit.casework.supervision import LASTS, end_responsibility, make_responsible, open_with_purpose
from riskkit.casework.unit_overview import read_unit
from riskkit.errors import AccessRefused, ConflictError, ErasedError, StoreError
from riskkit.records.audit import read_entries
from riskkit.records.dossier import OwnView, Placement
from riskkit.records.separations import Separation
from tests.unit.casework.conftest import TEAM, UNIT, add_person

DAY = date(2026, 11, 2)
SECOND = timedelta(seconds=1)
VIEW = OwnView(given_on=DAY, about="Het plan", own_words="Ik wil verder")
APART = Separation(
    separation_kind="must_not_meet", direction="both", reason="Ruzie", starts_on=DAY,
    review_on=date(2027, 2, 1),
)  # fmt: skip


def typed(access: Access, person: str = "OWN") -> dict[str, str]:
    return {each.form: each.content for each in read_person_file(access, person).typed}


def test_what_is_typed_is_kept_sealed_for_its_writer_alone_and_is_on_record(store):
    officer, colleague = Access(store, "officer-1"), Access(store, "unit-1")
    keep_form(officer, "OWN", "entry", "half a sentence")
    keep_form(officer, "OWN", "entry", "a whole sentence", follows=3)
    keep_form(officer, "OWN", "share", "with whom")
    keep_form(colleague, "OWN", "entry", "theirs")
    with store.reading() as connection:
        raw = connection.execute(text("SELECT sealed FROM draft")).scalars().all()
        first = read_entries(connection)[0].note
    assert len(raw) == 3
    assert not any(words in sealed for sealed in raw for words in ("sentence", "whom", "theirs"))
    assert (first.action, first.person, first.subject) == ("form.keep", "OWN", "draft, entry")
    assert typed(officer) == {"entry": "a whole sentence", "share": "with whom"}
    assert typed(colleague) == {"entry": "theirs"}
    (entry,) = [each for each in read_person_file(officer, "OWN").typed if each.form == "entry"]
    assert (entry.person, entry.other, entry.follows) == ("OWN", "", 3)
    drop_form(officer, "OWN", "entry")
    assert typed(officer) == {"share": "with whom"}
    assert typed(colleague) == {"entry": "theirs"}


def test_the_draft_goes_with_the_record_and_stays_where_there_is_none(store):
    officer = Access(store, "officer-1")
    finishing = officer.finishing(draft_name("entry"))
    keep_form(officer, "OWN", "entry", "mine")
    keep_form(officer, "OWN", "share", "with whom")
    first = record(officer, "OWN", VIEW)
    record(officer, "OWN", VIEW, follows=first)
    with pytest.raises(ConflictError):
        record(finishing, "OWN", VIEW, follows=first)
    assert typed(officer) == {"entry": "mine", "share": "with whom"}
    with pytest.raises(AccessRefused):
        record(finishing, "OTHER", VIEW)
    assert typed(officer) == {"entry": "mine", "share": "with whom"}
    record(finishing, "OWN", VIEW)
    assert typed(officer) == {"share": "with whom"}


def test_who_loses_access_is_no_longer_shown_what_they_typed(store):
    officer, lead = Access(store, "officer-1"), Access(store, "supervisor-1")
    keep_form(officer, "OWN", "entry", "mine")
    make_responsible(lead, colleague="officer-2", person="OWN")
    end_responsibility(lead, colleague="officer-1", person="OWN")
    for ask in (lambda: typed(officer), lambda: keep_form(officer, "OWN", "entry", "more")):
        with pytest.raises(AccessRefused):
            ask()
    assert typed(Access(store, "officer-2")) == {}


def test_behind_broken_glass_it_is_kept_as_long_as_the_glass_is_broken(store):
    now = datetime.now(UTC)  # PostgreSQL looks at its own clock too
    officer, later = (Access(store, "officer-1", lambda at=at: at) for at in (now, now + LASTS + SECOND))
    with pytest.raises(AccessRefused):
        keep_form(officer, "OTHER", "entry", "mine")
    open_with_purpose(officer, "OTHER", "An urgent visit today")
    keep_form(officer, "OTHER", "entry", "mine")
    assert typed(officer, "OTHER") == {"entry": "mine"}
    with pytest.raises(AccessRefused):
        typed(later, "OTHER")


def test_about_two_people_it_is_sealed_with_both_keys_and_shown_only_where_both_are(store):
    unit = Access(store, "unit-1")
    second = add_person(store, "SECOND", place=UNIT, officer="officer-1")
    with pytest.raises(AccessRefused):
        keep_form(unit, "OWN", "separation", "why", other="OTHER")
    keep_form(unit, "OWN", "separation", "why", other=second)
    (kept,) = read_unit(unit).typed
    assert (kept.person, kept.other, kept.form, kept.content) == ("OWN", "SECOND", "separation", "why")
    assert read_person_file(unit, "OWN").typed == ()  # one file says nothing of what is about two
    record_separation(unit.finishing(draft_name("separation")), "OWN", second, APART)
    assert read_unit(unit).typed == ()
    keep_form(unit, "OWN", "separation", "why again", other=second)
    record(Access(store, "officer-1"), second, Placement(setting="team", place=TEAM, starts_on=DAY))
    assert read_unit(unit).typed == ()  # the second left the unit


def test_erasing_either_erases_what_was_typed(store):
    unit, lead = Access(store, "unit-1"), Access(store, "supervisor-1")
    second = add_person(store, "SECOND", place=UNIT, officer="officer-1")
    ended = Placement(setting="unit", place=UNIT, starts_on=date(2000, 1, 1), ends_on=date(2000, 6, 1))
    keep_form(unit, "OWN", "separation", "why", other=second)
    keep_form(unit, "OWN", "incident", "what happened")
    record(unit, second, ended)
    erase(lead, second, today=DAY)
    assert [each.form for each in read_unit(unit).typed] == ["incident"]
    record(unit, "OWN", ended)
    erase(lead, "OWN", today=DAY)
    assert read_unit(unit).typed == ()
    with pytest.raises(ErasedError):
        keep_form(unit, "OWN", "incident", "more")


def test_a_draft_of_a_million_characters_is_too_long(store):
    with pytest.raises(StoreError, match="too long"):
        keep_form(Access(store, "officer-1"), "OWN", "entry", "x" * 1_000_001)


def test_typing_does_not_crowd_out_who_looked_but_a_refusal_shows(store):
    officer, other = Access(store, "officer-1"), Access(store, "officer-9")
    Desk(store, "officer-1").keep_draft("OWN", instrument="needs", follows=0, content="x")
    for _ in range(3):
        keep_form(officer, "OWN", "entry", "mine")
    with pytest.raises(AccessRefused):
        keep_form(other, "OWN", "entry", "theirs")
    assert [(each.actor, each.action) for each in who_looked(officer, "OWN")] == [("officer-9", "form.keep")]
