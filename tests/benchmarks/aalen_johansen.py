"""Aalen-Johansen incidences with their variance: R's survival (same variance), cmprsk (another)."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from riskkit.survival import aalen_johansen
from tests.benchmarks.harness import Case, Growth, PythonPeer, RPeer, run


def draw(n: int, *, whole: bool = False) -> pd.DataFrame:
    """Return two causes and censoring, a third each; times in whole months or not."""
    rng = np.random.default_rng(22)
    first, second, censored = rng.exponential(20, (3, n))
    time = np.minimum(np.minimum(first, second), censored)
    event = np.where(time == censored, 0, np.where(time == first, 1, 2))
    return pd.DataFrame({"time": np.ceil(time) if whole else time, "event": event})


def items(quick: bool) -> Iterator[Case | Growth]:
    """Give the comparisons, and the growth."""
    n = 10_000 if quick else 1_000_000
    yield _case(n, whole=True)
    yield _case(10_000, whole=False, compare=True)
    if not quick:
        yield _case(n, whole=False)
    sizes = (10_000, 100_000) if quick else (100_000, 1_000_000, 10_000_000)
    yield Growth("growth of Aalen-Johansen, continuous times", lambda n: _work(draw(n)), sizes)


def _work(data: pd.DataFrame) -> Any:
    return lambda: aalen_johansen(data, time="time", event="event")


def _case(n: int, *, whole: bool, compare: bool = False) -> Case:
    data = draw(n, whole=whole)
    columns = {name: data[name].to_numpy(dtype=float) for name in data}
    peers: list[Any] = [
        RPeer(
            "R survival::survfit", ["survival"], columns=columns, repeats=3 if whole else 1,
            setup="d$state <- factor(d$event)",
            expression="survfit(Surv(time, state) ~ 1, d)",
            value="c(t(tail(result$pstate, 1))[2:3], t(tail(result$std.err, 1))[2:3])",
            at_least=3 if n >= 1_000_000 else None,
        ),
        RPeer(
            "R cmprsk::cuminc (other variance)", ["cmprsk"], columns=columns, repeats=1,
            expression="cuminc(d$time, d$event)",
        ),
    ]  # fmt: skip
    if compare:
        peers.append(
            PythonPeer("lifelines, one cause, other variance", "lifelines", _lifelines(data), repeats=1)
        )
    times = "whole months" if whole else "continuous times"
    return Case(f"Aalen-Johansen, n = {n:,}, {times}", _work(data), peers, value=_last)


def _lifelines(data: pd.DataFrame) -> Any:
    def call() -> Any:
        from lifelines import AalenJohansenFitter

        return AalenJohansenFitter(calculate_variance=True).fit(data["time"], data["event"], 1)

    return call


def _last(result: Any) -> Any:
    last = result.table.groupby("cause").last()
    return [*last["cumulative_incidence"], *last["std_error"]]


if __name__ == "__main__":
    run(__doc__, items)
