"""SYNTHETIC people in a file of one's own: three groups, one of them small, and a rare trait."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

UNITS = {"North": 280, "South": 132, "East": 8}


def column(kind: str) -> dict[str, Any]:
    return {"label": {"nl": "kenmerk", "en": "thing"}, "kind": kind}


COLUMNS = {"person": column("identifier"), "unit": column("category"), "age": column("number"),
           "work": column("yes_no"), "rare": column("yes_no")}  # fmt: skip


def people(seed: int = 7) -> pd.DataFrame:
    """Return 420 made-up people followed for up to a year, some for less."""
    draw = np.random.default_rng(seed)
    unit = np.repeat(list(UNITS), list(UNITS.values()))
    n = len(unit)
    age, work = draw.integers(18, 60, n), draw.integers(0, 2, n)
    until, followed = np.ceil(draw.exponential(500, n)).clip(1, 365), np.ceil(draw.uniform(60, 800, n))
    event = (until < 365) & (until <= followed)
    return pd.DataFrame(
        {"person": [f"SYNTHETIC-{number:04d}" for number in range(n)], "t": np.minimum(until, followed),
         "e": event.astype(int), "unit": unit, "age": age, "work": work,
         "rare": (np.arange(n) % 30 == 0).astype(int)}
    ).astype({"t": int})  # fmt: skip


def cohort(folder: Path, table: pd.DataFrame, **changes: Any) -> dict[str, Any]:
    """Write people to a file and return the cohort that names it."""
    table.to_csv(folder / "people.csv", index=False)
    columns = {name: each for name, each in COLUMNS.items() if name in table.columns}
    return {"source": "people.csv", "time": "t", "event": "e", "time_unit": "day", "columns": columns,
            **changes}  # fmt: skip
