"""How often a model's figures were followed, departed from, or changed a judgement: released counts only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from riskkit.casework.access import Access
from riskkit.casework.figure_use import FigureUse, figure_use
from riskkit.disclosure import DEFAULT_RULES, ReleasedTable, ReleaseMemory, Rules, release_counts
from riskkit.errors import DataError, Fault
from riskkit.stewardship.kept import bands_of
from riskkit.stewardship.registry import Registry
from riskkit.survival import ProportionInterval, wilson_interval

Part = Literal["followed", "overridden", "changed", "moved"]

CELLS: Final[dict[Part, tuple[dict[str, str], dict[str, str]]]] = {
    "followed": ({"figure": "followed"}, {}),
    "overridden": ({"figure": "overridden"}, {}),
    "changed": ({"judgement": "changed"}, {}),
    "moved": ({"figure": "followed", "judgement": "changed"}, {"judgement": "changed"}),
}
"""Of which cell of the table each part is the count, and of which it is a share."""


@dataclass(frozen=True, slots=True)
class AdoptionPart:
    """One count of people, and its share.

    Attributes
    ----------
    name : {"followed", "overridden", "changed", "moved"}
        The judgement now equals the figure; differs from it; was changed after the figure was seen;
        was changed to where the figure is.
    count : int or None
        People; None where it may not be shown.
    share : ProportionInterval or None
        Of everyone about whom a figure was shown (``moved``: of whose judgement was changed), with
        Wilson's 95 % interval; None where one of both counts may not be shown.
    """

    name: Part
    count: int | None
    share: ProportionInterval | None


@dataclass(frozen=True, slots=True)
class ReleasedAdoption:
    """What was done with figures, as it may leave.

    Attributes
    ----------
    table : ReleasedTable
        People by ``figure`` (followed, overridden) and ``judgement`` (changed, kept).
    """

    table: ReleasedTable

    @property
    def shown(self) -> int | None:
        """Return about how many people a figure was shown; None where that may not be shown."""
        return self._count({})

    @property
    def parts(self) -> tuple[AdoptionPart, ...]:
        """Return every count with its share."""
        return tuple(self._part(name) for name in CELLS)

    def _part(self, name: Part) -> AdoptionPart:
        cell, whole = CELLS[name]
        count, of = self._count(cell), self._count(whole)
        return AdoptionPart(name, count, wilson_interval(count, of) if count is not None and of else None)

    def _count(self, cell: dict[str, str]) -> int | None:
        found = self.table.value(**cell)
        return None if found is None else int(found)


def read_adoption(
    access: Access, registry: Registry, *, model: str, purpose: str, memory: ReleaseMemory
) -> ReleasedAdoption:
    """Count what was done with the last figure of a model about each person, and release it.

    Parameters
    ----------
    access : Access
        Of a steward.
    registry : Registry
        Where the model's bands are named.
    model : str
        Which model.
    purpose : str
        What it is for, for the trail.
    memory : ReleaseMemory
        What was released before; what is released now is entered there.

    Raises
    ------
    AccessRefused
        The role does not steward models, or no purpose was given.
    StoreError
        There is no such model.
    DataError
        No figure was shown that can be compared.
    """
    registry.card(model)  # refuses a model that is not there
    named = {
        name for version in registry.versions(model) for _, name in bands_of(registry.card(model, version))
    }
    return release_adoption(figure_use(access, model=model, purpose=purpose), named - {""}, memory)


def release_adoption(
    uses: Iterable[tuple[str, FigureUse]],
    levels: Collection[str],
    memory: ReleaseMemory,
    *,
    rules: Rules = DEFAULT_RULES,
) -> ReleasedAdoption:
    """Count people by what was done with a figure about them, and release what may leave.

    Parameters
    ----------
    uses : iterable of (str, FigureUse)
        One a person, with a mark of the person.
    levels : collection of str
        Words that judgements and bands share; a figure whose band, or a judgement whose level, has
        another word cannot be compared and is left out.
    memory : ReleaseMemory
        As of `read_adoption`.
    rules : Rules
        Of release.

    Raises
    ------
    DataError
        No figure can be compared.
    """
    rows = [
        (
            person,
            "followed" if each.final == each.figure else "overridden",
            "kept" if each.final == each.first else "changed",
        )
        for person, each in uses
        if {each.first, each.figure, each.final} <= set(levels)
    ]
    if not rows:
        raise DataError(Fault("figures", "were not shown yet, or cannot be compared with a judgement"))
    people = pd.DataFrame(rows, columns=["person", "figure", "judgement"])
    people["figure"] = pd.Categorical(people["figure"], categories=["followed", "overridden"])
    people["judgement"] = pd.Categorical(people["judgement"], categories=["changed", "kept"])
    by = ["figure", "judgement"]
    return ReleasedAdoption(release_counts(people, by, rules=rules, register=memory, person="person"))
