"""Fine-Gray regression with its sandwich variance: cmprsk::crr, survival::finegray + coxph, our Cox."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from riskkit.survival import fit_cox, fit_fine_gray
from tests.benchmarks.harness import Case, Growth, PythonPeer, RPeer, run

P = 10
TERMS = [f"x{j}" for j in range(P)]
FORMULA = " + ".join(TERMS)


def draw(n: int, *, whole: bool = False) -> pd.DataFrame:
    """Return two causes and censoring, a third each, with ten covariates; times in whole months or not."""
    rng = np.random.default_rng(21)
    x = rng.standard_normal((n, P))
    first = rng.exponential(20 * np.exp(-x @ np.linspace(-0.4, 0.4, P)))
    second, censored = rng.exponential(20 * np.exp(0.3 * x[:, 0])), rng.exponential(20, n)
    time = np.minimum(np.minimum(first, second), censored)
    event = np.where(time == censored, 0, np.where(time == first, 1, 2))
    data = pd.DataFrame(x, columns=TERMS)
    return data.assign(time=np.ceil(np.minimum(time, 60)) if whole else time, event=event)


def items(quick: bool) -> Iterator[Case | Growth]:
    """Give the comparisons, and the growth."""
    yield _against_r(1_000 if quick else 5_000)
    for whole in (False, True):
        yield _against_cox(20_000 if quick else 1_000_000, whole)
    sizes = (10_000, 100_000) if quick else (100_000, 1_000_000)
    yield Growth("growth of Fine-Gray, p = 10", lambda n: _work(draw(n)), sizes)


def _work(data: pd.DataFrame) -> Any:
    return lambda: fit_fine_gray(data, time="time", event="event", cause=1, formula=FORMULA)


def _against_r(n: int) -> Case:
    data = draw(n)
    columns = {name: data[name].to_numpy() for name in data}
    peers = [
        RPeer(
            "R cmprsk::crr", ["cmprsk"], columns=columns, repeats=1,
            setup=f"x <- as.matrix(d[paste0('x', 0:{P - 1})])",
            expression="crr(d$time, d$event, x, failcode = 1, cencode = 0, gtol = 1e-10)",
            value="c(result$coef, sqrt(diag(result$var)))", at_least=300, reach=1000,
        ),
        RPeer(
            "R finegray + coxph (other variance)", ["survival"], columns=columns, repeats=1,
            setup="d$id <- seq_len(nrow(d)); d$state <- factor(d$event, 0:2, c('none', 'one', 'two')); "
                  f"f <- Surv(fgstart, fgstop, fgstatus) ~ {FORMULA}",
            expression="w <- finegray(Surv(time, state) ~ ., d, etype = 'one', id = id); "
                       "coxph(f, w, weights = fgwt, ties = 'breslow')",
        ),
    ]  # fmt: skip
    return Case(
        f"Fine-Gray, n = {n:,}, p = {P}, continuous times", _work(data), peers,
        value=lambda m: np.concatenate([m.coefficients["coef"], m.coefficients["se"]]),
    )  # fmt: skip


def _against_cox(n: int, whole: bool) -> Case:
    data = draw(n, whole=whole)
    first = data.assign(event=(data["event"] == 1).astype(int))
    # at least a third of our own Cox fit's speed
    peer = PythonPeer(
        "our fit_cox, the other cause censored", "riskkit", at_least=1 / 3,
        call=lambda: fit_cox(first, time="time", event="event", formula=FORMULA, ties="breslow"),
    )  # fmt: skip
    times = "whole months" if whole else "continuous times"
    return Case(f"Fine-Gray, n = {n:,}, p = {P}, {times}", _work(data), [peer])


if __name__ == "__main__":
    run(__doc__, items)
