"""Reference data of the validation tests: R's values beside the rows they were computed from."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "reference"


def _triple(name: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    data = pd.read_csv(REFERENCE / f"{name}.csv", float_precision="round_trip")
    return data, json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def concordance_triple() -> tuple[pd.DataFrame, dict[str, Any]]:
    return _triple("validation_concordance")


@pytest.fixture(scope="session")
def horizon_triple() -> tuple[pd.DataFrame, dict[str, Any]]:
    return _triple("validation_horizon")


@pytest.fixture(scope="session")
def compas() -> pd.DataFrame:
    """COMPAS deciles, one row a person, from the committed counts."""
    counts = pd.read_csv(REFERENCE / "validation_compas.csv")
    return counts.loc[counts.index.repeat(counts["n"])].reset_index(drop=True)
