"""The tables of people and their assessments, as queries name them.

The rules that the database itself keeps (a saved version is never changed or removed)
stand in `riskkit/records/migrations/versions`: migrations alone make and change tables,
and a test compares what they make with what is described here.
"""

from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

SCHEMA_VERSION: Final = 5
"""Raised with every migration; a store says which one it was made with."""

metadata = MetaData()

schema = Table(
    "schema_version",
    metadata,
    Column("only", Integer, CheckConstraint('"only" = 1'), primary_key=True, autoincrement=False),
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
    Column("version", Integer, CheckConstraint("version >= 1"), primary_key=True, autoincrement=False),
    Column("record", Text, nullable=False),  # sealed with the person's key
    Column("fingerprint", Text, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    sqlite_strict=True,
)

signature = Table(
    "signature",
    metadata,
    Column("assessment", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("part", Text, CheckConstraint("part IN ('author', 'second')"), primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("signed_by", Text, nullable=False),
    Column("signed_at", Text, nullable=False),
    ForeignKeyConstraint(
        ["assessment", "version"], ["assessment_version.assessment", "assessment_version.version"]
    ),
    UniqueConstraint("assessment", "version", "signed_by", name="one_signature_a_person"),
    sqlite_strict=True,
)
