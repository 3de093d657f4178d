"""Schema version 2: the person's file, access and audit; what was written is sealed.

Saved versions get sealed in place: the only moment at which the trigger that protects
them is set aside, inside the one transaction of the migration.
"""

from alembic import context, op
from sqlalchemy import Connection, text

from riskkit.records.keys import KeyRing
from riskkit.records.migrations.statements import run_statements
from riskkit.records.sealing import make_key, seal

revision = "2"
down_revision = "1"

SEALED_NOW = "SELECT v.assessment, v.version, v.record, a.person FROM assessment_version v JOIN assessment a ON a.id = v.assessment"  # noqa: E501
SET_ASIDE = {
    "sqlite": "DROP TRIGGER assessment_version_no_update",
    "postgresql": "ALTER TABLE assessment_version DISABLE TRIGGER assessment_version_no_update",
}
SET_BACK = {
    "sqlite": "CREATE TRIGGER assessment_version_no_update BEFORE UPDATE ON assessment_version \n"
    "BEGIN SELECT RAISE(ABORT, 'assessment_version is never changed or removed'); END",
    "postgresql": "ALTER TABLE assessment_version ENABLE TRIGGER assessment_version_no_update",
}


def upgrade() -> None:
    """Make the new tables, give every person a key and seal what was saved."""
    connection = op.get_bind()
    run_statements(connection, "v0002_records")
    _seal_what_is_there(connection, context.config.attributes["keys"])


def _seal_what_is_there(connection: Connection, keys: KeyRing) -> None:
    for (person,) in connection.execute(text("SELECT id FROM person ORDER BY id")).all():
        make_key(connection, keys, person)
    rows = connection.execute(text(SEALED_NOW)).all()
    if not rows:
        return
    connection.exec_driver_sql(SET_ASIDE[connection.dialect.name])
    change = text("UPDATE assessment_version SET record = :record WHERE assessment = :a AND version = :v")
    for row in rows:
        label = f"assessment/{row.assessment}/{row.version}"
        sealed = seal(connection, keys, person=row.person, label=label, words=row.record)
        connection.execute(change, {"record": sealed, "a": row.assessment, "v": row.version})
    connection.exec_driver_sql(SET_BACK[connection.dialect.name])
