"""A whole file for reading, and who looked at it, through the same gate as all else."""

import pytest

from riskkit.casework import Desk
from riskkit.casework.access import Access
from riskkit.casework.dossier import record
from riskkit.casework.person_file import read_person_file, who_looked
from riskkit.casework.supervision import open_with_purpose
from riskkit.errors import AccessRefused
from riskkit.records.dossier import Incident, LifeEvent
from tests.unit.casework.conftest import AT, judgement, next_version

QUARREL = Incident(incident_kind="quarrel", happened_on=AT.date(), account="Loud")


@pytest.fixture
def officer(store):
    return Access(store, "officer-1", lambda: AT)


def test_a_file_holds_the_newest_entries_and_every_version_of_each_assessment(store, officer):
    first = record(officer, "OWN", QUARREL)
    record(officer, "OWN", QUARREL.model_copy(update={"account": "Settled"}), follows=first)
    record(officer, "OWN", LifeEvent(event_kind="job", happened_on=AT.date(), account="Started"))
    made, desk = judgement("OWN", by="officer-1"), Desk(store, "officer-1", lambda: AT)
    desk.save(made)
    desk.save(next_version(made, by="officer-1"))
    file = read_person_file(officer, "OWN")
    there = [(each.content.KIND, each.version) for each in file.entries]
    assert there == [("incident", 2), ("life_event", 1)]
    assert [[each.version for each in versions] for versions in file.assessments] == [[1, 2]]


def test_nobody_reads_a_file_out_of_reach_nor_who_looked_at_it(store):
    for user in ("officer-2", "unit-9", "researcher-1", "inspector-1"):
        access = Access(store, user, lambda: AT)
        for read in (read_person_file, who_looked):
            with pytest.raises(AccessRefused):
                read(access, "OWN")


def test_who_looked_tells_of_colleagues_refusals_and_purposes_newest_first(store, officer):
    read_person_file(Access(store, "unit-1", lambda: AT), "OWN")
    outsider = Access(store, "officer-9", lambda: AT)
    with pytest.raises(AccessRefused):
        read_person_file(outsider, "OWN")
    open_with_purpose(outsider, "OWN", "Urgent call from the police")
    looks = who_looked(officer, "OWN")
    assert [(each.actor, each.action, each.outcome, each.purpose) for each in looks] == [
        ("officer-9", "file.break_glass", "done", "Urgent call from the police"),
        ("officer-9", "file.read", "refused", ""),
        ("unit-1", "file.read", "done", ""),
    ]
