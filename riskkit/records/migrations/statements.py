"""Read the SQL of one step: frozen text beside it, one file a database."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection

SEPARATOR: Final = "\n-- next\n"


def run_statements(connection: Connection, step: str) -> None:
    """Run every statement of one step in the dialect of the connection.

    Parameters
    ----------
    connection : Connection
        In a transaction; nothing is committed here.
    step : str
        Name of the step's module.
    """
    path = Path(__file__).parent / "versions" / f"{step}.{connection.dialect.name}.sql"
    for statement in path.read_text(encoding="utf-8").split(SEPARATOR):
        connection.exec_driver_sql(statement)
