"""Schema version 4: what a prison unit keeps: phases, places, releases, handovers, separations."""

from alembic import op

from riskkit.records.migrations.statements import run_statements

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    run_statements(op.get_bind(), "v0004_unit")
