"""Whom an account reaches: own caseload, own unit, own team, or one file behind broken glass."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, false, or_, select

from riskkit.casework.policy import Action, Reach, Role, reach_of
from riskkit.records.access_tables import account, assignment, break_glass
from riskkit.records.tables import person


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, as the store knows them at this moment.

    Attributes
    ----------
    name : str
        Name of the account.
    role : Role
        What the account is for.
    place : str
        Unit or team; empty where the role has none.
    """

    name: str
    role: Role
    place: str


def find_actor(connection: Connection, name: str) -> Actor | None:
    """Return the active account of this name; None if there is none."""
    wanted = select(account.c.name, account.c.role, account.c.place).where(
        account.c.name == name, account.c.active == 1
    )
    row = connection.execute(wanted).one_or_none()
    return Actor(row.name, Role(row.role), row.place or "") if row else None


def within(actor: Actor, reach: Reach) -> ColumnElement[bool]:
    """Return the condition on ``person`` that is true for whom the actor reaches."""
    if reach is not Reach.OWN and not actor.place:
        return false()
    if reach is Reach.OWN:
        return _assigned_to(assignment.c.account == actor.name)
    if reach is Reach.UNIT:
        return person.c.place == actor.place
    if reach is Reach.TEAM:
        colleagues = select(account.c.name).where(account.c.place == actor.place)
        return or_(person.c.place == actor.place, _assigned_to(assignment.c.account.in_(colleagues)))
    return false()


def within_reach_of(actor: Actor, action: Action) -> ColumnElement[bool]:
    """Return the condition on ``person`` for whom the actor may do this; nobody where the role may not."""
    return within(actor, reach_of(actor.role, action) or Reach.GROUP)


def reaches(connection: Connection, actor: Actor, reach: Reach, person_id: str) -> bool:
    """Return whether the actor is responsible for this person."""
    wanted = select(person.c.id).where(person.c.id == person_id, within(actor, reach))
    return connection.execute(wanted).first() is not None


def glass_broken(connection: Connection, actor: Actor, person_id: str, *, at: datetime) -> bool:
    """Return whether the actor broke the glass of this file and that still lasts."""
    wanted = select(break_glass.c.id).where(
        break_glass.c.account == actor.name,
        break_glass.c.person == person_id,
        break_glass.c.opened_at <= at.astimezone(UTC).isoformat(),
        break_glass.c.expires_at > at.astimezone(UTC).isoformat(),
    )
    return connection.execute(wanted.limit(1)).first() is not None


def _assigned_to(whom: ColumnElement[bool]) -> Any:
    return exists().where(assignment.c.person == person.c.id, assignment.c.until.is_(None), whom)
