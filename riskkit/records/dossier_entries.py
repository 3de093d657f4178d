"""Keep and read entries of a person's file: every version is kept, none is overwritten."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import Connection, RowMapping, Table, func, insert, select

from riskkit.errors import ConflictError, Fault, StoreError
from riskkit.records.dossier import KINDS, DossierPart
from riskkit.records.dossier_tables import DOSSIER_TABLES
from riskkit.records.keys import KeyRing
from riskkit.records.sealing import is_erased, seal, unseal


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """One entry of a person's file in one version.

    Attributes
    ----------
    id : str
        The same in all its versions.
    version : int
        From 1.
    person, recorded_by, recorded_at : str, str, datetime
        About whom, by whom, when.
    content : DossierPart
        What it says.
    """

    id: str
    version: int
    person: str
    recorded_by: str
    recorded_at: datetime
    content: DossierPart


def add_entry(
    connection: Connection,
    keys: KeyRing,
    *,
    person: str,
    content: DossierPart,
    by: str,
    at: datetime,
    follows: DossierEntry | None = None,
) -> DossierEntry:
    """Keep a new entry, or the next version of one.

    Raises
    ------
    ConflictError
        Someone else made the next version first; nothing was overwritten.
    StoreError
        The new version is of another kind or person.
    """
    table = DOSSIER_TABLES[content.KIND]
    if follows is not None:
        _check_turn(connection, table, person, content, follows)
    entry = DossierEntry(
        id=follows.id if follows else uuid4().hex,
        version=follows.version + 1 if follows else 1,
        person=person,
        recorded_by=by,
        recorded_at=at.astimezone(UTC),
        content=content,
    )
    fields = content.model_dump(mode="json")
    structure = {name: fields.pop(name) for name in content.STRUCTURE}
    words = seal(connection, keys, person=person, label=_label(entry), words=json.dumps(fields))
    connection.execute(
        insert(table).values(
            id=entry.id,
            version=entry.version,
            person=person,
            recorded_by=by,
            recorded_at=entry.recorded_at.isoformat(),
            words=words,
            **structure,
        )
    )
    return entry


def entries_of(
    connection: Connection,
    keys: KeyRing,
    *,
    person: str,
    kind: str,
    only: Mapping[str, str] | None = None,
) -> tuple[DossierEntry, ...]:
    """Return the newest version of every entry of one kind, oldest entry first.

    With ``only``, no other entry is unsealed than those whose columns have these values.
    """
    return entries_about(connection, keys, people=(person,), kind=kind, only=only)


def entries_about(
    connection: Connection,
    keys: KeyRing,
    *,
    people: Collection[str],
    kind: str,
    only: Mapping[str, str] | None = None,
) -> tuple[DossierEntry, ...]:
    """Return the newest version of every entry of one kind about any of these people, oldest first.

    ``only`` is as for `entries_of`.

    Raises
    ------
    ErasedError
        The key of one of them was destroyed.
    """
    table = DOSSIER_TABLES[kind]
    newest = select(table.c.id, func.max(table.c.version).label("version")).group_by(table.c.id).subquery()
    wanted = (
        select(table)
        .join(newest, (table.c.id == newest.c.id) & (table.c.version == newest.c.version))
        .where(table.c.person.in_(people), *(table.c[name] == value for name, value in (only or {}).items()))
        .order_by(table.c.recorded_at, table.c.id)
    )
    return tuple(_read(connection, keys, kind, row) for row in connection.execute(wanted).mappings())


def versions_of(
    connection: Connection, keys: KeyRing, *, person: str, kind: str, entry: str
) -> tuple[DossierEntry, ...]:
    """Return every version of one entry, newest first."""
    table = DOSSIER_TABLES[kind]
    wanted = select(table).where(table.c.id == entry, table.c.person == person)
    rows = connection.execute(wanted.order_by(table.c.version.desc())).mappings()
    return tuple(_read(connection, keys, kind, row) for row in rows)


def everyones_entries(
    connection: Connection, keys: KeyRing, *, kind: str, only: Mapping[str, str] | None = None
) -> tuple[DossierEntry, ...]:
    """Return what `entries_of` does, of everyone whose key is there."""
    table = DOSSIER_TABLES[kind]
    people = connection.execute(select(table.c.person).distinct().order_by(table.c.person)).scalars().all()
    return tuple(
        entry
        for person in people
        if not is_erased(connection, person)
        for entry in entries_of(connection, keys, person=person, kind=kind, only=only)
    )


def read_content(kind: str, fields: Mapping[str, object]) -> DossierPart:
    """Return typed content from plain values; StoreError names the fields at fault."""
    try:
        return KINDS[kind].model_validate_json(json.dumps(fields))
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        raise StoreError(
            [Fault(".".join(map(str, each["loc"])) or kind, each["msg"].lower()) for each in found]
        ) from None


def _check_turn(
    connection: Connection, table: Table, person: str, content: DossierPart, follows: DossierEntry
) -> None:
    if follows.person != person or follows.content.KIND != content.KIND:
        raise StoreError(Fault("entry", "is of another person or kind", "the next version of the same entry"))
    newest = connection.execute(
        select(func.max(table.c.version)).where(table.c.id == follows.id)
    ).scalar_one()
    if newest != follows.version:
        raise ConflictError(
            Fault(
                "entry",
                f"has version {newest} by now; yours follows version {follows.version}",
                remedy="compare both; nothing was overwritten or lost",
            )
        )


def _read(connection: Connection, keys: KeyRing, kind: str, row: RowMapping) -> DossierEntry:
    person, label = row["person"], f"{kind}/{row['id']}/{row['version']}"
    words = json.loads(unseal(connection, keys, person=person, label=label, sealed=row["words"]))
    structure = {name: row[name] for name in KINDS[kind].STRUCTURE}
    content = read_content(kind, {**structure, **words})
    at = datetime.fromisoformat(row["recorded_at"])
    return DossierEntry(row["id"], row["version"], person, row["recorded_by"], at, content)


def _label(entry: DossierEntry) -> str:
    return f"{entry.content.KIND}/{entry.id}/{entry.version}"
