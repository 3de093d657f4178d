"""A phase follows another without a gap or an overlap; a release whose date moves stays one."""

from datetime import date

import pytest

from riskkit.casework.access import Access
from riskkit.casework.dossier import read_entries
from riskkit.casework.unit_records import record_phase, record_release
from riskkit.errors import AccessRefused, StoreError
from riskkit.records.dossier_unit import DetentionPhase, PlannedRelease


def phase(name: str, day: int, ends: date | None = None) -> DetentionPhase:
    return DetentionPhase(
        phase=name, regime="individual", starts_on=date(2026, 11, day), ends_on=ends, reasons="As decided"
    )


def test_a_new_phase_ends_the_one_before_on_the_day_before(store):
    unit = Access(store, "unit-1")
    record_phase(unit, "OWN", phase("intake", 2))
    record_phase(unit, "OWN", phase("stay", 20))
    days = {each.content.phase: each.content.ends_on for each in read_entries(unit, "OWN", "detention_phase")}
    assert days == {"intake": date(2026, 11, 19), "stay": None}
    for day in (20, 2, 1):
        with pytest.raises(StoreError, match="not after the day"):
            record_phase(unit, "OWN", phase("reintegration", day))
    assert len(read_entries(unit, "OWN", "detention_phase")) == 2


def test_a_phase_that_ended_long_before_is_left_as_it_is(store):
    unit = Access(store, "unit-1")
    first = record_phase(unit, "OWN", phase("intake", 2, date(2026, 11, 5)))
    record_phase(unit, "OWN", phase("stay", 20))
    kept = {each.id: each for each in read_entries(unit, "OWN", "detention_phase")}
    assert kept[first.id] == first


def test_a_release_that_moves_is_the_next_version_of_the_same(store):
    unit = Access(store, "unit-1")
    planned = PlannedRelease(release_on=date(2027, 3, 1), release_kind="conditional", account="x")
    first = record_release(unit, "OWN", planned)
    moved = planned.model_copy(update={"release_on": date(2027, 4, 1)})
    second = record_release(unit, "OWN", moved)
    assert (second.id, second.version) == (first.id, 2)
    assert [each.content for each in read_entries(unit, "OWN", "planned_release")] == [moved]


@pytest.mark.parametrize("user", ["unit-9", "supervisor-1", "inspector-1"])
def test_nobody_else_records_in_the_unit(store, user):
    access = Access(store, user)
    with pytest.raises(AccessRefused):
        record_phase(access, "OWN", phase("intake", 2))
    with pytest.raises(AccessRefused):
        record_release(
            access,
            "OWN",
            PlannedRelease(release_on=date(2027, 3, 1), release_kind="conditional", account="x"),
        )
