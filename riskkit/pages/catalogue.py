"""Every page, once: from here come the overview, the names of `riskkit.pages` and what kernels preload.

A new page is one line here, its texts, and its notebook in ``dashboards``.
"""

from dataclasses import dataclass
from typing import Final

from riskkit.casework.policy import Role


@dataclass(frozen=True, slots=True)
class CataloguedPage:
    """One page.

    Attributes
    ----------
    name : str
        Name of its notebook in ``dashboards``, without the ending.
    shown_by : str
        Module and function that show it, as ``module:function`` within ``riskkit.pages``.
    topics : tuple of str
        Catalogues of its sentences; the last one is its own and says ``title`` and ``about_page``.
    roles : frozenset of Role
        To whom the overview offers it. What someone may do there is decided in `riskkit.casework`.
    """

    name: str
    shown_by: str
    topics: tuple[str, ...]
    roles: frozenset[Role]

    @property
    def module(self) -> str:
        """Full name of the module that shows it."""
        return f"riskkit.pages.{self.shown_by.partition(':')[0]}"

    @property
    def function(self) -> str:
        """Name of the function that shows it, looked up in `riskkit.pages`."""
        return self.shown_by.partition(":")[2]


_FILES: Final = frozenset({Role.OFFICER, Role.UNIT, Role.SUPERVISOR})
_REPORTS: Final = frozenset({Role.RESEARCHER, Role.STEWARD})
_UNIT: Final = frozenset({Role.UNIT, Role.SUPERVISOR})
_SUPERVISOR, _INSPECTOR, _STEWARD = (
    frozenset({each}) for each in (Role.SUPERVISOR, Role.INSPECTOR, Role.STEWARD)
)
_READ: Final = ("pages", "dossier")
"""Sentences of a page about files that only reads."""

_SHEET: Final = (*_READ, "sheet")
"""Sentences of a page of sections."""

OVERVIEW: Final = CataloguedPage(
    "index", "overview_panels:show_overview_page", (*_READ, "overview"), frozenset(Role)
)
"""The first page after the login."""

PAGES: Final = (
    CataloguedPage("caseload", "caseload_panels:show_caseload_page", (*_READ, "caseload"), _FILES),
    CataloguedPage("unit", "unit_panels:show_unit_page", (*_READ, "keeping", "unit_page"), _UNIT),
    CataloguedPage(
        "person",
        "person_panels:show_person_page",
        (*_READ, "keeping", "conference", "person_entry", "person"),
        _FILES,
    ),
    CataloguedPage(
        "assessment", "assessment_panels:show_assessment", ("pages", "figure", "second", "assessment"), _FILES
    ),
    CataloguedPage("practice", "practice_panels:show_practice_page", ("pages", "practice"), _FILES),
    CataloguedPage(
        "launcher", "launcher_panels:show_launcher_page", ("pages", "keeping", "launcher"), _REPORTS
    ),
    CataloguedPage("conference", "conference_panels:show_conference_page", (*_READ, "conference"), _FILES),
    CataloguedPage("oversight", "oversight_panels:show_oversight_page", (*_SHEET, "oversight"), _SUPERVISOR),
    CataloguedPage("inspection", "trail_panels:show_inspection_page", (*_SHEET, "inspection"), _INSPECTOR),
    CataloguedPage(
        "stewardship", "stewarding_panels:show_stewardship_page", (*_SHEET, "stewarding"), _STEWARD
    ),
    CataloguedPage("proof", "proof_panels:show_proof_page", (*_SHEET, "proof"), frozenset(Role)),
)  # fmt: skip
"""Every page but the overview, in the order in which the overview lists them."""


def pages_for(role: Role | None) -> tuple[CataloguedPage, ...]:
    """Return the pages that the overview offers to a role; none without an active account."""
    return tuple(each for each in PAGES if role in each.roles)


def page_named(name: str) -> CataloguedPage:
    """Return one page by the name of its notebook; KeyError if there is none."""
    return {each.name: each for each in (OVERVIEW, *PAGES)}[name]
