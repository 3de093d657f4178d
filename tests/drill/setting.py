"""The demonstration that faults are put into: a registry in use, and outcomes of made-up people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from riskkit.analyses.model_demonstration import register_demonstration
from riskkit.analyses.monitoring import MonitoringReport, watch
from riskkit.analyses.monitoring_synthetic import synthetic_estimates
from riskkit.cohort import rossi
from riskkit.parameters import read_parameters
from riskkit.parameters.monitoring import MonitoringParameters
from riskkit.stewardship import Registry, StoredModel, UseRefused, estimate

ROOT = Path(__file__).resolve().parents[2]
MODEL, POPULATION, TODAY = "rossi-cox", "maryland-1970s", date(2026, 11, 27)
PERSON = {"fin": 0, "age": 20, "wexp": 0, "mar": 0, "paro": 1, "prio": 6}
BANDS = [(0.0, "low"), (0.2, "moderate"), (0.4, "high")]
RIGHT = "0214400170e07f3015a285edca2014cac0dae8aac125fcbaad642490e05f892c"
"""SHA-256 of the people the model was made on, as lifelines distributes them."""


@dataclass(frozen=True)
class Setting:
    """One demonstration, for one fault."""

    folder: Path

    @property
    def registry(self) -> Registry:
        return Registry(self.folder / "models")

    @property
    def model(self) -> StoredModel:
        return self.registry.model(MODEL, "1.0")

    def use(self, values: Any = None, **changes: Any) -> str:
        """Ask for an estimate as a page does; return which gates refuse, "" if it is shown."""
        asked = {"time": 52.0, "population": POPULATION, "judged": True, "today": TODAY, **changes}
        model = asked.pop("model", MODEL)
        try:
            estimate(self.registry, model, PERSON if values is None else values, **asked)
        except UseRefused as refused:
            return ", ".join(dict.fromkeys(each.gate for each in refused.refusals))
        return ""

    def file(self) -> Path:
        return self.folder / "models" / MODEL / "1.0.model.json"

    def enter(self, model: StoredModel, version: str = "1.1") -> None:
        """Enter a changed model and let everything else be in order."""
        changed = model.model_copy(update={"version": version})
        card = self.registry.card(MODEL, "1.0")
        update = {"version": version, "fingerprint": changed.fingerprint, "signatures": ()}
        self.registry.enter(changed, card.model_copy(update=update), by=card.owner)
        self.registry.sign(MODEL, version, by=card.owner, role="owner")
        self.registry.sign(MODEL, version, by=card.validator, role="validator")
        self.registry.note(MODEL, version, "gate_passed", by="monitor", why="before the fault")


def demonstration(folder: Path) -> Setting:
    register_demonstration(ROOT, folder / "models")
    return Setting(folder)


@cache
def people() -> pd.DataFrame:
    return rossi()[["fin", "age", "wexp", "mar", "paro", "prio", "race"]]


@cache
def asked(**_: Any) -> MonitoringParameters:
    path = ROOT / "parameters" / "monitoring" / "rossi_synthetic.yaml"
    return read_parameters(path, MonitoringParameters, {"reference_sha256": RIGHT, "replicates": 1000})


Truth = Callable[[pd.DataFrame, Any], Any]


def outcomes(model: StoredModel, *, n: int, seed: int, truth: Truth | None = None,
             drawn_from: pd.DataFrame | None = None) -> pd.DataFrame:  # fmt: skip
    source = people() if drawn_from is None else drawn_from
    return synthetic_estimates(model, source, time=52, bands=BANDS, n=n, seed=seed, truth=truth)


def watched(data: pd.DataFrame, *, sha256: str = RIGHT, reference: pd.DataFrame | None = None,
            **changes: Any) -> MonitoringReport:  # fmt: skip
    parameters = asked().model_copy(update={"on": TODAY, **changes})
    return watch(parameters, data, people() if reference is None else reference,
                 {"estimates": "0" * 64, "reference": sha256})  # fmt: skip
