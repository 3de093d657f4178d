"""A unit over a period: who was there, assessments, incidents, releases coming; released counts only."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from riskkit.analyses.unit_people import LEVELS, people_of, read_extract
from riskkit.cohort.table_file import fingerprint
from riskkit.disclosure import Planned, ReleasedTable, ReleaseMemory, Rules, release_counts
from riskkit.parameters.unit import UnitParameters


@dataclass(frozen=True, slots=True)
class UnitReport:
    """What may be said about a unit: nothing in it is from before release.

    Attributes
    ----------
    parameters : UnitParameters
        What was asked.
    tables : dict of str to ReleasedTable
        People by ``movement``, ``assessment``, ``incidents`` and ``release``.
    fingerprint : str
        SHA-256 of the extract.
    """

    parameters: UnitParameters
    tables: dict[str, ReleasedTable]
    fingerprint: str

    @property
    def people(self) -> float | None:
        """Return how many people were there, None where that may not be shown."""
        return self.tables["movement"].value()


def unit_report(
    parameters: UnitParameters, memory: Callable[[str], ReleaseMemory] | None = None
) -> UnitReport:
    """Count the people of a unit by four questions, and release what may leave.

    Parameters
    ----------
    parameters : UnitParameters
        With the extract located.
    memory : callable, optional
        What was released before, for each table; by default the decision that the parameters
        carry.

    Raises
    ------
    DataError
        The extract is at fault, or the unit or period holds nobody.
    """
    path = Path(parameters.extract.source)
    people = people_of(read_extract(path), parameters.unit, parameters.period)
    asked = memory or (lambda name: Planned(parameters.withheld.get(name, ())))
    rules = Rules(threshold=parameters.threshold)
    tables = {
        name: release_counts(people, [name], rules=rules, register=asked(name), person="person")
        for name in LEVELS
    }
    return UnitReport(parameters, tables, fingerprint(path))
