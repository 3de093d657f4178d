"""Who must not meet whom: a record about two people, sealed with the keys of both.

Destroying the key of either erases what was written; the row that is left says that there was
a separation and on which days, and nothing else.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, Self
from uuid import uuid4

from pydantic import model_validator
from sqlalchemy import Connection, RowMapping, func, insert, or_, select

from riskkit.errors import ConflictError, Fault, StoreError
from riskkit.records.dossier_tables import separation
from riskkit.records.judgement_items import Part, Text
from riskkit.records.keys import KeyRing
from riskkit.records.sealing import seal, unseal

DAYS = ("starts_on", "review_on", "ends_on")
"""Kept as columns; all else is sealed."""


class Separation(Part):
    """Why two people are kept apart, and until when that stands.

    Attributes
    ----------
    separation_kind : {"must_not_meet", "may_harm", "may_influence"}
        What must be prevented.
    direction : {"both", "from_person", "from_other"}
        From whom it goes out; not meeting is always of both.
    reason : str
        Why.
    starts_on, review_on, ends_on : date
        From when, when it must be looked at again, and its last day once it has ended.
    review : str or None
        What came of the last review, or why it ended.
    """

    separation_kind: Literal["must_not_meet", "may_harm", "may_influence"]
    direction: Literal["both", "from_person", "from_other"]
    reason: Text
    starts_on: date
    review_on: date
    ends_on: date | None = None
    review: Text | None = None

    @model_validator(mode="after")
    def _check_sense(self) -> Self:
        if self.separation_kind == "must_not_meet" and self.direction != "both":
            raise ValueError("two people who must not meet are so both ways")
        if self.review_on <= self.starts_on:
            raise ValueError("is reviewed after it starts")
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("ends before it starts")
        return self


@dataclass(frozen=True, slots=True)
class KeptSeparation:
    """One separation in one version.

    Attributes
    ----------
    id, version : str, int
        The same in all versions, and from 1.
    person, other : str
        The two people, in the order in which it was recorded.
    recorded_by, recorded_at : str, datetime
        By whom, when.
    starts_on, review_on, ends_on : date
        As in `Separation`.
    content : Separation or None
        What it says; None where the reader may not see both files.
    """

    id: str
    version: int
    person: str
    other: str
    recorded_by: str
    recorded_at: datetime
    starts_on: date
    review_on: date
    ends_on: date | None
    content: Separation | None

    def party(self, person: str) -> str:
        """Return the other one of the two."""
        return self.other if person == self.person else self.person

    def holds(self, first: date, last: date | None) -> bool:
        """Return whether it holds on any day of a period; no last day means for good."""
        begun = last is None or self.starts_on <= last
        return begun and (self.ends_on is None or self.ends_on >= first)


def add_separation(
    connection: Connection,
    keys: KeyRing,
    *,
    person: str,
    other: str,
    content: Separation,
    by: str,
    at: datetime,
    follows: KeptSeparation | None = None,
) -> KeptSeparation:
    """Keep a new separation, or the next version of one.

    Raises
    ------
    ConflictError
        Someone else made the next version first; nothing was overwritten.
    StoreError
        It is between one person, or the new version is between two others.
    ErasedError
        The key of either was destroyed.
    """
    if person == other:
        raise StoreError(Fault("separation", "is between one person", "two different people"))
    if follows is not None:
        _check_turn(connection, person, other, follows)
    number = 1 if follows is None else follows.version + 1
    kept = KeptSeparation(
        follows.id if follows else uuid4().hex, number, person, other, by, at.astimezone(UTC),
        content.starts_on, content.review_on, content.ends_on, content,
    )  # fmt: skip
    label = _label(kept.id, number)
    words = json.dumps(content.model_dump(mode="json", exclude=set(DAYS)))
    for each in (person, other):
        words = seal(connection, keys, person=each, label=label, words=words)
    days = {name: content.model_dump(mode="json")[name] for name in DAYS}
    connection.execute(
        insert(separation).values(
            id=kept.id, version=number, person=person, other=other, recorded_by=by,
            recorded_at=kept.recorded_at.isoformat(), words=words, **days,
        )
    )  # fmt: skip
    return kept


def separations_of(connection: Connection, people: Iterable[str]) -> tuple[KeptSeparation, ...]:
    """Return the newest version of every separation of any of these people, without its words."""
    return tuple(_without_words(row) for row in _newest(connection, people))


def unsealed(connection: Connection, keys: KeyRing, kept: KeptSeparation) -> KeptSeparation:
    """Return a separation with its words; ErasedError where the key of either was destroyed."""
    wanted = select(separation.c.words).where(
        separation.c.id == kept.id, separation.c.version == kept.version
    )
    words: str = connection.execute(wanted).scalar_one()
    label = _label(kept.id, kept.version)
    for each in (kept.other, kept.person):
        words = unseal(connection, keys, person=each, label=label, sealed=words)
    days = {name: day.isoformat() if (day := getattr(kept, name)) else None for name in DAYS}
    content = Separation.model_validate_json(json.dumps({**json.loads(words), **days}))
    return KeptSeparation(
        kept.id, kept.version, kept.person, kept.other, kept.recorded_by, kept.recorded_at,
        kept.starts_on, kept.review_on, kept.ends_on, content,
    )  # fmt: skip


def _newest(connection: Connection, people: Iterable[str]) -> Iterable[RowMapping]:
    table, whom = separation, list(people)
    newest = select(table.c.id, func.max(table.c.version).label("version")).group_by(table.c.id).subquery()
    wanted = (
        select(*(column for column in table.c if column.name != "words"))
        .join(newest, (table.c.id == newest.c.id) & (table.c.version == newest.c.version))
        .where(or_(table.c.person.in_(whom), table.c.other.in_(whom)))
        .order_by(table.c.review_on, table.c.id)
    )
    return connection.execute(wanted).mappings().all()


def _check_turn(connection: Connection, person: str, other: str, follows: KeptSeparation) -> None:
    if (follows.person, follows.other) != (person, other):
        raise StoreError(Fault("separation", "is between two other people", "the next version of the same"))
    newest = connection.execute(
        select(func.max(separation.c.version)).where(separation.c.id == follows.id)
    ).scalar_one()
    if newest != follows.version:
        raise ConflictError(
            Fault(
                "separation",
                f"has version {newest} by now; yours follows version {follows.version}",
                remedy="look at it again; nothing was overwritten or lost",
            )
        )


def _without_words(row: RowMapping) -> KeptSeparation:
    return KeptSeparation(
        row["id"],
        row["version"],
        row["person"],
        row["other"],
        row["recorded_by"],
        datetime.fromisoformat(row["recorded_at"]),
        date.fromisoformat(row["starts_on"]),
        date.fromisoformat(row["review_on"]),
        date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
        None,
    )


def _label(name: str, version: int) -> str:
    return f"separation/{name}/{version}"
