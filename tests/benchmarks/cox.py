"""Cox regression: R's survival::coxph, lifelines and statsmodels on the same rows."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from riskkit.survival import fit_cox
from tests.benchmarks.harness import Case, Growth, PythonPeer, RPeer, run


def draw(n: int, p: int, *, whole: bool) -> pd.DataFrame:
    """Return people with p covariates, two thirds with the event; times in whole months or not."""
    rng = np.random.default_rng(31)
    x = rng.standard_normal((n, p))
    time = rng.exponential(30 * np.exp(-x @ np.linspace(-0.5, 0.5, p) * np.sqrt(10 / p)))
    end = rng.uniform(6, 60, n)
    data = pd.DataFrame(x, columns=terms(p))
    follow_up = np.minimum(time, end)
    return data.assign(time=np.ceil(follow_up) if whole else follow_up, event=(time <= end).astype(int))


def terms(p: int) -> list[str]:
    """Return the covariates' names."""
    return [f"x{j}" for j in range(p)]


def work(data: pd.DataFrame) -> Any:
    """Return the fit as a call."""
    formula = " + ".join(name for name in data if name.startswith("x"))
    return lambda: fit_cox(data, time="time", event="event", formula=formula)


def items(quick: bool) -> Iterator[Case | Growth]:
    """Give the comparisons, and the growth."""
    large = 20_000 if quick else 1_000_000
    yield compare(large, 10, whole=True)
    yield compare(large, 10, whole=False)
    yield compare(large, 30, whole=True)
    yield compare(10_000 if quick else 100_000, 10, whole=False, statsmodels=True)
    sizes = (10_000, 100_000) if quick else (100_000, 1_000_000, 10_000_000)
    yield Growth("growth of Cox, p = 10, whole months", lambda n: work(draw(n, 10, whole=True)), sizes)
    show_memory(100_000 if quick else 1_000_000)


def compare(n: int, p: int, *, whole: bool, statsmodels: bool = False) -> Case:
    """Return one size against its peers."""
    data = draw(n, p, whole=whole)
    names = terms(p)
    columns = {name: data[name].to_numpy() for name in data}

    def lifelines() -> Any:
        from lifelines import CoxPHFitter

        return CoxPHFitter().fit(data, "time", "event")

    def phreg() -> Any:
        from statsmodels.duration.hazard_regression import PHReg

        return PHReg(data["time"], data[names], status=data["event"], ties="efron").fit(disp=0)

    peers: list[PythonPeer | RPeer] = [
        RPeer(
            "R survival::coxph", ["survival"], columns=columns, at_least=10, reach=25, repeats=3,
            expression=f"coxph(Surv(time, event) ~ {' + '.join(names)}, d)",
            value="c(coef(result), sqrt(diag(vcov(result))))",
        ),
        PythonPeer(
            "lifelines CoxPHFitter", "lifelines", lifelines, at_least=6, repeats=2,
            value=lambda m: np.concatenate([m.params_[names], m.standard_errors_[names]]),
        ),
    ]  # fmt: skip
    if statsmodels:
        peers.append(PythonPeer("statsmodels PHReg", "statsmodels", phreg, repeats=1))
    times = "whole months" if whole else "continuous times"
    return Case(
        f"Cox, n = {n:,}, p = {p}, {times}, Efron", work(data), peers,
        value=lambda m: np.concatenate([m.coefficients["coef"], m.coefficients["se"]]),
    )  # fmt: skip


def show_memory(n: int) -> None:
    """Print the largest memory taken during a fit, as a multiple of the design matrix."""
    call = work(draw(n, 10, whole=True))
    call()
    tracemalloc.start()
    call()
    most = tracemalloc.get_traced_memory()[1] / (n * 10 * 8)
    tracemalloc.stop()
    late = ": MISSED" if most > 2.5 else ""
    print(f"\nmemory of a fit, n = {n:,}, p = 10: {most:.2f} x the design matrix (at most 2.5 x{late})")


if __name__ == "__main__":
    run(__doc__, items)
