"""Coverage of the interval of the optimism-corrected concordance over 1,000 data sets.

What it must hold is the concordance that the very model of the data set has among 50,000 other
people (whose draw is shared). Both intervals are counted: the quick one, and the one with samples
within samples (``inner``), which is the one that must cover.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from riskkit.survival import fit_cox
from riskkit.validation import bootstrap_optimism, concordance

REPLICATES, SEED = 1_000, 20261128
N, OTHERS = 400, 50_000
BETA = np.array([0.4, -0.3, 0.2, 0.1, 0.0])
SAMPLES, INNER = 60, 10
TERMS = [f"x{j}" for j in range(len(BETA))]


def draw(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Return people with exponential times, about half censored."""
    x = rng.standard_normal((n, len(BETA)))
    latent, ends = rng.exponential(np.exp(-x @ BETA)), rng.exponential(1.0, n)
    return pd.DataFrame(x, columns=TERMS).assign(t=np.minimum(latent, ends), e=(latent <= ends) * 1)


def errors(replicates: int, seed: int) -> Iterator[dict[str, float]]:
    """Give each data set's corrected and apparent value less the true one, and what covers it."""
    first, *seeds = np.random.SeedSequence(seed).spawn(replicates + 1)
    others = draw(np.random.default_rng(first), OTHERS)
    for number, each in enumerate(seeds):
        data = draw(np.random.default_rng(each), N)
        model = fit_cox(data, time="t", event="e", formula=" + ".join(TERMS))
        truth = concordance(others["t"], others["e"], model.linear_predictor(others)).estimate
        row: dict[str, float] = {}
        for name, inner in (("quick interval", 0), ("interval with inner samples", INNER)):
            found = bootstrap_optimism(
                model, data, metrics=["concordance"], replicates=SAMPLES, seed=number, inner=inner
            )["concordance"]
            row[name] = float(found.lower <= truth <= found.upper)
        yield row | {"apparent": found.apparent - truth, "corrected": found.corrected - truth}


def simulate(replicates: int = REPLICATES, seed: int = SEED) -> pd.DataFrame:
    """Return a table: model, quantity, coverage, bias, replicates, people, seed."""
    table = pd.DataFrame(errors(replicates, seed))
    model = f"cox, {len(BETA)} terms: optimism-corrected concordance"
    rows = [
        (model, name, table[name].mean(), table["corrected"].mean(), replicates, N, seed)
        for name in ("quick interval", "interval with inner samples")
    ]
    rows.append((model, "apparent value", np.nan, table["apparent"].mean(), replicates, N, seed))
    return pd.DataFrame(
        rows, columns=["model", "quantity", "coverage", "bias", "replicates", "people", "seed"]
    ).round({"bias": 5})


if __name__ == "__main__":
    found = simulate()
    found.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")
    print(found.to_string(index=False))
    judged = found.set_index("quantity")["coverage"]["interval with inner samples"]
    sys.exit(int(not 0.93 <= judged <= 0.97))
