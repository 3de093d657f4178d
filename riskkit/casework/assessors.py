"""Who is at work: the user that the server names, and the made-up officers to practise with."""

import os
from dataclasses import dataclass
from typing import Final

from riskkit.errors import AccessRefused
from riskkit.fields import SYNTHETIC

USER_VARIABLE: Final = "RISKKIT_USER"
"""Set by the server when it starts a kernel; never read from a page's address."""


@dataclass(frozen=True, slots=True)
class Assessor:
    """Someone who may judge: the key kept in records, the name shown, and the unit or team."""

    key: str
    name: str
    place: str = ""


_MADE_UP: Final = (
    Assessor("ter-officer-1", f"Reclassering 1, Team TER ({SYNTHETIC})", "Team TER"),
    Assessor("ter-officer-2", f"Reclassering 2, Team TER ({SYNTHETIC})", "Team TER"),
    Assessor("unit-a-officer-1", f"Casemanager, Terrorist Unit A ({SYNTHETIC})", "Terrorist Unit A"),
    Assessor("unit-b-officer-1", f"Casemanager, Terrorist Unit B ({SYNTHETIC})", "Terrorist Unit B"),
)


def demonstration_assessors() -> tuple[Assessor, ...]:
    """Return the made-up officers of the demonstration."""
    return _MADE_UP


def current_assessor() -> Assessor | None:
    """Return the user whom the server named, or None where nobody logs in."""
    name = os.environ.get(USER_VARIABLE, "").strip()
    return Assessor(name, name) if name else None


def current_user() -> str:
    """Return the user whom the server named.

    Raises
    ------
    AccessRefused
        No server named one.
    """
    user = current_assessor()
    if user is None:
        raise AccessRefused("nobody is logged in; open the pages through 'riskkit serve'.")
    return user.key
