"""What the journeys share: who is in the caseload, and opening a file."""

from typing import Final

from playwright.sync_api import Page, expect

from riskkit.records import synthetic_people

PEOPLE: Final = synthetic_people(seed=2026, people=60)
CASELOAD: Final = [each.id for each in PEOPLE if each.place == "Team TER"]
"""Everyone in Team TER's caseload, which both officers of the team share."""
ASSESSED: Final = [each.id for each in PEOPLE[::5] if each.id in CASELOAD]
FRESH: Final = [each for each in CASELOAD if each not in ASSESSED]
"""Those with and those without a past assessment; each test takes people of its own."""


def open_file(page: Page, person: str) -> None:
    page.select_option("#rk-picked-person", person)
    page.click("#rk-open")
    expect(page.locator("#rk-person")).to_be_focused()
    expect(page.locator(".rk-person__facts")).to_contain_text(person)
