"""Released results as tables: no arithmetic beyond rounding for display."""

from riskkit.tables.html_table import Column, Table

__all__ = ["Column", "Table"]
