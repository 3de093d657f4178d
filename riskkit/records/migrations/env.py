"""Alembic's entry: runs in the transaction that `records.migrate` has opened."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=False)
context.run_migrations()
