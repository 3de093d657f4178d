"""Counts beside a number that readers have anyway, such as how many people a report is about.

Protected by themselves, such counts would give the rest away: with 768 rows read, 621 left out
for one reason and 143 people known to be in the report, 4 were left out for the other.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from riskkit.disclosure.rules import DEFAULT_RULES, Rules
from riskkit.disclosure.table import TOTAL, ReleasedTable, release_counts

KEPT: Final = "kept"
"""Label of the rows that are left."""


def release_steps(steps: Mapping[str, int], kept: int, *, rules: Rules = DEFAULT_RULES) -> ReleasedTable:
    """Release how many rows were left out, step by step, where it is known how many are left.

    Parameters
    ----------
    steps : mapping of str to int
        Rows left out by each step.
    kept : int
        Rows that are left; shown.
    rules : Rules
        Threshold.

    Returns
    -------
    ReleasedTable
        By ``step``: the steps in their order, "kept", and the total of all rows, which is blank where
        it and the number kept would tell how few were left out.
    """
    left_out = _counted(steps, rules) if any(steps.values()) else None
    every = 0.0 if left_out is None else left_out.value()
    total = np.nan if every is None else kept + every
    table = pd.DataFrame(
        {"step": [KEPT, TOTAL], "value": [float(kept), total], "blank": [False, every is None]}
    )
    if left_out is None:
        return ReleasedTable(table, ("step",), rules, 0, 0)
    inner = left_out.table[left_out.table["step"] != TOTAL].astype({"step": object})
    table = pd.concat([inner, table], ignore_index=True)
    return ReleasedTable(table, ("step",), rules, left_out.n_unsafe, left_out.n_protecting)


def release_part(name: str, count: int, of: int, *, rules: Rules = DEFAULT_RULES) -> ReleasedTable:
    """Release how many of a known number something concerns, where how few it does not tells as much.

    Parameters
    ----------
    name : str
        What it is.
    count, of : int
        How many, and of how many.
    rules : Rules
        Threshold; with a threshold of 1 all is shown.

    Returns
    -------
    ReleasedTable
        By ``step``: the count, and the same again as the total.
    """
    blank = rules.threshold > 1 and not rules.threshold <= count <= of - rules.threshold
    table = pd.DataFrame({"step": [name, TOTAL], "value": np.nan if blank else float(count), "blank": blank})
    return ReleasedTable(table, ("step",), rules, 2 * blank, 0)


def _counted(groups: Mapping[str, int], rules: Rules) -> ReleasedTable:
    """Release counts of rows of which nothing else is known, in their own order."""
    labels = np.repeat(np.array(list(groups), dtype=object), list(groups.values()))
    rows = pd.DataFrame({"step": pd.Categorical(labels, categories=list(groups))})
    return release_counts(rows, ["step"], rules=rules)
