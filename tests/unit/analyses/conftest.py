"""The Rossi cohort as a file, to spoil one thing at a time."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from riskkit.parameters import check_parameters
from riskkit.parameters.recidivism import RecidivismParameters

ROWS = Path(__file__).resolve().parents[2] / "reference" / "rossi.csv"


def described(kind: str) -> dict[str, Any]:
    return {"label": {"nl": "kenmerk", "en": "characteristic"}, "kind": kind}


@pytest.fixture
def rows() -> list[dict[str, str]]:
    with ROWS.open(newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def parameters(tmp_path: Path) -> Callable[..., RecidivismParameters]:
    """Write rows to a file and return parameters that name it."""

    def make(rows: list[dict[str, Any]], **changes: Any) -> RecidivismParameters:
        path = tmp_path / "cohort.csv"
        with path.open("w", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        covariates = changes.get("covariates", ["fin", "age"])
        columns = {name: described("number") for name in {*covariates, "fin"}}
        values: dict[str, Any] = {
            "title": {"nl": "Proef", "en": "Trial"},
            "outcome": {"nl": "een nieuwe aanhouding", "en": "a new arrest"},
            "cohort": {"source": "cohort.csv", "time": "week", "event": "arrest", "time_unit": "week",
                       "columns": columns},
            "covariates": covariates, "horizons": [52], "group": "fin",
        } | changes  # fmt: skip
        return check_parameters(values, RecidivismParameters).located(tmp_path)

    return make
