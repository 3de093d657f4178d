"""Optimism bootstrap of a Cox model, 200 samples: rms::validate, a loop over lifelines."""

import functools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from riskkit.survival import fit_cox
from riskkit.validation import bootstrap_optimism
from tests.benchmarks.harness import Case, PythonPeer, RPeer, run

P = 10


def draw(n: int) -> pd.DataFrame:
    """Return exponential times, half censored, and ten covariates."""
    rng = np.random.default_rng(21)
    x = rng.standard_normal((n, P))
    latent, censored = rng.exponential(np.exp(-x @ np.linspace(-0.3, 0.3, P))), rng.exponential(1.0, n)
    frame = pd.DataFrame(x, columns=[f"x{i}" for i in range(P)])
    return frame.assign(time=np.minimum(latent, censored), event=(latent <= censored).astype(int))


def items(quick: bool) -> Iterator[Case]:
    """Give the comparison."""
    n, replicates = (1_000, 40) if quick else (5_000, 200)
    data = draw(n)
    terms = [f"x{i}" for i in range(P)]
    fit = functools.partial(fit_cox, time="time", event="event", formula=" + ".join(terms))

    def ours() -> Any:
        return bootstrap_optimism(
            fit, data, metrics=["concordance", "calibration_slope", "brier_score"],
            replicates=replicates, seed=1,
        )  # fmt: skip

    formula = f"Surv(time, event) ~ {' + '.join(terms)}"
    rms = RPeer(
        "rms::validate (C, slope; no Brier)", ["rms"], f"validate(fit, B = {replicates}, dxy = TRUE)",
        columns={name: data[name] for name in data}, at_least=6, reach=20,
        setup=f"fit <- cph({formula}, d, x = TRUE, y = TRUE, surv = TRUE)",
    )  # fmt: skip
    loop = PythonPeer(
        "lifelines, a loop", "lifelines", lambda: lifelines_loop(data, replicates), at_least=40, repeats=1
    )
    yield Case(f"optimism bootstrap, n = {n:,}, p = {P}, {replicates} samples", ours, [rms, loop])
    road = Case(
        "the same, fit given as any function (rows copied)",
        lambda: bootstrap_optimism(
            lambda rows: fit(rows), data, metrics=["concordance", "calibration_slope", "brier_score"],
            replicates=replicates, seed=1,
        ),
    )  # fmt: skip
    yield road


def lifelines_loop(data: pd.DataFrame, replicates: int) -> float:
    """Return the optimism of concordance, slope and Brier score by copying and fitting."""
    from lifelines import CoxPHFitter
    from lifelines.utils import concordance_index

    rng = np.random.default_rng(1)
    horizon = float(data["time"].median())

    def judge(model: Any, rows: pd.DataFrame) -> tuple[float, float, float]:
        linear = model.predict_log_partial_hazard(rows)
        c = concordance_index(rows["time"], -linear, rows["event"])
        frame = pd.DataFrame({"time": rows["time"], "event": rows["event"], "z": linear})
        slope = CoxPHFitter().fit(frame, "time", "event").params_["z"]
        risk = 1 - model.predict_survival_function(rows, times=[horizon]).to_numpy()[0]
        return c, slope, float(np.mean(((rows["time"] <= horizon) * rows["event"] - risk) ** 2))

    total = 0.0
    for _ in range(replicates):
        sample = data.iloc[rng.integers(0, len(data), len(data))].reset_index(drop=True)
        model = CoxPHFitter().fit(sample, "time", "event")
        total += math.fsum(judge(model, sample)) - math.fsum(judge(model, data))
    return total


if __name__ == "__main__":
    run(__doc__, items)
