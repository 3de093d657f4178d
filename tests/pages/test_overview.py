"""The overview offers each role its own pages, in two languages."""

from datetime import UTC, datetime

import pytest

from riskkit.casework import Desk
from riskkit.casework.policy import Action, Role, reach_of
from riskkit.pages.catalogue import PAGES, page_named, pages_for
from riskkit.pages.overview_panels import overview_panels
from riskkit.pages.overview_state import OverviewState
from riskkit.records import Store
from riskkit.records.accounts import add_account

AT = datetime(2026, 9, 1, tzinfo=UTC)


def add(store: Store, name: str, role: Role, shown: str = "Somebody (SYNTHETIC)") -> Desk:
    with store.writing() as connection:
        add_account(
            connection,
            name=name,
            display_name=shown,
            password_hash="none",
            role=role,
            place="Team TER",
            at=AT,
        )
    return Desk(store, name)


@pytest.mark.parametrize("role", Role)
def test_a_role_is_offered_its_pages_and_no_other(store: Store, role: Role):
    state = OverviewState(add(store, "somebody", role))
    assert [page["name"] for page in state.pages] == [page.name for page in PAGES if role in page.roles]
    assert all(page["address"] == f"{page['name']}.ipynb" for page in state.pages)


def test_who_has_no_active_account_is_offered_nothing(store: Store):
    assert pages_for(None) == ()
    assert OverviewState(Desk(store, "nobody")).pages == []


def test_pages_of_files_are_offered_to_whom_the_policy_gives_files():
    for name in ("caseload", "person", "assessment"):
        assert page_named(name).roles == {role for role in Role if reach_of(role, Action.READ)}


def test_the_overview_speaks_both_languages(store: Store):
    state = OverviewState(add(store, "somebody", Role.OFFICER))
    assert (state.texts["title"], state.pages[0]["title"]) == ("Overzicht", "Mijn caseload")
    parts = overview_panels(state)
    parts[1]._handle_custom_msg({"command": "language", "code": "en"}, [])
    assert (parts[1].texts["title"], parts[1].pages[0]["title"]) == ("Overview", "My caseload")
    assert state.who == "Somebody (SYNTHETIC)"
