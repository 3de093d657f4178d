"""Weibull regression: R's survreg, lifelines."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from riskkit.survival import fit_parametric
from tests.benchmarks.harness import Case, Growth, PythonPeer, RPeer, run

P = 10
TERMS = [f"x{j}" for j in range(P)]
FORMULA = " + ".join(TERMS)


def draw(n: int) -> pd.DataFrame:
    """Return Weibull times, half of them censored, with ten covariates."""
    rng = np.random.default_rng(23)
    x = rng.standard_normal((n, P))
    latent = 20 * np.exp(x @ np.linspace(-0.4, 0.4, P)) * rng.exponential(1, n) ** 0.7
    ends = rng.exponential(25, n)
    data = pd.DataFrame(x, columns=TERMS)
    return data.assign(time=np.minimum(latent, ends), event=(latent <= ends).astype(int))


def items(quick: bool) -> Iterator[Case | Growth]:
    """Give the comparisons, and the growth."""
    for n in (5_000,) if quick else (5_000, 100_000):
        yield _case(n)
    sizes = (10_000, 100_000) if quick else (100_000, 1_000_000)
    yield Growth("growth of Weibull regression", lambda n: _work(draw(n)), sizes)


def _work(data: pd.DataFrame) -> Any:
    return lambda: fit_parametric(data, time="time", event="event", formula=FORMULA)


def _case(n: int) -> Case:
    data = draw(n)

    def lifelines() -> Any:
        from lifelines import WeibullAFTFitter

        return WeibullAFTFitter().fit(data, "time", "event").params_

    columns = {name: data[name].to_numpy(dtype=float) for name in data}
    peers = [
        RPeer(
            "R survival::survreg", ["survival"], columns=columns, setup="f <- Surv(time, event) ~ " + FORMULA,
            expression="survreg(f, d, control = survreg.control(rel.tolerance = 1e-12))",
            value="result$coefficients", at_least=1,
        ),
        PythonPeer("lifelines WeibullAFTFitter", "lifelines", lifelines, at_least=6, repeats=1),
    ]  # fmt: skip
    title = f"Weibull regression, n = {n:,}, p = {P}"
    return Case(title, _work(data), peers, value=lambda m: m.coefficients["coef"].to_numpy()[:-1])


if __name__ == "__main__":
    run(__doc__, items)
