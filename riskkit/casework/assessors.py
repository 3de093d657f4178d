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
    """Someone who may judge: the key kept in records, and the name shown."""

    key: str
    name: str


_MADE_UP: Final = (
    Assessor("ter-officer-1", f"Reclassering 1, Team TER ({SYNTHETIC})"),
    Assessor("ter-officer-2", f"Reclassering 2, Team TER ({SYNTHETIC})"),
    Assessor("unit-a-officer-1", f"Casemanager, Terrorist Unit A ({SYNTHETIC})"),
    Assessor("unit-b-officer-1", f"Casemanager, Terrorist Unit B ({SYNTHETIC})"),
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
