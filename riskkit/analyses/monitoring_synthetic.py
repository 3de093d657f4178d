"""Made-up estimates with outcomes, for the demonstration and for trying the watches."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from riskkit.stewardship.calibration_gate import risks_of
from riskkit.stewardship.stored_model import StoredModel

Draw = np.random.Generator


def synthetic_estimates(
    model: StoredModel,
    people: pd.DataFrame,
    *,
    time: float,
    bands: Sequence[tuple[float, str]],
    n: int,
    seed: int,
    truth: Any = None,
) -> pd.DataFrame:
    """Return estimates of made-up people, marked SYNTHETIC, with what then happened.

    Parameters
    ----------
    model : StoredModel
        Gives the risks that were shown.
    people : pandas.DataFrame
        Rows to draw people from, with the model's covariates; other columns come along.
    time : float
        The horizon.
    bands : sequence of (float, str)
        Lower edge and name of each level.
    n, seed : int
        How many, and the seed.
    truth : callable, optional
        From the table and the risk to the true risk; without it the model is right.
    """
    draw = np.random.default_rng(seed)
    table = people.sample(n, replace=True, random_state=int(draw.integers(2**31))).reset_index(drop=True)
    risk = risks_of(model, table, time).to_numpy()
    unit = draw.choice(["A", "B", "C"], n)
    month = pd.period_range("2024-12", periods=24, freq="M").astype(str).to_numpy()
    table = table.assign(unit=unit, month=np.sort(draw.choice(month, n)), risk=risk)
    true = risk if truth is None else np.clip(np.asarray(truth(table, risk), dtype=float), 0.0, 1.0)
    names = [name for _, name in bands]
    figure = _level(risk, bands)
    first = _level(np.clip(risk * np.exp(draw.normal(0, 0.25, n)), 0, 1), bands)
    moved = (first != figure) & (draw.random(n) < 0.4)
    final = np.where(moved, figure, first)
    second = np.where(
        draw.random(n) < 0.85, first, np.clip(first + draw.choice([-1, 1], n), 0, len(names) - 1)
    )
    drawn = draw.random(n) < 0.3
    told = np.array(names, dtype=object)
    seconds, reasons = np.where(drawn, told[second], ""), np.where(moved, "the figure", "")
    table.insert(0, "person", [f"SYNTHETIC-{number:04d}" for number in range(1, n + 1)])
    return table.assign(
        event=(draw.random(n) < true).astype(int),
        by=draw.choice([f"assessor-{number}" for number in range(1, 9)], n),
        first=told[first], figure=told[figure], final=told[final],
        reason=pd.Series([each or None for each in reasons], dtype=object),
        second=pd.Series([each or None for each in seconds], dtype=object),
    )  # fmt: skip


def _level(risk: Any, bands: Sequence[tuple[float, str]]) -> Any:
    """Return the number of each risk's band; the lower edge belongs to the band."""
    return np.searchsorted([low for low, _ in bands], risk, side="right") - 1
