"""The made-up caseload: the same twice, marked as made up, and fit to its instrument."""

from pathlib import Path

import pytest

from riskkit.casework import seed_demonstration
from riskkit.instruments import load
from riskkit.pages.instrument_form import form_of
from riskkit.records import create_store, latest_judgement, list_people, list_versions, people_assessed
from riskkit.records.judgement_check import check_judgement

NEEDS = "reintegration-needs"


@pytest.fixture
def store(tmp_path: Path):
    made = create_store(f"sqlite:///{tmp_path / 'riskkit.db'}")
    yield made
    made.close()


def test_sixty_made_up_people_some_with_a_past_assessment(store):
    assert seed_demonstration(store) == 60
    assert all(
        person.synthetic and "SYNTHETIC" in (person.made_up_name or "") for person in list_people(store)
    )
    assert {person.place for person in list_people(store)} == {
        "Terrorist Unit A", "Terrorist Unit B", "Team TER",
    }  # fmt: skip
    assert len(people_assessed(store, NEEDS)) == 12


def test_doing_it_twice_adds_nothing(store):
    seed_demonstration(store)
    assert seed_demonstration(store) == 0
    for person in people_assessed(store, NEEDS):
        judgement = latest_judgement(store, person=person, instrument=NEEDS)
        assert judgement is not None
        assert len(list_versions(store, judgement.record)) == 1


def test_every_made_up_assessment_fits_its_instrument_and_says_it_is_made_up(store):
    seed_demonstration(store)
    rules = form_of(load(NEEDS), "nl").rules()
    for person in people_assessed(store, NEEDS):
        judgement = latest_judgement(store, person=person, instrument=NEEDS)
        assert judgement is not None
        check_judgement(judgement, rules)
        assert judgement.summary is not None
        assert "verzonnen" in judgement.summary.reasons
        assert sum(each.rating.state == "unknown" for each in judgement.items) == 1
