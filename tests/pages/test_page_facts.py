"""What stands above a page: 'demonstration' where everyone is made up, and only there."""

from pathlib import Path
from types import SimpleNamespace

from sqlalchemy import delete, select, update

from riskkit.casework.made_up import only_made_up_people
from riskkit.pages.page_facts import PageFacts, page_facts
from riskkit.records import Store, create_store
from riskkit.records.tables import person

USER = "ter-officer-1"


def test_a_store_of_made_up_people_is_a_demonstration(store: Store):
    assert only_made_up_people(store, USER)


def test_one_real_person_ends_the_demonstration(store: Store):
    with store.writing() as connection:
        one = connection.execute(select(person.c.id).limit(1)).scalar_one()
        connection.execute(update(person).where(person.c.id == one).values(synthetic=0, made_up_name=None))
    assert not only_made_up_people(store, USER)


def test_a_store_of_nobody_is_no_demonstration(tmp_path: Path):
    empty = create_store(f"sqlite:///{tmp_path / 'empty.db'}")
    with empty.writing() as connection:
        connection.execute(delete(person))
    assert not only_made_up_people(empty, USER)
    empty.close()


def test_the_facts_of_a_page_are_those_of_its_server(store: Store):
    served = {"identity_provider": SimpleNamespace(store=store)}
    assert page_facts(served) == PageFacts(made_up=True, theme="")
