"""Save and read assessments: every version is kept, none is overwritten, nothing is lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Row, Select, insert, select

from riskkit.errors import ConflictError, Fault, StoreError
from riskkit.records.judgement import Judgement, fingerprint, read_judgement, write_judgement
from riskkit.records.keys import KeyRing
from riskkit.records.sealing import seal, unseal
from riskkit.records.store import Store
from riskkit.records.tables import assessment, assessment_version


@dataclass(frozen=True, slots=True)
class VersionNote:
    """One line of an assessment's history.

    Attributes
    ----------
    version : int
        From 1.
    saved_by : str
        Key of the assessor.
    saved_at : datetime
        With time zone.
    change : str or None
        What changed and why, in the assessor's words; None for version 1.
    """

    version: int
    saved_by: str
    saved_at: datetime
    change: str | None


def new_record_id() -> str:
    """Return an id for a new assessment; it says nothing about the person."""
    return uuid4().hex


def save_judgement(store: Store, record: Judgement, *, after: str | None = None) -> None:
    """Save one version of an assessment.

    Parameters
    ----------
    store : Store
        Where to.
    record : Judgement
        Version 1 of a new assessment, or the version that follows the latest saved one.
    after : str or None
        For version 1 only: id of the person's latest assessment with this instrument that
        the assessor knew of, None if there was none.

    Raises
    ------
    ConflictError
        Someone saved in the meantime; what they saved stands and nothing was written.
    StoreError
        The person is unknown, or the store refuses for another reason.
    """
    with store.writing() as connection:
        add_version(connection, store.keys, record, after=after)


def add_version(
    connection: Connection, keys: KeyRing, record: Judgement, *, after: str | None = None
) -> None:
    """Save one version in a transaction that is under way; raises as `save_judgement`."""
    if record.version == 1:
        _start(connection, record, after)
    else:
        _check_turn(connection, record)
    label = _label(record.record, record.version)
    words = write_judgement(record)
    connection.execute(
        insert(assessment_version).values(
            assessment=record.record,
            version=record.version,
            record=seal(connection, keys, person=record.person, label=label, words=words),
            fingerprint=fingerprint(record),
            saved_by=record.saved_by,
            saved_at=record.saved_at.isoformat(),
        )
    )


def latest_judgement(store: Store, *, person: str, instrument: str) -> Judgement | None:
    """Return the newest version of the person's newest assessment with this instrument."""
    with store.reading() as connection:
        return newest_version(connection, store.keys, person=person, instrument=instrument)


def newest_version(
    connection: Connection, keys: KeyRing, *, person: str, instrument: str
) -> Judgement | None:
    """Return what `latest_judgement` does, in a transaction that is under way."""
    found = _latest_assessment(connection, person, instrument)
    return None if found is None else _read(connection, keys, _newest(connection, found.id))


def standing_version(connection: Connection, keys: KeyRing, record: str) -> Judgement:
    """Return the newest version of one assessment; StoreError if there is none."""
    return _read(connection, keys, _newest(connection, record))


def read_version(store: Store, *, record: str, version: int) -> Judgement:
    """Return one saved version of an assessment.

    Raises
    ------
    StoreError
        There is no such version, or its text is not what was saved.
    """
    with store.reading() as connection:
        return version_of(connection, store.keys, record=record, version=version)


def version_of(connection: Connection, keys: KeyRing, *, record: str, version: int) -> Judgement:
    """Return what `read_version` does, in a transaction that is under way."""
    wanted = _versions().where(
        assessment_version.c.assessment == record, assessment_version.c.version == version
    )
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise StoreError(Fault("assessment", "has no such version", remedy="choose one from the list"))
    return _read(connection, keys, row)


def list_versions(store: Store, record: str) -> tuple[VersionNote, ...]:
    """Return who saved which version when, newest first."""
    with store.reading() as connection:
        return notes_of(connection, store.keys, record)


def notes_of(connection: Connection, keys: KeyRing, record: str) -> tuple[VersionNote, ...]:
    """Return what `list_versions` does, in a transaction that is under way."""
    wanted = _versions().where(assessment_version.c.assessment == record)
    rows = connection.execute(wanted.order_by(assessment_version.c.version.desc())).all()
    read = (_read(connection, keys, row) for row in rows)
    return tuple(VersionNote(r.version, r.saved_by, r.saved_at, r.change) for r in read)


def people_assessed(store: Store, instrument: str) -> frozenset[str]:
    """Return the pseudonyms of everyone with an assessment with this instrument."""
    wanted = select(assessment.c.person).where(assessment.c.instrument == instrument).distinct()
    with store.reading() as connection:
        return frozenset(connection.execute(wanted).scalars())


def person_of(connection: Connection, record: str) -> str | None:
    """Return whose assessment this is; None if there is none."""
    wanted = select(assessment.c.person).where(assessment.c.id == record)
    return connection.execute(wanted).scalar_one_or_none()


def assessments_of(connection: Connection, person: str) -> tuple[str, ...]:
    """Return the ids of a person's assessments, oldest first."""
    wanted = select(assessment.c.id).where(assessment.c.person == person)
    return tuple(connection.execute(wanted.order_by(assessment.c.created_at, assessment.c.id)).scalars())


def _start(connection: Connection, record: Judgement, after: str | None) -> None:
    """Write the assessment's own row, unless someone started one in the meantime."""
    latest = _latest_assessment(connection, record.person, record.instrument.id)
    if (latest.id if latest else None) != after:
        raise ConflictError(
            Fault("assessment", "was started by someone else", remedy="open it and compare; nothing was lost")
        )
    connection.execute(
        insert(assessment).values(
            id=record.record,
            person=record.person,
            instrument=record.instrument.id,
            instrument_version=record.instrument.version,
            instrument_sha256=record.instrument.sha256,
            number=(latest.number if latest else 0) + 1,
            created_at=record.saved_at.isoformat(),
        )
    )


def _check_turn(connection: Connection, record: Judgement) -> None:
    """Refuse a version that does not follow the newest saved one."""
    newest = _newest(connection, record.record)
    if newest is None:
        raise StoreError(Fault("assessment", "is not in the store", remedy="save it as version 1 first"))
    previous = record.previous
    if previous is None or (newest.version, newest.fingerprint) != (previous.version, previous.fingerprint):
        raise ConflictError(
            Fault(
                "assessment",
                f"has version {newest.version} by now; yours follows version {record.version - 1}",
                remedy="compare both; nothing was overwritten or lost",
            )
        )


def _latest_assessment(connection: Connection, person: str, instrument: str) -> Row[Any] | None:
    wanted = select(assessment).where(assessment.c.person == person, assessment.c.instrument == instrument)
    return connection.execute(wanted.order_by(assessment.c.number.desc()).limit(1)).one_or_none()


def _versions() -> Select[Any]:
    """Return versions with whose they are: the key to unseal them is the person's."""
    whole = assessment_version.join(assessment, assessment.c.id == assessment_version.c.assessment)
    return select(assessment_version, assessment.c.person).select_from(whole)


def _newest(connection: Connection, record: str) -> Row[Any] | None:
    wanted = _versions().where(assessment_version.c.assessment == record)
    newest_first = wanted.order_by(assessment_version.c.version.desc())
    return connection.execute(newest_first.limit(1)).one_or_none()


def _read(connection: Connection, keys: KeyRing, row: Row[Any] | None) -> Judgement:
    """Unseal a saved version and check that it is what was saved."""
    if row is None:
        raise StoreError(Fault("assessment", "has no saved version", remedy="restore the last backup"))
    label = _label(row.assessment, row.version)
    record = read_judgement(unseal(connection, keys, person=row.person, label=label, sealed=row.record))
    if fingerprint(record) != row.fingerprint:
        raise StoreError(
            Fault(
                "assessment",
                "is not what was saved: its fingerprint differs",
                remedy="tell the administrator",
            )
        )
    return record


def _label(record: str, version: int) -> str:
    return f"assessment/{record}/{version}"
