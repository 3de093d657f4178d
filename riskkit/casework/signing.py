"""Four eyes: the author signs a version, then someone else does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from sqlalchemy import Connection, func, insert, select

from riskkit.casework.access import Turn
from riskkit.errors import AccessRefused
from riskkit.records.judgement import Judgement, fingerprint
from riskkit.records.tables import assessment_version, signature

Part = Literal["author", "second"]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed which version, as author or as the second pair of eyes."""

    version: int
    part: Part
    signed_by: str
    signed_at: datetime


def sign(turn: Turn, judgement: Judgement) -> Signature:
    """Sign the newest version of an assessment.

    Raises
    ------
    AccessRefused
        It is a draft, not the newest version or not what was saved; it bears this
        signature already; the author has not signed yet; or both would be one person.
    """
    there = _check_newest(turn.connection, judgement)
    part: Part = "author" if there == turn.actor.name else "second"
    before = {each.part: each for each in signatures_of(turn.connection, judgement.record)
              if each.version == judgement.version}  # fmt: skip
    if part in before:
        raise AccessRefused(f"assessment.sign: refused; the version bears the {part} signature already.")
    if part == "second" and "author" not in before:
        raise AccessRefused("assessment.sign: refused; the author signs first.")
    turn.connection.execute(
        insert(signature).values(
            assessment=judgement.record,
            version=judgement.version,
            part=part,
            fingerprint=fingerprint(judgement),
            signed_by=turn.actor.name,
            signed_at=turn.at.astimezone(UTC).isoformat(),
        )
    )
    turn.subject += f", {part}"
    return Signature(judgement.version, part, turn.actor.name, turn.at)


def signatures_of(connection: Connection, record: str) -> tuple[Signature, ...]:
    """Return the signatures under an assessment, oldest first."""
    wanted = select(signature).where(signature.c.assessment == record)
    rows = connection.execute(wanted.order_by(signature.c.version, signature.c.part)).all()
    return tuple(
        Signature(r.version, cast("Part", r.part), r.signed_by, datetime.fromisoformat(r.signed_at))
        for r in rows
    )


def _check_newest(connection: Connection, judgement: Judgement) -> str:
    """Return who saved the version, if it is the newest and exactly what was saved."""
    if not judgement.judged:
        raise AccessRefused("assessment.sign: refused; there is no summary judgement yet.")
    of_record = assessment_version.c.assessment == judgement.record
    newest = connection.execute(select(func.max(assessment_version.c.version)).where(of_record)).scalar_one()
    row = connection.execute(
        select(assessment_version.c.saved_by, assessment_version.c.fingerprint).where(
            of_record, assessment_version.c.version == judgement.version
        )
    ).one_or_none()
    if row is None or newest != judgement.version or row.fingerprint != fingerprint(judgement):
        raise AccessRefused("assessment.sign: refused; it is not the newest saved version. Open it again.")
    return row.saved_by
