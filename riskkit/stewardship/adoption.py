"""How often a figure was shown, followed or overridden, by whom and in which direction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from riskkit.checks import check_columns
from riskkit.errors import DataError, Fault

ALWAYS: Final = 0.98
"""An officer who lets the figure decide more often than this is spoken to ..."""

ENOUGH: Final = 20
"""... once there are so many cases in which the figure and the first judgement differed."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What happened to figures that were shown.

    Attributes
    ----------
    table : pandas.DataFrame
        Index ``by``, everyone last; shown, agreed (judgement and figure alike from the start),
        differed, moved_to_figure, kept_own, moved_up, moved_down.
    always : tuple of str
        Those who nearly always moved to the figure: automation bias, to be talked about.
    reasons : pandas.Series
        How often each reason was given for a change.
    """

    table: pd.DataFrame
    always: tuple[str, ...]
    reasons: pd.Series


def adoption(shown: pd.DataFrame, *, levels: Sequence[str]) -> Adoption:
    """Count what was done with figures.

    Parameters
    ----------
    shown : pandas.DataFrame
        One row a figure shown: ``by``, ``first`` (level judged before it), ``figure`` (its band, in
        the same words), ``final`` (level that stands), ``reason`` (of a change; may be missing).
    levels : sequence of str
        From low to high.

    Raises
    ------
    DataError
        A column is missing or holds another level.
    """
    check_columns(shown, ["by", "first", "figure", "final", "reason"])
    faults = [
        Fault(
            f"column '{name}'",
            f"{int((~shown[name].isin(levels)).sum())} values are no level",
            ", ".join(levels),
        )
        for name in ("first", "figure", "final")
        if not shown[name].isin(levels).all()
    ]
    if faults:
        raise DataError(faults)
    place = {level: number for number, level in enumerate(levels)}
    first, figure, final = (shown[name].map(place) for name in ("first", "figure", "final"))
    counts = pd.DataFrame(
        {
            "by": shown["by"],
            "shown": 1,
            "agreed": first == figure,
            "differed": first != figure,
            "moved_to_figure": (first != figure) & (final == figure),
            "kept_own": (first != figure) & (final == first),
            "moved_up": final > first,
            "moved_down": final < first,
        }
    )
    table = counts.groupby("by").sum().astype(int)
    share = table["moved_to_figure"] / table["differed"].where(table["differed"] > 0)
    always = tuple(map(str, table.index[(share > ALWAYS) & (table["differed"] >= ENOUGH)]))
    everyone = table.sum().to_frame("everyone").T
    changed = shown.loc[final.to_numpy() != first.to_numpy(), "reason"]
    return Adoption(pd.concat([table, everyone]).rename_axis("by"), always, changed.value_counts())
