"""Concordance with its standard error: R's survival, lifelines, scikit-survival."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from riskkit.validation import concordance
from tests.benchmarks.harness import Case, Growth, PythonPeer, RPeer, run


def draw(n: int) -> dict[str, Any]:
    """Return exponential times, a third censored, and a predictor that tells something."""
    rng = np.random.default_rng(20)
    predictor = rng.standard_normal(n)
    latent, censored = rng.exponential(np.exp(-0.5 * predictor)), rng.exponential(2.0, n)
    return {"time": np.minimum(latent, censored), "event": (latent <= censored) * 1.0, "lp": predictor}


def items(quick: bool) -> Iterator[Case | Growth]:
    """Give the comparisons, and the growth."""
    for n in (10_000,) if quick else (100_000, 1_000_000):
        yield _case(n)
    sizes = (10_000, 100_000) if quick else (100_000, 1_000_000, 10_000_000)
    yield Growth("growth of concordance", _work, sizes)


def _work(n: int) -> Any:
    d = draw(n)
    return lambda: concordance(d["time"], d["event"], d["lp"])


def _case(n: int) -> Case:
    d = draw(n)

    def lifelines() -> float:
        from lifelines.utils import concordance_index

        return concordance_index(d["time"], -d["lp"], d["event"])

    def sksurv() -> float:
        from sksurv.metrics import concordance_index_censored

        return concordance_index_censored(d["event"] == 1, d["time"], d["lp"])[0]

    large = n >= 1_000_000
    peers = [
        RPeer(
            "R survival::concordance (with se)", ["survival"], setup="y <- Surv(d$time, d$event)", columns=d,
            expression="concordance(y ~ d$lp, reverse = TRUE)", value="result$concordance",
            at_least=4 if large else None, reach=10 if large else None,
        ),
        PythonPeer("lifelines (no se)", "lifelines", lifelines, at_least=12 if large else None,
                   value=float, repeats=3 if large else 5),
    ]  # fmt: skip
    if n <= 10_000:  # it compares all pairs
        peers.append(PythonPeer("scikit-survival (no se)", "sksurv", sksurv, value=float))
    return Case(f"concordance, n = {n:,}", _work(n), peers, value=lambda c: c.estimate)


if __name__ == "__main__":
    run(__doc__, items)
