"""Scoring a table of people: at least 1,000,000 OGRS3 scores a second on one core.

Measured from a checked DataFrame with text codes to the finished table (both probabilities with
bounds, and the band), in processor time of this one process. Beside it: the same formula
written out in numpy on numbers that need no checking, and person by person.
"""

import math
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from riskkit.instruments import Instrument, load
from riskkit.instruments.properties import draw_people
from riskkit.scoring import score
from tests.benchmarks.harness import Case, PythonPeer, run

TARGET = 1_000_000
"""OGRS3 scores a second on one core."""


@dataclass(frozen=True)
class Throughput:
    """People scored a second of processor time."""

    name: str
    people: int
    target: float | None = None

    def report(self, repeats: int) -> int:
        """Time and print; return 1 where the target was missed."""
        instrument = load(self.name)
        frame = table(instrument, self.people)
        score(instrument, frame)  # tables are made once
        seconds: list[float] = []
        for _ in range(repeats):
            start = time.process_time()
            score(instrument, frame)
            seconds.append(time.process_time() - start)
        rate = self.people / statistics.median(seconds)
        missed = self.target is not None and rate < self.target
        goal = f"  (at least {self.target:,.0f}{': MISSED' if missed else ''})" if self.target else ""
        print(
            f"\n{self.name}, n = {self.people:,}: {rate:,.0f} people a second on one core{goal}", flush=True
        )
        return int(missed)


def table(instrument: Instrument, n: int) -> pd.DataFrame:
    """Return made-up people as a caller would hold them: numbers and text codes."""
    people = draw_people(instrument, n, np.random.default_rng(1))
    columns: dict[str, Any] = {}
    for item in instrument.items:
        codes = people[item.id]
        names = None if item.numeric else np.array([option.code for option in item.options], dtype=object)
        columns[item.id] = codes if names is None else names[codes]
    return pd.DataFrame(columns)


def plain(n: int) -> Case:
    """OGRS3 beside the formula in numpy on bare numbers, and beside single people."""
    ogrs3 = load("ogrs3")
    frame = table(ogrs3, n)
    few = [dict(row) for row in frame.head(1_000).to_dict("records")]
    codes = draw_people(ogrs3, n, np.random.default_rng(1))
    ages, sexes = ogrs3.terms[0], ogrs3.terms[3]
    by_age = np.array([ages.values["male"], ages.values["female"]])  # pyright: ignore
    offences = np.array(list(sexes.values.values()))  # pyright: ignore

    def bare() -> np.ndarray:
        """Return both probabilities, unchecked: what the arithmetic alone costs."""
        prior, years = (
            codes["prior_sanctions"],
            codes["age_at_current_sanction"] - codes["age_at_first_sanction"],
        )
        z = by_age[codes["sex"], np.searchsorted(ages.edges, codes["age_at_start"], side="right")]  # pyright: ignore
        z = z + np.where(prior == 0, 0.126142106, 0.463062792)
        z = z + 1.251124464 * np.log((1 + prior) / (10 + years)) + offences[codes["offence"]]
        return 1 / (1 + np.exp(-np.column_stack([1.402562384 + z, 2.121705678 + z])))

    def one_by_one() -> float:
        return math.fsum(score(ogrs3, person).probability["2y"] or 0 for person in few)

    peers = [
        PythonPeer("formula in numpy, nothing checked", "numpy", bare, value=lambda both: both[:, 1].mean()),
        PythonPeer(f"riskkit, person by person, {len(few):,}", "numpy", one_by_one, repeats=1),
    ]
    return Case(
        f"OGRS3, n = {n:,}, a checked table", lambda: score(ogrs3, frame), peers,
        value=lambda found: found["probability_2y"].mean(),
    )  # fmt: skip


def items(quick: bool) -> Iterable[Case | Throughput]:
    """Return the pieces of work."""
    n = 100_000 if quick else 1_000_000
    yield Throughput("ogrs3", n, TARGET)
    yield plain(n)
    yield Throughput("arp", n)
    yield Throughput("arp-dynamic", n // 4)


if __name__ == "__main__":
    run(__doc__, items)
