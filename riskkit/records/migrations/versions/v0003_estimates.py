"""Schema version 3: estimates that were shown, kept as they were shown."""

from alembic import op

from riskkit.records.migrations.statements import run_statements

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Make the table; nothing that is there changes."""
    run_statements(op.get_bind(), "v0003_estimates")
