"""What the template knows before a kernel runs: whether all people are made up, and whose theme it is."""

from typing import Any

from riskkit.casework.made_up import only_made_up_people
from riskkit.pages.agency_theme import THEME
from riskkit.pages.owned_kernels import SERVING
from riskkit.settings import settings as own_settings


def with_page_facts(
    current_page_config: dict[str, Any], *, settings: dict[str, Any], **_: Any
) -> dict[str, Any]:
    """Add our facts to what Voila hands its template; called by Voila for each page.

    Parameters
    ----------
    current_page_config : dict
        What Voila would hand over.
    settings : dict
        Settings of the server, among them where the store is.
    """
    made_up = only_made_up_people(settings["identity_provider"].store, SERVING.get() or "")
    theme = THEME.lstrip("/") if own_settings().theme else ""
    return {**current_page_config, "riskkit": {"made_up": made_up, "theme": theme}}
