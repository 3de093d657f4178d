"""Who may do what with whose file: one table, enforced and printed from here.

A cell says how far a role reaches with an action. What has no cell is not allowed.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """What an account is for; an account has one role."""

    OFFICER = "officer"
    UNIT = "unit"
    SUPERVISOR = "supervisor"
    RESEARCHER = "researcher"
    STEWARD = "steward"
    INSPECTOR = "inspector"


class Action(StrEnum):
    """What can be asked."""

    LIST = "caseload.list"
    READ = "file.read"
    BREAK_GLASS = "file.break_glass"
    DRAFT = "draft.save"
    SAVE = "assessment.save"
    SIGN = "assessment.sign"
    RECORD = "dossier.record"
    READ_IDENTITY = "identity.read"
    RECORD_IDENTITY = "identity.record"
    EXPORT = "file.export"
    SHARE = "file.share"
    DECIDE_CORRECTION = "correction.decide"
    LIST_DUE = "retention.list"
    ERASE = "file.erase"
    ASSIGN = "assignment.change"
    READ_FLAGS = "flags.read"
    SEEN_FLAG = "flags.acknowledge"
    READ_TRAIL = "trail.read"
    EXTRACT = "cohort.extract"
    STEWARD = "model.steward"


class Reach(StrEnum):
    """How far a role reaches with an action."""

    OWN = "own caseload"
    UNIT = "own unit"
    TEAM = "own team"
    ANYONE = "anyone"
    """An action on one person whom the role need not be responsible for (break-glass)."""
    GROUP = "groups only"
    """Pseudonymised structure of everyone; no person's words, no identity."""
    TRAIL = "the trail"
    """No file at all: who did what."""


_WORK: Final = (
    Action.LIST, Action.READ, Action.DRAFT, Action.SAVE, Action.SIGN, Action.RECORD, Action.READ_IDENTITY,
    Action.RECORD_IDENTITY, Action.EXPORT, Action.SHARE,
)  # fmt: skip
_LEAD: Final = (
    Action.LIST, Action.READ, Action.SIGN, Action.READ_IDENTITY, Action.EXPORT, Action.SHARE,
    Action.DECIDE_CORRECTION, Action.LIST_DUE, Action.ERASE, Action.ASSIGN, Action.READ_FLAGS,
    Action.SEEN_FLAG,
)  # fmt: skip

POLICY: Final[Mapping[Role, Mapping[Action, Reach]]] = MappingProxyType(
    {
        Role.OFFICER: MappingProxyType({**dict.fromkeys(_WORK, Reach.OWN), Action.BREAK_GLASS: Reach.ANYONE}),
        Role.UNIT: MappingProxyType({**dict.fromkeys(_WORK, Reach.UNIT), Action.BREAK_GLASS: Reach.ANYONE}),
        Role.SUPERVISOR: MappingProxyType(
            {**dict.fromkeys(_LEAD, Reach.TEAM), Action.BREAK_GLASS: Reach.ANYONE}
        ),
        Role.RESEARCHER: MappingProxyType({Action.EXTRACT: Reach.GROUP}),
        Role.STEWARD: MappingProxyType({Action.EXTRACT: Reach.GROUP, Action.STEWARD: Reach.GROUP}),
        Role.INSPECTOR: MappingProxyType({Action.READ_TRAIL: Reach.TRAIL, Action.READ_FLAGS: Reach.TRAIL}),
    }
)

OPENED_BY_BREAK_GLASS: Final = frozenset({Action.READ, Action.READ_IDENTITY, Action.RECORD})
"""What someone who broke the glass may do with that one file, for as long as it lasts."""


ABOUT_NO_ONE: Final = frozenset(
    {
        Action.LIST, Action.LIST_DUE, Action.READ_FLAGS, Action.SEEN_FLAG, Action.READ_TRAIL, Action.EXTRACT,
        Action.STEWARD,
    }
)  # fmt: skip
"""Actions on a list or on groups; every other action is about one person's file."""


def reach_of(role: Role, action: Action) -> Reach | None:
    """Return how far a role reaches with an action; None if it may not at all."""
    return POLICY[role].get(action)


def policy_table() -> tuple[tuple[str, ...], ...]:
    """Return the policy as a table: a heading, then one row an action with one cell a role."""
    heading = ("action", *(str(role) for role in Role))
    rows = [(str(action), *(str(reach_of(role, action) or "-") for role in Role)) for action in Action]
    return (heading, *rows)
