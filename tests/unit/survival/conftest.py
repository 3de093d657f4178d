"""Reference data of the survival tests: R's values beside the rows they were computed from."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "reference"


@pytest.fixture(scope="session")
def rows() -> Callable[[str], pd.DataFrame]:
    """Read the rows of tests/reference/<name>.csv; recid with its event as ``returned``."""

    def read(name: str) -> pd.DataFrame:
        data = pd.read_csv(REFERENCE / f"{name}.csv", float_precision="round_trip")
        return data.assign(returned=1 - data["cens"]) if name == "recid" else data

    return read


@pytest.fixture(scope="session")
def reference() -> Callable[[str], Any]:
    """Read the values of tests/reference/<name>.json."""
    return lambda name: json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))
