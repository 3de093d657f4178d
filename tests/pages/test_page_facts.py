"""What stands above a page: 'demonstration' where everyone is made up, and only there."""

import asyncio
from pathlib import Path

from sqlalchemy import delete, select, update

from riskkit.casework.made_up import only_made_up_people
from riskkit.pages import page_handler
from riskkit.pages.page_handler import STILL_COMING, PageHandler
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


def test_a_page_that_takes_long_sends_a_comment_and_no_script(monkeypatch):
    async def pieces(_self, _path):
        yield "<p>a page that says window.voila_heartbeat somewhere in its long text</p>" + " " * 100
        yield "<script>window.voila_heartbeat()</script>\n"
        yield "<p>end</p>"

    monkeypatch.setattr(page_handler.TornadoVoilaHandler, "get_generator", pieces)

    async def sent():
        return [each async for each in PageHandler.get_generator(object.__new__(PageHandler), "x.ipynb")]

    first, second, third = asyncio.run(sent())
    assert first.startswith("<p>a page")
    assert (second, third) == (STILL_COMING, "<p>end</p>")
