"""Who was read, who was left out and why: the counts that open every cohort report."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, slots=True)
class Flow:
    """Numbers of rows from the source to the analysis.

    Attributes
    ----------
    read : int
        Rows in the source.
    dropped : tuple of (str, str, int)
        Reason, column and number of rows left out for it, in order; each row is counted
        once, under the first reason that fits.
    changed : tuple of (str, str, int)
        Rule, column and number of rows (of the table that the column is in) to which it was
        applied without leaving a release out.
    """

    read: int
    dropped: tuple[tuple[str, str, int], ...] = ()
    changed: tuple[tuple[str, str, int], ...] = ()

    @property
    def kept(self) -> int:
        """Return the number of rows in the analysis."""
        return self.read - sum(count for _, _, count in self.dropped)

    def frame(self) -> pd.DataFrame:
        """Return the flow as a table with columns step, column, n."""
        rows: list[tuple[str, str, int]] = [("read", "", self.read), *self.dropped, ("kept", "", self.kept)]
        return pd.DataFrame(rows, columns=["step", "column", "n"])
