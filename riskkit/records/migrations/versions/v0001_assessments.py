"""Schema version 1: people, assessments and their versions."""

from alembic import op

from riskkit.records.migrations.statements import run_statements

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables of version 1."""
    run_statements(op.get_bind(), "v0001_assessments")
