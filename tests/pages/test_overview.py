"""The overview offers each role its own pages, and says nothing as markup that is not ours."""

import re
from datetime import UTC, datetime

import pytest

from riskkit.casework import Desk
from riskkit.casework.policy import Action, Role, reach_of
from riskkit.pages.catalogue import PAGES, pages_for
from riskkit.pages.overview_panels import overview
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
    shown = overview(add(store, "somebody", role))
    assert re.findall('href="([a-z_-]+)[.]ipynb"', shown) == [page.name for page in pages_for(role)]
    assert ("geen pagina" in shown) == (not pages_for(role))


def test_who_has_no_active_account_is_offered_nothing(store: Store):
    assert pages_for(None) == ()
    assert "href" not in overview(Desk(store, "nobody"))


def test_pages_of_files_are_offered_to_whom_the_policy_gives_files():
    for page in PAGES:
        if page.name in ("caseload", "person", "assessment"):
            assert page.roles == {role for role in Role if reach_of(role, Action.READ)}


def test_a_name_shown_is_text_and_both_languages_are_there(store: Store):
    shown = overview(add(store, "somebody", Role.OFFICER, shown='<b onclick="x()">Name</b>'))
    assert "<b" not in shown
    assert "U bent aangemeld als &lt;b onclick=&quot;x()&quot;&gt;Name&lt;/b&gt;." in shown
    assert '<h1 data-en="Overview">Overzicht</h1>' in shown
