"""How many of the people behind a model stand in each band: counted by hand on eight people."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd

from riskkit.analyses.model_version import band_counts

# time and event (1 the outcome), followed to 10; computed risks, of which 0.2 and 0.4 lie on an edge
TABLE = pd.DataFrame({"t": [10, 3, 10, 10, 5, 12, 10, 10], "e": [0, 1, 0, 1, 2, 1, 1, 0]})
RISK = np.array([0.05, 0.1, 0.19, 0.2, 0.3, 0.39, 0.4, 0.9])
PARAMETERS = cast(
    "Any",
    SimpleNamespace(horizons=(5.0, 10.0), bands=[SimpleNamespace(lowest=edge) for edge in (0.0, 0.2, 0.4)]),
)


def counts(table: pd.DataFrame) -> list[tuple[float, int, int | None]]:
    cohort = cast("Any", SimpleNamespace(table=table, time="t", event="e"))
    return [(each.lowest, each.n, each.n_events) for each in band_counts(RISK, cohort, PARAMETERS)]


def test_an_edge_belongs_to_the_band_above_it_and_events_after_the_horizon_do_not_count():
    # bands: 0.05 0.1 0.19 | 0.2 0.3 0.39 | 0.4 0.9; outcome by 10: persons 2, 4 and 7 (6 had it at 12)
    table = TABLE.assign(e=TABLE["e"].where(TABLE["e"] != 2, 0), t=TABLE["t"].where(TABLE["e"] != 2, 10))
    assert counts(table) == [(0.0, 3, 1), (0.2, 3, 1), (0.4, 2, 1)]


def test_where_not_everyone_was_followed_the_events_are_not_told():
    assert counts(TABLE) == [(0.0, 3, None), (0.2, 3, None), (0.4, 2, None)]  # person 5 left at 5


def test_without_bands_nothing_is_counted():
    bare = cast("Any", SimpleNamespace(horizons=(10.0,), bands=[]))
    cohort = cast("Any", SimpleNamespace(table=TABLE, time="t", event="e"))
    assert band_counts(RISK, cohort, bare) == ()
