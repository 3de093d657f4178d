"""Schema version 5: who may see a person may see who looked at the file; and that is found quickly."""

from alembic import op

from riskkit.records.migrations.statements import run_statements

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Add an index and, on PostgreSQL, a policy; nothing that is there changes."""
    run_statements(op.get_bind(), "v0005_trail")
