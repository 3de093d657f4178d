"""A page says to whom it is not for that it is so, in words, and where to go instead."""

from typing import Any

import IPython.display
import pytest

import riskkit.pages
from riskkit.casework import Desk
from riskkit.casework.policy import Role
from riskkit.pages import wiring
from riskkit.pages.catalogue import PAGES, CataloguedPage, pages_for
from riskkit.pages.components import Component
from riskkit.pages.texts import read_texts
from riskkit.records import Store
from riskkit.records.audit import read_entries
from tests.pages.test_overview import add


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch):
    """Show a page as a user sees it, without a browser; give its parts."""
    seen: list[Component] = []
    monkeypatch.setattr(IPython.display, "display", lambda *parts: seen.extend(parts))
    monkeypatch.setattr(wiring, "log_to", lambda folder: None)

    def show(page: CataloguedPage, desk: Desk) -> list[Any]:
        monkeypatch.setattr(wiring, "open_desk", lambda url: desk)
        getattr(riskkit.pages, page.function)()
        return list(seen)

    return show


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_shown_to_its_roles_and_tells_the_others_where_to_go(
    shown, store: Store, page: CataloguedPage, role: Role
):
    parts = shown(page, add(store, "somebody", role))
    told = [part.texts["title"] for part in parts if part.texts["title"].endswith("niet voor uw rol")]
    assert bool(told) == (role not in page.roles)
    with store.reading() as connection:
        refused = [each.note for each in read_entries(connection) if each.note.outcome == "refused"]
    assert bool(refused) == bool(told)  # what was asked in vain is on record
    if told:
        _, overview = parts
        assert [each["name"] for each in overview.pages] == [each.name for each in pages_for(role)]
        assert "is vastgelegd" in overview.texts["intro"]
        overview._handle_custom_msg({"command": "language", "code": "en"}, [])
        assert overview.texts["title"] == "This page is not for your role"
        assert overview.pages[0]["title"] == read_texts("en", pages_for(role)[0].name).say("title")
