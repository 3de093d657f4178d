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
    KEEP_FORM = "form.keep"
    KEEP_OWN = "form.keep_own"
    SAVE = "assessment.save"
    SIGN = "assessment.sign"
    SHOW_FIGURE = "figure.show"
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
    VERIFY_TRAIL = "trail.verify"
    EXPORT_TRAIL = "trail.export"
    OVERSEE = "team.oversee"
    PROVE = "figure.prove"
    READ_UNIT = "unit.read"
    SEPARATE = "separation.record"
    PLACE = "placement.plan"
    EXTRACT = "cohort.extract"
    STEWARD = "model.steward"
    RUN_REPORT = "report.run"
    READ_REPORT = "report.read"
    PRACTISE = "practice.use"


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
    SYNTHETIC = "made-up cases"
    """No file at all: people who do not exist, to practise on."""
    SELF = "own words"
    """No file at all: what the user is writing and has not sent yet."""


_WORK: Final = (
    Action.LIST, Action.READ, Action.DRAFT, Action.SAVE, Action.SIGN, Action.RECORD, Action.READ_IDENTITY,
    Action.RECORD_IDENTITY, Action.EXPORT, Action.SHARE, Action.SHOW_FIGURE, Action.KEEP_FORM,
)  # fmt: skip
_LEAD: Final = (
    Action.LIST, Action.READ, Action.SIGN, Action.READ_IDENTITY, Action.EXPORT, Action.SHARE,
    Action.DECIDE_CORRECTION, Action.LIST_DUE, Action.ERASE, Action.ASSIGN, Action.READ_FLAGS,
    Action.SEEN_FLAG, Action.OVERSEE, Action.READ_UNIT, Action.KEEP_FORM,
)  # fmt: skip
_UNIT: Final = (Action.READ_UNIT, Action.SEPARATE, Action.PLACE)
_INSPECT: Final = (Action.READ_TRAIL, Action.VERIFY_TRAIL, Action.EXPORT_TRAIL, Action.READ_FLAGS)
_PROVE: Final = {Action.PROVE: Reach.GROUP}
"""Everyone may have a figure proved; one from a file only if they may read that file."""
_PRACTISE: Final = {Action.PRACTISE: Reach.SYNTHETIC}
_OWN: Final = {Action.KEEP_OWN: Reach.SELF}
_REPORT: Final = {Action.RUN_REPORT: Reach.GROUP, Action.READ_REPORT: Reach.GROUP}

POLICY: Final[Mapping[Role, Mapping[Action, Reach]]] = MappingProxyType(
    {
        Role.OFFICER: MappingProxyType(
            {
                **dict.fromkeys(_WORK, Reach.OWN),
                Action.BREAK_GLASS: Reach.ANYONE,
                **_PROVE,
                **_PRACTISE,
                **_OWN,
            }
        ),
        Role.UNIT: MappingProxyType(
            {
                **dict.fromkeys((*_WORK, *_UNIT), Reach.UNIT),
                Action.BREAK_GLASS: Reach.ANYONE,
                **_PROVE,
                **_PRACTISE,
                **_OWN,
            }
        ),
        Role.SUPERVISOR: MappingProxyType(
            {
                **dict.fromkeys(_LEAD, Reach.TEAM),
                Action.BREAK_GLASS: Reach.ANYONE,
                **_PROVE,
                **_PRACTISE,
                **_OWN,
            }
        ),
        Role.RESEARCHER: MappingProxyType({Action.EXTRACT: Reach.GROUP, **_PROVE, **_REPORT, **_OWN}),
        Role.STEWARD: MappingProxyType(
            {Action.EXTRACT: Reach.GROUP, Action.STEWARD: Reach.GROUP, **_PROVE, **_REPORT, **_OWN}
        ),
        Role.INSPECTOR: MappingProxyType({**dict.fromkeys(_INSPECT, Reach.TRAIL), **_PROVE}),
    }
)

OPENED_BY_BREAK_GLASS: Final = frozenset({Action.READ, Action.READ_IDENTITY, Action.RECORD, Action.KEEP_FORM})
"""What someone who broke the glass may do with that one file, for as long as it lasts."""


ABOUT_NO_ONE: Final = frozenset(
    {
        Action.LIST, Action.LIST_DUE, Action.READ_FLAGS, Action.SEEN_FLAG, Action.READ_TRAIL, Action.EXTRACT,
        Action.READ_UNIT,
        Action.STEWARD, Action.VERIFY_TRAIL, Action.EXPORT_TRAIL, Action.OVERSEE, Action.PROVE,
        Action.RUN_REPORT, Action.READ_REPORT, Action.PRACTISE, Action.KEEP_OWN,
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
