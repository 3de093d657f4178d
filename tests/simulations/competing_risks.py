"""Coverage of the 95 % intervals of competing-risks models over 1,000 data sets each."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from riskkit.survival import aalen_johansen, fit_cause_specific, fit_fine_gray

REPLICATES, SEED, N = 1_000, 20261126, 300
BETA = (0.5, -0.5)
SHARE, AT = 0.4, 1.0
PERSON = pd.DataFrame({"x": [0.5], "z": [1.0]})


def truth(x: Any, z: Any) -> Any:
    """Return the probability of cause 1 by time 1 under the Fine-Gray model that makes the data."""
    return 1 - (1 - SHARE * -np.expm1(-AT)) ** np.exp(BETA[0] * x + BETA[1] * z)


def draw_subdistribution(rng: np.random.Generator) -> pd.DataFrame:
    """Return data of Fine & Gray (1999): ``P(T <= t, cause 1) = 1 - (1 - p (1 - exp(-t)))^exp(x b)``."""
    x, z = rng.normal(size=N), rng.integers(0, 2, N)
    ratio = np.exp(BETA[0] * x + BETA[1] * z)
    ever = 1 - (1 - SHARE) ** ratio
    first = rng.random(N) < ever
    base = (1 - (1 - rng.random(N) * ever) ** (1 / ratio)) / SHARE
    latent = np.where(first, -np.log1p(-np.minimum(base, 1 - 1e-12)), rng.exponential(1 / np.exp(0.3 * x)))
    return _censored(rng, latent, np.where(first, 1, 2), x, z)


def draw_cause_specific(rng: np.random.Generator) -> pd.DataFrame:
    """Return data with constant cause-specific hazards ``0.5 exp(x b)`` and ``0.4 exp(0.3 x)``."""
    x, z = rng.normal(size=N), rng.integers(0, 2, N)
    one, two = 0.5 * np.exp(BETA[0] * x + BETA[1] * z), 0.4 * np.exp(0.3 * x)
    latent = rng.exponential(1 / (one + two))
    return _censored(rng, latent, np.where(rng.random(N) < one / (one + two), 1, 2), x, z)


def _censored(rng: np.random.Generator, latent: Any, cause: Any, x: Any, z: Any) -> pd.DataFrame:
    ends = rng.uniform(0.5, 3.0, N)
    event = np.where(latent <= ends, cause, 0)
    return pd.DataFrame({"t": np.minimum(latent, ends), "e": event, "x": x, "z": z})


def covered(data: pd.DataFrame, fit: Any, risk: float) -> dict[str, bool]:
    """Return whether each interval of one data set holds the true value."""
    model = fit(data, time="t", event="e", cause=1, formula="x + z")
    table = model.coefficients
    found = {
        f"coefficient {term}": bool(table.loc[term, "lower"] <= value <= table.loc[term, "upper"])
        for term, value in zip(("x", "z"), BETA, strict=True)
    }
    limits = model.predict_risk_interval(PERSON, AT).iloc[0]
    return {**found, "risk of one person": bool(limits["lower"] <= risk <= limits["upper"])}


def covered_curve(data: pd.DataFrame, risk: float) -> dict[str, bool]:
    """Return whether the Aalen-Johansen interval holds the true incidence at time 1."""
    table = aalen_johansen(data, time="t", event="e").table
    last = table[(table["cause"] == 1) & (table["time"] <= AT)].iloc[-1]
    return {"incidence": bool(last["lower"] <= risk <= last["upper"])}


def simulate(replicates: int = REPLICATES, seed: int = SEED) -> pd.DataFrame:
    """Return a table: model, quantity, coverage, replicates, people, seed."""
    rng = np.random.default_rng(seed)
    one = 0.5 * np.exp(BETA[0] * 0.5 + BETA[1])
    both = one + 0.4 * np.exp(0.3 * 0.5)
    specific = one / both * -np.expm1(-both * AT)
    # the incidence of everyone: the person's averaged over the covariates
    x, weight = np.polynomial.hermite_e.hermegauss(60)
    everyone = sum((truth(x, z) * weight).sum() / weight.sum() for z in (0, 1)) / 2
    hits: dict[tuple[str, str], int] = {}
    for _ in range(replicates):
        first, second = draw_subdistribution(rng), draw_cause_specific(rng)
        results = {
            "fine-gray": covered(first, fit_fine_gray, float(truth(0.5, 1.0))),
            "cause-specific": covered(second, fit_cause_specific, float(specific)),
            "aalen-johansen": covered_curve(first, float(everyone)),
        }
        for model, quantities in results.items():
            for quantity, hit in quantities.items():
                hits[model, quantity] = hits.get((model, quantity), 0) + hit
    rows = [(model, what, count / replicates, replicates, N, seed) for (model, what), count in hits.items()]
    return pd.DataFrame(rows, columns=["model", "quantity", "coverage", "replicates", "people", "seed"])


if __name__ == "__main__":
    found = simulate()
    found.to_csv(Path(__file__).with_suffix(".csv"), index=False, lineterminator="\n")
    print(found.to_string(index=False))
    sys.exit(int(not found["coverage"].between(0.93, 0.97).all()))
