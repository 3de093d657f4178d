"""The committed tables of `make simulate` say what the simulations now do, on fewer data sets."""

import os
from pathlib import Path

import pandas as pd
import pytest

from tests.simulations import competing_risks

TABLE = Path(competing_risks.__file__).with_suffix(".csv")
REPLICATES = int(os.environ.get("RISKKIT_COVERAGE_REPLICATES", "60"))


def test_committed_coverage_of_a_thousand_data_sets_is_near_95_percent():
    table = pd.read_csv(TABLE)
    assert (table["replicates"] == 1_000).all()
    assert (table["seed"] == competing_risks.SEED).all()
    assert table["coverage"].between(0.93, 0.97).all()


def test_a_shorter_run_agrees_with_the_committed_table():
    table = pd.read_csv(TABLE).set_index(["model", "quantity"])["coverage"]
    found = competing_risks.simulate(REPLICATES, seed=7).set_index(["model", "quantity"])["coverage"]
    assert list(found.index) == list(table.index)
    # four standard errors of a share of 0.95 among so many data sets
    reach = 4 * (0.95 * 0.05 / REPLICATES) ** 0.5
    assert found.to_numpy() == pytest.approx(table.to_numpy(), abs=reach)
