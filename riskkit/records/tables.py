"""The tables of the store, and the rules that the database itself keeps.

A saved version is never changed or removed: triggers refuse it on every connection, also
on one that this program did not open. They check the next number *before* the insert,
because ``INSERT OR REPLACE`` removes a row without firing a delete trigger.
"""

from typing import Final

from sqlalchemy import (
    DDL,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    event,
)

SCHEMA_VERSION: Final = 1
"""Raised with every change of the tables; a store says which one it was made with."""

metadata = MetaData()

schema = Table(
    "schema_version",
    metadata,
    Column("only", Integer, CheckConstraint("only = 1"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    sqlite_strict=True,
)

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("synthetic", Integer, CheckConstraint("synthetic IN (0, 1)"), nullable=False),
    Column("made_up_name", Text),
    Column("setting", Text, CheckConstraint("setting IN ('unit', 'team')"), nullable=False),
    Column("place", Text, nullable=False),
    CheckConstraint("made_up_name IS NULL OR synthetic = 1", name="names_only_of_synthetic_people"),
    sqlite_strict=True,
)

assessment = Table(
    "assessment",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, ForeignKey("person.id"), nullable=False),
    Column("instrument", Text, nullable=False),
    Column("instrument_version", Text, nullable=False),
    Column("instrument_sha256", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    UniqueConstraint("person", "instrument", "number", name="one_assessment_a_turn"),
    sqlite_strict=True,
)

assessment_version = Table(
    "assessment_version",
    metadata,
    Column("assessment", Text, ForeignKey("assessment.id"), primary_key=True),
    Column("version", Integer, CheckConstraint("version >= 1"), primary_key=True),
    Column("record", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    sqlite_strict=True,
)

TRIGGERS: Final = (
    *(
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is never changed or removed'); END"
        for table in ("assessment", "assessment_version", "schema_version")
        for verb in ("update", "delete")
        if (table, verb) != ("schema_version", "update")
    ),
    "CREATE TRIGGER assessment_version_in_turn BEFORE INSERT ON assessment_version "
    "WHEN NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM assessment_version "
    "WHERE assessment = NEW.assessment) "
    "BEGIN SELECT RAISE(ABORT, 'a version takes the next number'); END",
    "CREATE TRIGGER assessment_in_turn BEFORE INSERT ON assessment "
    "WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM assessment "
    "WHERE person = NEW.person AND instrument = NEW.instrument) "
    "OR EXISTS (SELECT 1 FROM assessment WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'an assessment takes the next number'); END",
)

for _trigger in TRIGGERS:
    event.listen(metadata, "after_create", DDL(_trigger).execute_if(dialect="sqlite"))
