"""Kaplan-Meier with Greenwood's variance: R's survival::survfit, lifelines and statsmodels."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from riskkit.survival import kaplan_meier
from tests.benchmarks.harness import Case, Growth, PythonPeer, RPeer, run


def draw(n: int, *, whole: bool) -> pd.DataFrame:
    """Return people in two groups, half with the event; times in whole months or not."""
    rng = np.random.default_rng(41)
    time, end = rng.exponential(30, n), rng.uniform(6, 60, n)
    follow_up = np.minimum(time, end)
    return pd.DataFrame(
        {"time": np.ceil(follow_up) if whole else follow_up, "event": (time <= end).astype(int),
         "group": rng.integers(0, 2, n)}
    )  # fmt: skip


def work(data: pd.DataFrame, by: str | None = None) -> Any:
    """Return the estimate as a call."""
    return lambda: kaplan_meier(data, time="time", event="event", by=by)


def items(quick: bool) -> Iterator[Case | Growth]:
    """Give the comparisons, and the growth."""
    n = 20_000 if quick else 1_000_000
    for whole in (True, False):
        yield compare(n, None, whole=whole)
    yield compare(n, "group", whole=False)
    yield sorting(n)
    sizes = (10_000, 100_000) if quick else (100_000, 1_000_000, 10_000_000)
    yield Growth("growth of Kaplan-Meier, continuous times", lambda n: work(draw(n, whole=False)), sizes)


def compare(n: int, by: str | None, *, whole: bool) -> Case:
    """Return one size against its peers."""
    data = draw(n, whole=whole)

    def lifelines() -> Any:
        from lifelines import KaplanMeierFitter

        return KaplanMeierFitter().fit(data["time"], data["event"])

    def statsmodels() -> Any:
        from statsmodels.duration.survfunc import SurvfuncRight

        return SurvfuncRight(data["time"], data["event"])

    peers: list[PythonPeer | RPeer] = [
        RPeer(
            "R survival::survfit", ["survival"], columns={name: data[name].to_numpy() for name in data},
            expression=f"survfit(Surv(time, event) ~ {by or 1}, d)", at_least=3,
            value="c(mean(result$surv), mean((result$surv * result$std.err)[result$surv > 0]))",
        )
    ]  # fmt: skip
    if by is None:
        peers.append(PythonPeer("lifelines KaplanMeierFitter", "lifelines", lifelines, repeats=2))
        peers.append(PythonPeer("statsmodels SurvfuncRight", "statsmodels", statsmodels, repeats=2))
    times = "whole months" if whole else "continuous times"
    return Case(
        f"Kaplan-Meier, n = {n:,}, {times}{', two groups' if by else ''}", work(data, by), peers,
        value=lambda m: [m.table["survival"].mean(), m.table["std_error"].mean()],
    )  # fmt: skip


def sorting(n: int) -> Case:
    """Return the estimate beside nothing but the sort of its times."""
    data = draw(n, whole=False)
    times = data["time"].to_numpy()
    peer = PythonPeer("numpy.argsort of the times alone", "numpy", lambda: np.argsort(times))
    return Case(f"Kaplan-Meier and sorting, n = {n:,}, continuous times", work(data), [peer])


if __name__ == "__main__":
    run(__doc__, items)
