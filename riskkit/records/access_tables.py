"""The tables of access: who may log in, who is responsible for whom, keys, and the audit trail."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from riskkit.records.tables import metadata

ROLES_SQL = "role IN ('officer', 'unit', 'supervisor', 'researcher', 'steward', 'inspector')"

account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", Text, CheckConstraint(ROLES_SQL), nullable=False),
    Column("place", Text),
    Column("active", Integer, CheckConstraint("active IN (0, 1)"), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("created_at", Text, nullable=False),
    sqlite_strict=True,
)

assignment = Table(
    "assignment",
    metadata,
    Column("account", Text, ForeignKey("account.name"), primary_key=True),
    Column("person", Text, ForeignKey("person.id"), primary_key=True),
    Column("since", Text, primary_key=True),
    Column("until", Text),
    Column("assigned_by", Text, nullable=False),
    sqlite_strict=True,
)

break_glass = Table(
    "break_glass",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account", Text, ForeignKey("account.name"), nullable=False),
    Column("person", Text, ForeignKey("person.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("opened_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("seen_by", Text),
    Column("seen_at", Text),
    sqlite_strict=True,
)

login_session = Table(
    "login_session",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("account", Text, ForeignKey("account.name"), nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("started_at", Text, nullable=False),
    Column("last_seen_at", Text, nullable=False),
    Column("ended_at", Text),
    sqlite_strict=True,
)

login_guard = Table(
    "login_guard",
    metadata,
    Column("name", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Text, nullable=False),
    sqlite_strict=True,
)

person_key = Table(
    "person_key",
    metadata,
    Column("person", Text, ForeignKey("person.id"), primary_key=True),
    Column("wrapped", Text),
    Column("destroyed_at", Text),
    CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="a_key_is_there_or_destroyed"),
    sqlite_strict=True,
)

identity = Table(
    "identity",
    metadata,
    Column("person", Text, ForeignKey("person.id"), primary_key=True),
    Column("version", Integer, CheckConstraint("version >= 1"), nullable=False),
    Column("sealed", Text, nullable=False),
    sqlite_strict=True,
)

draft = Table(
    "draft",
    metadata,
    Column("account", Text, ForeignKey("account.name"), primary_key=True),
    Column("person", Text, ForeignKey("person.id"), primary_key=True),
    Column("instrument", Text, primary_key=True),
    Column("follows", Integer, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    sqlite_strict=True,
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("previous", Text, CheckConstraint("length(previous) = 64"), nullable=False),
    Column("hash", Text, CheckConstraint("length(hash) = 64"), nullable=False, unique=True),
    Index("audit_of_person", "person", "seq"),
    sqlite_strict=True,
)
