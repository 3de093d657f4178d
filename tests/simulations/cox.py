"""Coverage of the 95 % intervals of Cox models, and of Firth's at 20 events, over 1,000 data sets each.

Firth's data stop at the 20th event, so that every data set has exactly 20; its intervals are
those of the profiled penalised likelihood.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from riskkit.survival import fit_cox

REPLICATES, SEED = 1_000, 20261127
N, BETA = 300, (0.5, -0.5)
SMALL, EVENTS, STEEP = 120, 20, (0.7, -0.7)
AT, HAZARD = 1.0, 0.5
PERSON = pd.DataFrame({"x": [0.5], "z": [1.0]})


def draw(rng: np.random.Generator) -> pd.DataFrame:
    """Return 300 people with a constant hazard, censored at a uniform time."""
    x, z = rng.normal(size=N), rng.integers(0, 2, N)
    latent = rng.exponential(1 / (HAZARD * np.exp(BETA[0] * x + BETA[1] * z)))
    ends = rng.uniform(0.5, 3.0, N)
    return pd.DataFrame({"t": np.minimum(latent, ends), "e": (latent <= ends) * 1, "x": x, "z": z})


def draw_small(rng: np.random.Generator) -> pd.DataFrame:
    """Return 120 people, all followed until 20 of them had the event."""
    x, z = rng.normal(size=SMALL), rng.permutation(np.arange(SMALL) % 3 == 0) * 1
    latent = rng.exponential(1 / np.exp(STEEP[0] * x + STEEP[1] * z))
    last = np.sort(latent)[EVENTS - 1]
    return pd.DataFrame({"t": np.minimum(latent, last), "e": (latent <= last) * 1, "x": x, "z": z})


def covered(table: pd.DataFrame, truth: tuple[float, float]) -> dict[str, bool]:
    """Return whether each coefficient's interval holds its true value."""
    return {
        f"coefficient {term}": bool(table.loc[term, "lower"] <= value <= table.loc[term, "upper"])
        for term, value in zip(("x", "z"), truth, strict=True)
    }


def simulate(replicates: int = REPLICATES, seed: int = SEED) -> pd.DataFrame:
    """Return a table: model, quantity, coverage, replicates, people, seed."""
    rng = np.random.default_rng(seed)
    risk = -np.expm1(-HAZARD * AT * np.exp(BETA[0] * 0.5 + BETA[1]))
    hits: dict[tuple[str, str, int], int] = {}
    for _ in range(replicates):
        model = fit_cox(draw(rng), time="t", event="e", formula="x + z")
        limits: Any = model.predict_risk_interval(PERSON, AT).iloc[0]
        found = covered(model.coefficients, BETA)
        found["risk of one person"] = bool(limits["lower"] <= risk <= limits["upper"])
        small = fit_cox(draw_small(rng), time="t", event="e", formula="x + z", penalty="firth")
        for name, n, quantities in (
            ("cox", N, found),
            (f"cox, firth, {EVENTS} events", SMALL, covered(small.coefficients, STEEP)),
        ):
            for quantity, hit in quantities.items():
                hits[name, quantity, n] = hits.get((name, quantity, n), 0) + hit
    rows = [(name, what, count / replicates, replicates, n, seed) for (name, what, n), count in hits.items()]
    return pd.DataFrame(rows, columns=["model", "quantity", "coverage", "replicates", "people", "seed"])


if __name__ == "__main__":
    found = simulate()
    found.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")
    print(found.to_string(index=False))
    sys.exit(int(not found["coverage"].between(0.93, 0.97).all()))
