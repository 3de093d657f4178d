"""The made-up caseload: the same for the same seed, marked, and never among real people."""

from collections import Counter

import pytest
from sqlalchemy import text

from riskkit.errors import StoreError
from riskkit.records import create_store, find_person, list_people, seed_synthetic, synthetic_people


def test_sixty_people_on_two_units_and_one_team():
    people = synthetic_people(seed=2026)
    assert len({p.id for p in people}) == len({p.made_up_name for p in people}) == 60
    assert Counter((p.setting, p.place) for p in people) == {
        ("unit", "Terrorist Unit A"): 20, ("unit", "Terrorist Unit B"): 20, ("team", "Team TER"): 20,
    }  # fmt: skip


def test_everyone_is_marked_as_made_up():
    for person in synthetic_people(seed=5):
        assert person.synthetic
        assert person.id.startswith("SYN-")
        assert "SYNTHETIC" in str(person.made_up_name)


def test_the_seed_decides():
    assert synthetic_people(seed=1) == synthetic_people(seed=1)
    assert synthetic_people(seed=1) != synthetic_people(seed=2)


def test_seeding_twice_adds_nobody(url: str):
    store = create_store(url)
    assert seed_synthetic(store, seed=7) == 60
    assert seed_synthetic(store, seed=7) == 0
    assert list_people(store) == synthetic_people(seed=7)
    store.close()


def test_another_seed_or_real_people_are_refused(store):
    with pytest.raises(StoreError, match="another made-up caseload"):
        seed_synthetic(store, seed=2, people=6)
    with store.writing() as connection:
        connection.execute(text("INSERT INTO person VALUES ('P-1', 0, NULL, 'unit', 'A')"))
    with pytest.raises(StoreError, match="holds real people"):
        seed_synthetic(store, seed=1, people=6)


@pytest.mark.parametrize("people", [0, -1, 401])
def test_a_number_of_people_out_of_range_is_refused(people: int):
    with pytest.raises(StoreError, match="from 1 to 400"):
        synthetic_people(seed=1, people=people)


def test_a_person_is_found_by_pseudonym_only(store):
    assert find_person(store, "SYN-0003").id == "SYN-0003"
    with pytest.raises(StoreError, match="not in the store"):
        find_person(store, "SYN-0003' OR '1'='1")
