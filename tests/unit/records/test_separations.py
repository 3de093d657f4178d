"""Who must not meet whom: two keys seal it, either erases it, and it is kept in turn."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError
from sqlalchemy import select, text

from riskkit.errors import ConflictError, ErasedError, StoreError
from riskkit.records.dossier_tables import separation
from riskkit.records.sealing import destroy_key
from riskkit.records.separations import (
    KeptSeparation,
    Separation,
    add_separation,
    separations_of,
    unsealed,
)  # fmt: skip

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DAY, REVIEW = date(2026, 11, 2), date(2027, 2, 1)
APART = Separation(
    separation_kind="may_influence", direction="from_other", reason="Recruited before", starts_on=DAY,
    review_on=REVIEW,
)  # fmt: skip


def keep(store, content=APART, *, follows=None, person="SYN-0001", other="SYN-0002") -> KeptSeparation:
    with store.writing() as connection:
        return add_separation(
            connection, store.keys, person=person, other=other, content=content, by="o", at=AT,
            follows=follows,
        )  # fmt: skip


def test_it_is_found_from_both_sides_and_its_words_are_sealed(store):
    kept = keep(store)
    with store.reading() as connection:
        for person in ("SYN-0001", "SYN-0002"):
            (found,) = separations_of(connection, [person])
            assert (found.content, found.review_on) == (None, REVIEW)
            assert unsealed(connection, store.keys, found) == kept
        assert separations_of(connection, ["SYN-0003"]) == ()
        raw = str(connection.execute(select(separation)).mappings().one())
    for said in ("Recruited", "may_influence", "from_other"):
        assert said not in raw
    assert (kept.party("SYN-0001"), kept.party("SYN-0002")) == ("SYN-0002", "SYN-0001")


@pytest.mark.parametrize("erased", ["SYN-0001", "SYN-0002"])
def test_destroying_the_key_of_either_erases_it(store, erased: str):
    kept = keep(store)
    elsewhere = keep(store, person="SYN-0003", other="SYN-0004")
    with store.writing() as connection:
        destroy_key(connection, erased, at=AT)
    with store.reading() as connection:
        with pytest.raises(ErasedError):
            unsealed(connection, store.keys, kept)
        assert unsealed(connection, store.keys, elsewhere) == elsewhere
    with pytest.raises(ErasedError):
        keep(store, follows=kept)


def test_what_was_sealed_for_two_opens_neither_with_one_key_nor_for_two_others(store):
    kept = keep(store)
    other = keep(store, person="SYN-0002", other="SYN-0001")
    with store.writing() as connection:
        words = connection.execute(select(separation.c.words).where(separation.c.id == kept.id)).scalar_one()
        moved = {
            "id": "m", "version": 1, "person": "SYN-0001", "other": "SYN-0003", "recorded_by": "o",
            "recorded_at": AT.isoformat(), "words": words, "starts_on": DAY.isoformat(),
            "review_on": REVIEW.isoformat(), "ends_on": None,
        }  # fmt: skip
        connection.execute(separation.insert().values(**moved))
    with store.reading() as connection:
        (copied,) = separations_of(connection, ["SYN-0003"])
        with pytest.raises(StoreError, match="cannot be unsealed"):
            unsealed(connection, store.keys, copied)
        assert unsealed(connection, store.keys, other) == other


def test_a_review_and_an_end_are_next_versions_and_the_second_of_two_is_refused(store):
    first = keep(store)
    longer = APART.model_copy(update={"review_on": date(2027, 6, 1), "review": "Still so"})
    second = keep(store, longer, follows=first)
    ended = longer.model_copy(update={"ends_on": date(2027, 6, 1)})
    with store.reading() as connection:
        assert [each.version for each in separations_of(connection, ["SYN-0001"])] == [2]
    with pytest.raises(ConflictError, match="has version 2 by now; yours follows version 1"):
        keep(store, ended, follows=first)
    third = keep(store, ended, follows=second)
    with store.reading() as connection:
        assert unsealed(connection, store.keys, third).content == ended
    with pytest.raises(StoreError, match="two other people"):
        keep(store, ended, follows=third, other="SYN-0003")


def test_nobody_is_kept_from_themselves(store):
    with pytest.raises(StoreError, match="one person"):
        keep(store, other="SYN-0001")
    row = (
        "INSERT INTO separation VALUES ('x', 1, 'SYN-0001', 'SYN-0001', 'o', 'then', 'words', "
        "'2026-11-02', '2027-02-01', NULL)"
    )
    with pytest.raises(StoreError, match="between_two_people"), store.writing() as connection:
        connection.execute(text(row))


@pytest.mark.parametrize(
    "statement",
    ["UPDATE separation SET ends_on = '2026-11-03'", "DELETE FROM separation"],
)
def test_the_database_refuses_to_change_one(store, statement: str):
    keep(store)
    with pytest.raises(StoreError, match="never changed or removed"), store.writing() as connection:
        connection.execute(text(statement))


def test_a_version_cannot_jump_or_change_its_people(store):
    kept = keep(store)
    for version, other in ((3, "SYN-0002"), (2, "SYN-0003")):
        row = text(
            "INSERT INTO separation VALUES (:id, :v, 'SYN-0001', :other, 'o', 'then', 'words', "
            "'2026-11-02', '2027-02-01', NULL)"
        )
        with pytest.raises(StoreError, match="next number"), store.writing() as connection:
            connection.execute(row, {"id": kept.id, "v": version, "other": other})


@pytest.mark.parametrize(
    ("starts", "ends", "first", "last", "holds"),
    [
        ("2026-11-02", None, "2026-11-02", "2026-11-02", True),
        ("2026-11-02", None, "2026-11-01", "2026-11-01", False),
        ("2026-11-02", None, "2026-10-01", None, True),
        ("2026-11-02", "2026-11-30", "2026-11-30", None, True),
        ("2026-11-02", "2026-11-30", "2026-12-01", None, False),
    ],
)
def test_on_which_days_it_holds(starts, ends, first, last, holds):
    days = [date.fromisoformat(day) if day else None for day in (starts, ends, first, last)]
    kept = KeptSeparation("x", 1, "A", "B", "o", AT, days[0], REVIEW, days[1], None)
    assert kept.holds(days[2], days[3]) is holds


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"separation_kind": "must_not_meet"}, "both ways"),
        ({"review_on": DAY}, "reviewed after it starts"),
        ({"ends_on": date(2026, 11, 1)}, "ends before it starts"),
        ({"reason": "-"}, "says nothing"),
    ],
)
def test_contradictions_are_refused(changes, said):
    with pytest.raises(ValidationError, match=said):
        Separation.model_validate({**APART.model_dump(), **changes})
