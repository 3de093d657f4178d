"""A unit of today over last month: counted by hand, and never to be subtracted from an earlier count."""

from datetime import date
from pathlib import Path

import pytest

from riskkit.analyses.unit_now import QUESTIONS, UnitRecord, last_month, unit_now
from riskkit.disclosure import Register
from riskkit.errors import DataError
from riskkit.parameters.schedule import Period

OCTOBER = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))


def records(people: int) -> list[UnitRecord]:
    """Thirty people and more: of the first thirty ten had no incident, ten had one, ten had two."""
    found = [UnitRecord(f"P{n:02d}", "stay", date(2026, 1, 1)) for n in range(people)]
    found += [UnitRecord(f"P{n:02d}", "incident", date(2026, 10, 5)) for n in range(10, 30)]
    return found + [UnitRecord(f"P{n:02d}", "incident", date(2026, 10, 31)) for n in range(20, 30)]


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "register.jsonl", b"k" * 32)


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 26), date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (date(2028, 3, 31), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_last_whole_month(today, first, last):
    assert last_month(today) == Period(first=first, last=last)


def test_groups_of_ten_are_shown_and_the_same_again(register):
    for _ in range(2):
        made = unit_now(records(30), {}, OCTOBER, register)
        shown = {level: made["incidents"].value(incidents=level) for level in QUESTIONS["incidents"]}
        assert shown == {"none": 10, "one": 10, "more": 10}
        assert made["incidents"].value() == 30


def test_what_one_more_person_would_give_away_is_not_shown(register):
    unit_now(records(30), {}, OCTOBER, register)
    later = unit_now(records(31), {}, OCTOBER, register)
    assert later["incidents"].value() is None  # 31 beside 30 tells of one person
    assert later["incidents"].value(incidents="none") is None
    assert later["incidents"].value(incidents="more") == 10


def test_phases_that_nobody_is_in_and_phases_not_known_are_groups_too(register):
    phases = {f"P{n:02d}": "stay" for n in range(15)}
    made = unit_now(records(30), phases, OCTOBER, register)["phase"]
    # 15 in their stay, 15 not known, nobody in the other two: 0 is below 10, and 30 - 15 - 15 would tell it.
    assert [made.value(phase=each) for each in ("intake", "reintegration")] == [None, None]
    assert made.n_unsafe == 2
    assert made.n_protecting >= 1


def test_who_was_not_here_last_month_is_nobody_to_count(register):
    late = [UnitRecord("P00", "stay", date(2026, 11, 2))]
    with pytest.raises(DataError, match="holds nobody"):
        unit_now(late, {}, OCTOBER, register)
