"""Places are checked where they are recorded: own unit only, every conflict named, two planners."""

import gzip
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from riskkit.casework.access import Access
from riskkit.casework.dossier import read_entries, record
from riskkit.casework.file_copy_formats import to_html
from riskkit.casework.placement import check_place, record_place, record_separation
from riskkit.casework.sharing import copy_for_person
from riskkit.casework.supervision import open_with_purpose
from riskkit.casework.unit_overview import read_unit
from riskkit.errors import AccessRefused, ConflictError, StoreError
from riskkit.records import Store, create_store
from riskkit.records.audit import read_entries as read_trail
from riskkit.records.backup import back_up, restore
from riskkit.records.dossier import Placement
from riskkit.records.dossier_part import GoingAhead
from riskkit.records.dossier_tables import DOSSIER_TABLES, separation
from riskkit.records.dossier_unit import UnitPlace
from riskkit.records.erasures import note_erasure
from riskkit.records.sealing import destroy_key
from riskkit.records.separations import Separation
from riskkit.settings import settings
from tests.unit.casework.conftest import AT, UNIT, add_person

DAY, REVIEW = date(2026, 11, 2), date(2027, 2, 1)
APART = Separation(
    separation_kind="may_harm", direction="from_person", reason="Threatened him in court", starts_on=DAY,
    review_on=REVIEW,
)  # fmt: skip
OTHER_UNIT = "Terrorist Unit B"


def wing(name: str = "Wing 1", starts: date = DAY, ends: date | None = None, **more) -> UnitPlace:
    return UnitPlace(unit=UNIT, spot_kind="wing", spot=name, starts_on=starts, ends_on=ends, **more)


@pytest.fixture
def unit(store: Store) -> Access:
    """Give the unit's officer; A, B and C live in the unit, A and B must be kept apart."""
    for name in ("A", "B", "C"):
        add_person(store, name, place=UNIT)
    access = Access(store, "unit-1")
    record_separation(access, "A", "B", APART)
    return access


def notes(access: Access, after: int = 0):
    with access.store.reading() as connection:
        return [each.note for each in read_trail(connection, after=after)]


def test_a_place_that_breaks_no_separation_is_recorded(unit: Access):
    record_place(unit, "A", wing())
    assert check_place(unit, "C", wing()) == ()
    assert check_place(unit, "B", wing("Wing 2")) == ()
    entry = record_place(unit, "C", wing())
    assert read_entries(unit, "C", "unit_place") == (entry,)


@pytest.mark.parametrize(("first", "second"), [("A", "B"), ("B", "A")])
def test_every_conflict_is_said_from_either_side_and_nothing_is_recorded(unit: Access, first, second):
    record_place(unit, first, wing())
    (found,) = check_place(unit, second, wing("WING  1"))
    assert (found.other, found.spot) == (first, "WING 1")
    assert found.separation.content == APART
    with pytest.raises(ConflictError, match="breaks 1 separations that were not named"):
        record_place(unit, second, wing("WING 1"))
    assert read_entries(unit, second, "unit_place") == ()
    last = [each for each in notes(unit) if each.action == "placement.plan"][-1]
    assert (last.outcome, last.person) == ("conflict", second)


@pytest.mark.parametrize("written", ["Zuid-É 1", "zuid-é 1", " ZUID-É   1 ", "Zuid-é\t1"])
def test_a_wing_is_the_same_however_it_is_written(unit: Access, written: str):
    record_place(unit, "A", wing("Zuid-É 1"))
    assert len(check_place(unit, "B", wing(written))) == 1
    assert check_place(unit, "B", wing("Zuid-E 1")) == ()


def test_going_ahead_needs_a_reason_that_names_the_separation_and_is_kept(unit: Access):
    record_place(unit, "A", wing())
    (found,) = check_place(unit, "B", wing())
    wrong = GoingAhead(separations=("another",), reason="Watched all day")
    with pytest.raises(ConflictError, match="not named"):
        record_place(unit, "B", wing(going_ahead=wrong))
    named = GoingAhead(separations=(found.separation.id,), reason="Watched all day, for one day")
    entry = record_place(unit, "B", wing(going_ahead=named))
    (kept,) = read_entries(unit, "B", "unit_place")
    assert kept == entry
    assert isinstance(kept.content, UnitPlace)
    assert kept.content.going_ahead == named
    assert any(each.subject.endswith("against 1 separations") for each in notes(unit))


def test_a_reason_without_a_conflict_is_not_kept(unit: Access):
    named = GoingAhead(separations=("s",), reason="To be sure")
    entry = record_place(unit, "C", wing(going_ahead=named))
    assert isinstance(entry.content, UnitPlace)
    assert entry.content.going_ahead is None


def test_an_ended_separation_or_another_time_is_no_conflict(unit: Access):
    record_place(unit, "A", wing(ends=date(2026, 11, 30)))
    assert len(check_place(unit, "B", wing(starts=date(2026, 11, 30)))) == 1
    assert check_place(unit, "B", wing(starts=date(2026, 12, 1))) == ()
    (apart,) = read_unit(unit).separations
    ended = APART.model_copy(update={"ends_on": date(2026, 11, 15), "review": "Talked it out"})
    record_separation(unit, "A", "B", ended, follows=apart)
    assert check_place(unit, "B", wing(starts=date(2026, 11, 16))) == ()
    assert len(check_place(unit, "B", wing(starts=date(2026, 11, 15)))) == 1


def test_an_activity_is_checked_too_and_is_no_wing(unit: Access):
    sport = UnitPlace(unit=UNIT, spot_kind="activity", spot="Sport", starts_on=DAY)
    record_place(unit, "A", sport)
    assert len(check_place(unit, "B", sport)) == 1
    assert check_place(unit, "B", wing("Sport")) == ()


def test_a_new_wing_ends_the_stay_on_the_one_before(unit: Access):
    record_place(unit, "A", wing())
    record_place(unit, "A", wing("Wing 2", date(2026, 11, 20)))
    stays = {each.content.spot: each.content.ends_on for each in read_entries(unit, "A", "unit_place")}
    assert stays == {"Wing 1": date(2026, 11, 19), "Wing 2": None}
    assert check_place(unit, "B", wing(starts=date(2026, 11, 20))) == ()
    with pytest.raises(StoreError, match="not after the day"):
        record_place(unit, "A", wing("Wing 3", date(2026, 11, 20)))


def test_someone_who_left_the_unit_is_met_there_no_more(unit: Access, store: Store):
    record_place(unit, "A", wing())
    record(unit, "A", Placement(setting="unit", place=OTHER_UNIT, starts_on=DAY))
    assert check_place(unit, "B", wing()) == ()


def test_two_planners_cannot_bring_two_people_together_unseen(unit: Access, store: Store):
    """Both looked, both found the wing free; the second is refused, whoever that is."""
    assert check_place(unit, "A", wing()) == check_place(unit, "B", wing()) == ()
    ready, outcomes = threading.Barrier(2), []

    def plan(person: str) -> None:
        ready.wait(timeout=60)
        try:
            record_place(Access(store, "unit-1"), person, wing())
            outcomes.append("done")
        except ConflictError:
            outcomes.append("conflict")

    planners = [threading.Thread(target=plan, args=(person,)) for person in ("A", "B")]
    for each in planners:
        each.start()
    for each in planners:
        each.join(timeout=120)
    assert sorted(outcomes) == ["conflict", "done"]
    with store.reading() as connection:
        count = select(func.count()).select_from(DOSSIER_TABLES["unit_place"])
        assert connection.execute(count).scalar_one() == 1


def test_a_transfer_to_the_unit_of_the_other_is_checked_across_units(unit: Access, store: Store):
    """A goes to another unit; B may follow only with a reason, though that unit's files stay shut."""
    record(unit, "A", Placement(setting="unit", place=OTHER_UNIT, starts_on=DAY))
    move = Placement(setting="unit", place=OTHER_UNIT, starts_on=DAY)
    with pytest.raises(ConflictError, match="breaks 1 separations"):
        record(unit, "B", move)
    (half,) = read_unit(unit).separations
    assert (half.content, half.review_on) == (None, REVIEW)
    named = GoingAhead(separations=(half.id,), reason="Agreed with the other unit")
    record(unit, "B", move.model_copy(update={"going_ahead": named}))
    other = Access(store, "unit-9")
    (whole,) = read_unit(other).separations
    assert whole.content == APART


def test_a_place_in_the_unit_is_recorded_past_the_check_by_nobody(unit: Access):
    with pytest.raises(AccessRefused, match="record_place"):
        record(unit, "A", wing())
    with pytest.raises(AccessRefused, match="not in your unit"):
        record_place(unit, "A", wing().model_copy(update={"unit": OTHER_UNIT}))
    with pytest.raises(AccessRefused, match="not in your unit"):
        check_place(unit, "A", wing().model_copy(update={"unit": OTHER_UNIT}))


@pytest.mark.parametrize("user", ["unit-9", "officer-1", "supervisor-1", "inspector-1", "researcher-1"])
def test_another_unit_and_other_roles_are_refused_and_on_record(unit: Access, store: Store, user: str):
    access, before = Access(store, user), len(notes(unit))
    for ask in (
        lambda: check_place(access, "A", wing()),
        lambda: record_place(access, "A", wing()),
        lambda: record_separation(access, "A", "C", APART),
    ):
        with pytest.raises(AccessRefused, match="refused"):
            ask()
    said = [(each.action, each.outcome, each.person) for each in notes(unit)[before:]]
    assert said == [
        ("placement.plan", "refused", "A"), ("placement.plan", "refused", "A"),
        ("separation.record", "refused", "A"), ("separation.record", "refused", "C"),
    ]  # fmt: skip


def test_a_separation_with_someone_elsewhere_is_refused_and_on_record_about_both(unit: Access):
    before = len(notes(unit))
    with pytest.raises(AccessRefused, match="outside your unit"):
        record_separation(unit, "A", "OTHER", APART)
    said = [(each.outcome, each.person) for each in notes(unit)[before:]]
    assert said == [("refused", "A"), ("refused", "OTHER")]
    open_with_purpose(unit, "OTHER", "A threat that came in today")
    with pytest.raises(AccessRefused, match="outside your unit"):  # broken glass opens no separation
        record_separation(unit, "A", "OTHER", APART)
    with pytest.raises(StoreError, match="one person"):
        record_separation(unit, "A", "A", APART)


def test_the_second_of_two_reviews_is_refused(unit: Access):
    (apart,) = read_unit(unit).separations
    later = APART.model_copy(update={"review_on": date(2027, 5, 1), "review": "Still so"})
    record_separation(unit, "A", "B", later, follows=apart)
    with pytest.raises(ConflictError, match="has version 2 by now"):
        record_separation(unit, "A", "B", later, follows=apart)


def test_the_unit_sees_itself_and_nothing_of_an_erased_person(unit: Access, store: Store):
    record_place(unit, "A", wing())
    seen = read_unit(unit)
    assert [each.id for each in seen.people] == ["A", "B", "C", "OWN"]
    assert [each.person for each in seen.entries["unit_place"]] == ["A"]
    assert [each.content for each in seen.separations] == [APART]
    with store.writing() as connection:
        destroy_key(connection, "B", at=AT)
    left = read_unit(unit)
    assert [each.id for each in left.people] == ["A", "C", "OWN"]
    assert left.separations == ()
    assert check_place(unit, "C", wing()) == ()


def test_an_erased_person_in_another_unit_leaves_no_separation_either(unit: Access, store: Store):
    record(unit, "B", Placement(setting="unit", place=OTHER_UNIT, starts_on=DAY))
    assert len(read_unit(unit).separations) == 1
    with store.writing() as connection:
        destroy_key(connection, "B", at=AT)
    assert read_unit(unit).separations == ()
    record(unit, "A", Placement(setting="unit", place=OTHER_UNIT, starts_on=DAY))


def test_the_supervisor_of_a_unit_reads_it_and_the_one_of_a_team_finds_nobody(unit: Access, store: Store):
    from riskkit.records.accounts import add_account

    with store.writing() as connection:
        add_account(
            connection, name="lead", display_name="Lead", password_hash="none", role="supervisor",
            place=UNIT, at=AT,
        )  # fmt: skip
    lead = read_unit(Access(store, "lead"))
    assert len(lead.people) == 4
    assert lead.separations[0].content == APART
    assert read_unit(Access(store, "supervisor-1")).people == ()
    with pytest.raises(AccessRefused):
        record_separation(Access(store, "lead"), "A", "C", APART)


def test_the_copy_for_a_person_says_that_there_is_a_separation_not_with_whom_or_why(unit: Access):
    record_place(unit, "A", wing())
    (found,) = check_place(unit, "B", wing())
    named = GoingAhead(separations=(found.separation.id,), reason="SECRET about the other")
    record_place(unit, "B", wing(going_ahead=named))
    html = to_html(copy_for_person(unit, "B"))
    assert "Mensen met wie u niet samen mag zijn" in html
    assert "2027-02-01" in html
    for secret in ("Threatened", "SECRET", found.separation.id, ">A<"):
        assert secret not in html


def test_the_database_itself_shows_a_separation_to_nobody_else(unit: Access, store: Store):
    """Second line on PostgreSQL: even a query that forgets every condition gives no more."""
    count = select(func.count()).select_from(separation)
    for user, sees in (("unit-1", 1), ("unit-9", 0), ("officer-1", 0), ("researcher-1", 0), ("nobody", 0)):
        with store.acting_for(user).reading() as connection:
            seen = connection.execute(count).scalar_one()
        assert seen == (1 if store.file else sees), user
    if store.file:
        return  # SQLite has no such second line; casework is the only one
    party = text("SELECT place FROM riskkit_other_party('B')")
    with store.acting_for("unit-9").reading() as connection:
        assert connection.execute(party).all() == []
    forged = text(
        "INSERT INTO separation VALUES ('x', 1, 'A', 'OTHER', 'unit-1', 'then', 'words', '2026-11-02', "
        "'2027-02-01', NULL)"
    )
    as_unit = store.acting_for("unit-1")
    with pytest.raises(StoreError, match="row-level security"), as_unit.writing() as connection:
        connection.execute(forged)


def test_what_a_unit_keeps_comes_back_from_a_backup_and_stays_erased(
    unit: Access, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RISKKIT_CHECKPOINTS", str(tmp_path / "elsewhere"))
    settings.cache_clear()
    record_place(unit, "A", wing())
    back_up(store, tmp_path / "backup.gz")
    try:
        for erased in (False, True):
            if erased:
                note_erasure(store, "B", at=AT)
            other = create_store(
                f"sqlite:///{tmp_path / f'new-{erased}' / 'riskkit.db'}", secrets=store.keys.folder
            )
            restore(other, tmp_path / "backup.gz")
            seen = read_unit(Access(other, "unit-1"))
            assert [each.content.spot for each in seen.entries["unit_place"]] == ["Wing 1"]
            assert [each.content for each in seen.separations] == ([] if erased else [APART])
            other.close()
    finally:
        settings.cache_clear()


def test_nothing_of_a_separation_stands_in_the_store_the_trail_or_a_backup(
    unit: Access, store: Store, tmp_path: Path
):
    record_place(unit, "A", wing())
    (found,) = check_place(unit, "B", wing())
    named = GoingAhead(separations=(found.separation.id,), reason="Watched all day")
    record_place(unit, "B", wing(going_ahead=named))
    back_up(store, tmp_path / "backup.gz")
    raw = gzip.decompress((tmp_path / "backup.gz").read_bytes())
    for said in (b"Threatened", b"may_harm", b"from_person", b"Watched"):
        assert said not in raw
