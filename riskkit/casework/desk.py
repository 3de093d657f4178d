"""The desk of one assessor: open a file, save a version, see what others saved.

Thin for now: it passes everything on to the store. It stands here so that role, purpose
and audit have one place to be checked, whatever page asks.
"""

from dataclasses import dataclass

from riskkit.records import (
    Person,
    Store,
    VersionNote,
    find_person,
    latest_judgement,
    list_people,
    list_versions,
    open_store,
    people_assessed,
    read_version,
    save_judgement,
)
from riskkit.records.judgement import Judgement


@dataclass(frozen=True, slots=True)
class OpenFile:
    """One person's file as it stood when it was opened.

    Attributes
    ----------
    person : Person
        Whose file it is.
    judgement : Judgement or None
        Newest version of the newest assessment; None if there is none yet.
    versions : tuple of VersionNote
        Who saved what when, newest first.
    """

    person: Person
    judgement: Judgement | None
    versions: tuple[VersionNote, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a page may ask of the store."""

    store: Store

    def list_people(self) -> tuple[Person, ...]:
        """Return everyone whose file may be opened."""
        return list_people(self.store)

    def people_assessed(self, instrument: str) -> frozenset[str]:
        """Return the pseudonyms of those with an assessment with this instrument."""
        return people_assessed(self.store, instrument)

    def open_file(self, person: str, *, instrument: str) -> OpenFile:
        """Open one person's file with one instrument.

        Raises
        ------
        StoreError
            Nobody has this pseudonym, or what was saved cannot be trusted any more.
        """
        judgement = latest_judgement(self.store, person=person, instrument=instrument)
        versions = list_versions(self.store, judgement.record) if judgement else ()
        return OpenFile(find_person(self.store, person), judgement, versions)

    def read_version(self, file: OpenFile, version: int) -> Judgement:
        """Return one version of the open file's assessment; StoreError if there is none."""
        record = file.judgement.record if file.judgement else ""
        return read_version(self.store, record=record, version=version)

    def save(self, judgement: Judgement, *, after: str | None = None) -> None:
        """Save one version; ConflictError if someone saved first (see `save_judgement`)."""
        save_judgement(self.store, judgement, after=after)


def open_desk(url: str) -> Desk:
    """Open the store behind a desk; StoreError says what to do if that cannot be."""
    return Desk(open_store(url))
