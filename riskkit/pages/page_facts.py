"""What the template knows before a kernel runs: whether all people are made up, and whose theme it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskkit.casework.made_up import only_made_up_people
from riskkit.pages.agency_theme import THEME
from riskkit.pages.owned_kernels import SERVING
from riskkit.settings import settings as own_settings


@dataclass(frozen=True)
class PageFacts:
    """Facts of one request's page.

    Attributes
    ----------
    made_up : bool
        Whether everyone whom the user may know of is made up.
    theme : str
        Address of an agency's properties, below that of the pages; empty without one.
    """

    made_up: bool
    theme: str


def page_facts(served: Mapping[str, Any]) -> PageFacts:
    """Return the facts of a page for the user of this request.

    Parameters
    ----------
    served : mapping
        Settings of the server, among them where the store is.
    """
    made_up = only_made_up_people(served["identity_provider"].store, SERVING.get() or "")
    return PageFacts(made_up, THEME.lstrip("/") if own_settings().theme else "")
