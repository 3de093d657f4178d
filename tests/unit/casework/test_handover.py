"""Releases ahead and their handovers: which count, how far each is, what is late. Days by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from riskkit.casework.handover import releases_ahead
from riskkit.records.dossier_entries import DossierEntry
from riskkit.records.dossier_unit import Handover, PlannedRelease

TODAY = date(2026, 11, 26)
AT = datetime(2026, 11, 2, tzinfo=UTC)


def release(on: date, kind="conditional", name="r") -> DossierEntry:
    content = PlannedRelease(release_on=on, release_kind=kind, account="As decided")
    return DossierEntry(name, 1, f"P-{name}", "o", AT, content)


def handover(organisation="probation", due=date(2026, 12, 1), **steps: date) -> DossierEntry:
    content = Handover(release="r", organisation=organisation, due_on=due, task="x", **steps)
    return DossierEntry(f"h-{organisation}", 1, "P-r", "o", AT, content)


def test_releases_within_a_year_soonest_first_without_cancelled_ones():
    given = [
        release(date(2027, 11, 27), name="too far"),
        release(date(2027, 11, 26), name="last day"),
        release(date(2026, 12, 1), name="soon"),
        release(date(2026, 11, 20), name="past"),
        release(date(2026, 12, 2), "cancelled", "off"),
    ]
    found = releases_ahead(given, [], TODAY)
    assert [(each.release.id, each.days_left) for each in found] == [
        ("past", -6), ("soon", 5), ("last day", 365),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "late"),
    [
        (date(2027, 2, 24), False),  # 90 days from today: must be asked today at the latest
        (date(2027, 2, 23), True),
    ],
)
def test_probation_and_municipality_must_be_asked_ninety_days_before(on, late):
    (found,) = releases_ahead([release(on)], [], TODAY)
    assert [(each.organisation, each.state, each.late) for each in found.steps] == [
        ("municipality", "missing", late), ("probation", "missing", late),
    ]  # fmt: skip
    assert {each.due_on for each in found.steps} == {on - timedelta(days=90)}
    assert found.late is late


DAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ({}, "open"),
        ({"asked_on": DAY}, "asked"),
        ({"asked_on": DAY, "accepted_on": DAY}, "accepted"),
        ({"asked_on": DAY, "accepted_on": DAY, "done_on": DAY}, "done"),
    ],
)
@pytest.mark.parametrize(("due", "passed"), [(date(2026, 11, 25), True), (TODAY, False)])
def test_how_far_a_handover_is_and_whether_it_is_late(steps, state, due, passed):
    given = [handover(due=due, **steps), handover("municipality", date(2027, 5, 1))]
    (found,) = releases_ahead([release(date(2027, 6, 1))], given, TODAY)
    by_name = {each.organisation: each for each in found.steps}
    assert by_name["probation"].state == state
    assert by_name["probation"].late is (passed and state != "done")
    assert by_name["municipality"].state == "open"


def test_what_is_late_stands_first_and_others_may_take_over_too():
    given = [
        handover("care", date(2026, 12, 1)), handover("probation", date(2026, 11, 1)),
        handover("municipality", date(2026, 11, 30)),
    ]  # fmt: skip
    (found,) = releases_ahead([release(date(2026, 12, 20))], given, TODAY)
    assert [each.organisation for each in found.steps] == ["probation", "municipality", "care"]
    assert found.late


def test_a_release_that_has_passed_is_late_by_itself():
    (found,) = releases_ahead([release(date(2026, 11, 25))], [], TODAY)
    assert (found.days_left, found.late) == (-1, True)
