"""A cohort that was built into a folder, read again: counts first, columns when they are asked for."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from riskkit.cohort.flow import Flow
from riskkit.cohort.outcome import OutcomeDefinition
from riskkit.errors import DataError, Fault

TABLE: Final = "cohort.parquet"
SPELLS: Final = "spells.parquet"
FLOW: Final = "flow.csv"
CHECKS: Final = "checks.csv"
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class BuiltCohort:
    """A built cohort, on disk.

    Attributes
    ----------
    folder : Path
        Where it stands.
    outcome : OutcomeDefinition
        What was counted.
    flow : Flow
        Releases read, left out by reason, and kept; and how many were changed, by rule.
    checks : pandas.DataFrame
        kind, where, n: every check of the registers and how often it did not hold.
    until : datetime.date
        Last day counted.
    carried : dict of str to str
        Columns carried over, "number" or "word".
    data : dict of str to str
        SHA-256 of each register's file.
    """

    folder: Path
    outcome: OutcomeDefinition
    flow: Flow
    checks: pd.DataFrame
    until: date
    carried: dict[str, str]
    data: dict[str, str]

    @property
    def codes(self) -> dict[int, str]:
        """Return the name of each event code."""
        return self.outcome.codes

    @property
    def table(self) -> pd.DataFrame:
        """Return the whole follow-up table; see `read` for some columns of it."""
        return self.read()

    def read(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return columns of the follow-up table, one row a release.

        Parameters
        ----------
        columns : sequence of str, optional
            Which; all if None.
        """
        return _read(self.folder / TABLE, columns)

    def spells(self) -> pd.DataFrame:
        """Return the stretches at risk; see `FollowUp`."""
        return _read(self.folder / SPELLS, None)


def read_built(folder: Path) -> BuiltCohort:
    """Read what `build_cohort` wrote.

    Raises
    ------
    DataError
        The folder does not hold a built cohort.
    """
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        flow = pd.read_csv(folder / FLOW, keep_default_na=False)
        checks = pd.read_csv(folder / CHECKS)
        outcome = OutcomeDefinition.model_validate_json(json.dumps(told["outcome"]))
        (read, *dropped, _kept) = [(str(a), str(b), int(c)) for a, b, c in flow.itertuples(index=False)]
        changed = tuple((str(a), str(b), int(c)) for a, b, c in told["changed"])
        return BuiltCohort(
            folder, outcome, Flow(read[2], tuple(dropped), changed), checks,
            date.fromisoformat(told["counted_until"]), dict(told["parameters"].get("carry", {})),
            dict(told["data"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise DataError(
            Fault(
                f"folder {folder.name}", "does not hold a built cohort", "the --out of riskkit cohort build"
            )
        ) from None


def _read(path: Path, columns: Sequence[str] | None) -> pd.DataFrame:
    """Return a table as it was built: Parquet knows no whole seconds, which days are kept in."""
    try:
        table = pd.read_parquet(path, columns=list(columns) if columns is not None else None)
    except (OSError, ValueError) as error:
        raise DataError(Fault(path.name, f"cannot be read ({type(error).__name__})")) from None
    return table.astype({name: "datetime64[s]" for name in table.columns if name == "release_date"})
