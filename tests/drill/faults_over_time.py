"""Faults that only outcomes or many answers can show: one monitoring run must notice each.

Each takes a seed and returns the alarms of one run.
"""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

from riskkit.analyses.monitoring import MonitoringReport
from riskkit.cohort.public_data import public_path
from riskkit.cohort.table_file import fingerprint
from riskkit.stewardship import StoredModel
from tests.drill.setting import outcomes, people, watched

N = 600


def labels_swapped(model: StoredModel, seed: int) -> MonitoringReport:
    """Outcome and no outcome change places upstream."""
    data = outcomes(model, n=N, seed=seed)
    return watched(data.assign(event=1 - data["event"]))


def unknown_as_absent(model: StoredModel, seed: int) -> MonitoringReport:
    """Unknown prior convictions arrive as none, for half of the people."""
    draw = np.random.default_rng(seed)
    gone = people().copy()
    gone.loc[draw.random(len(gone)) < 0.5, "prio"] = 0
    return watched(outcomes(model, n=N, seed=seed, drawn_from=gone))


def more_unknown(model: StoredModel, seed: int) -> MonitoringReport:
    """A question is no longer answered for one person in four."""
    data = outcomes(model, n=N, seed=seed)
    draw = np.random.default_rng(seed)
    return watched(data.assign(wexp=data["wexp"].where(draw.random(N) > 0.25)))


def population_shift(model: StoredModel, seed: int) -> MonitoringReport:
    """Older people come than the model was made on."""
    older = people()[people()["age"] >= 26]
    return watched(outcomes(model, n=N, seed=seed, drawn_from=older))


def code_changes_meaning(model: StoredModel, seed: int) -> MonitoringReport:
    """Upstream, 1 comes to mean unmarried."""
    turned = people().assign(mar=1 - people()["mar"])
    return watched(outcomes(model, n=N, seed=seed, drawn_from=turned))


def new_code(model: StoredModel, seed: int) -> MonitoringReport:
    """A new code appears for a few people."""
    data = outcomes(model, n=N, seed=seed)
    return watched(data.assign(paro=data["paro"].where(np.arange(N) % 100 != 0, 9)))


def one_subgroup(model: StoredModel, seed: int) -> MonitoringReport:
    """The risks are right, but for one subgroup: there the truth is 2.5 times as high."""

    def truth(table: pd.DataFrame, risk: np.ndarray) -> np.ndarray:
        return np.where(table["race"] == 0, np.minimum(2.5 * risk, 0.95), risk)

    return watched(outcomes(model, n=N, seed=seed, truth=truth))


def one_unit(model: StoredModel, seed: int) -> MonitoringReport:
    """In one unit outcomes are recorded half as often."""

    def truth(table: pd.DataFrame, risk: np.ndarray) -> np.ndarray:
        return np.where(table["unit"] == "B", 0.4 * risk, risk)

    return watched(outcomes(model, n=N, seed=seed, truth=truth))


def half_way_worse(model: StoredModel, seed: int) -> MonitoringReport:
    """Half-way through, outcomes become twice as likely."""

    def truth(table: pd.DataFrame, risk: np.ndarray) -> np.ndarray:
        late = np.arange(len(risk)) >= len(risk) // 2
        return np.where(late, np.minimum(2 * risk, 0.95), risk)

    return watched(outcomes(model, n=N, seed=seed, truth=truth))


def months_for_days(model: StoredModel, seed: int) -> MonitoringReport:
    """Follow-up is counted in another unit: only a third of the outcomes fall within it."""
    return watched(outcomes(model, n=N, seed=seed, truth=lambda table, risk: risk / 3))


def too_extreme(model: StoredModel, seed: int) -> MonitoringReport:
    """Low risks are too low and high risks too high; on average all is well."""

    def truth(table: pd.DataFrame, risk: np.ndarray) -> np.ndarray:
        return risk.mean() + 0.1 * (risk - risk.mean())

    return watched(outcomes(model, n=N, seed=seed, truth=truth))


def truncated_reference(model: StoredModel, seed: int) -> MonitoringReport:
    """The file that the model was made on loses its second half."""
    with tempfile.TemporaryDirectory() as place:
        cut = Path(place) / "rossi.csv"
        whole = public_path("rossi").read_bytes()
        cut.write_bytes(whole[: len(whole) // 2])
        return watched(outcomes(model, n=N, seed=seed), sha256=fingerprint(cut), reference=people().head(216))


def always_adopts(model: StoredModel, seed: int) -> MonitoringReport:
    """One officer always follows the figure."""
    data = outcomes(model, n=N, seed=seed)
    mine = np.arange(N) % 4 == 0
    return watched(data.assign(by=data["by"].where(~mine, "assessor-9"),
                               final=data["final"].where(~mine, data["figure"])))  # fmt: skip


def careless_seconds(model: StoredModel, seed: int) -> MonitoringReport:
    """Second assessors fill in anything."""
    data = outcomes(model, n=N, seed=seed)
    draw = np.random.default_rng(seed)
    anything = pd.Series(draw.choice(["low", "moderate", "high"], N), index=data.index, dtype=object)
    return watched(data.assign(second=anything.where(data["second"].notna(), None)))


OVER_TIME = (
    labels_swapped, unknown_as_absent, more_unknown, population_shift, code_changes_meaning, new_code,
    one_subgroup, one_unit, half_way_worse, months_for_days, too_extreme, truncated_reference, always_adopts,
    careless_seconds,
)  # fmt: skip
