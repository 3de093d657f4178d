"""Compile every numerical kernel once, at installation, so that nobody waits for it later.

Run as ``python -m riskkit.survival.warm``; a preloaded process calls `load`. Each room with
kernels names one function that uses all of them on a few made-up rows.
"""

import sys
import time
from contextlib import suppress
from importlib import import_module
from typing import Final

import numpy as np
import pandas as pd

from riskkit import survival
from riskkit.errors import SeparationError

WORK: Final = (
    "riskkit.survival.warm:warm_cox",
    "riskkit.survival.warm:warm_kaplan_meier",
    "riskkit.survival.warm:warm_fine_gray",
    "riskkit.validation.warm:warm_validation",
)
"""Functions to call, as module:name; rooms above this one are named, not imported."""


def warm_cox() -> None:
    """Fit Cox models of every kind to 60 made-up rows."""
    from riskkit.survival.cox import fit_cox

    data = _rows()
    for ties in ("efron", "breslow"):
        model = fit_cox(data, time="time", event="event", formula="x + z", ties=ties)
        model.predict_risk_interval(data, 4.0)
        model.proportional_hazards()
        assert model.concordance.estimate > 0
        model.residuals("score")
        model.refit(np.arange(len(data)) % 3)
    fit_cox(data, time="part", event="event", formula="x", weights="weight", strata="stratum")
    fit_cox(data, time="time", event="event", formula="x", entry="entry", strata="stratum", cluster="stratum")
    fit_cox(data, time="time", event="event", formula="x", penalty="firth")
    with suppress(SeparationError):  # the search for the reason is compiled too
        fit_cox(data.assign(y=data["event"]), time="time", event="event", formula="y")


def warm_cox_on_threads() -> None:
    """Fit a Cox model to as many rows as two threads are started for."""
    from riskkit.survival.cox import fit_cox

    many = pd.concat([_rows()] * 4_000, ignore_index=True)
    many["part"] = np.random.default_rng(2).exponential(5, len(many))
    fit_cox(many, time="part", event="event", formula="x + z")


def warm_kaplan_meier() -> None:
    """Estimate curves of every kind from 60 made-up rows."""
    from riskkit.survival.kaplan_meier import kaplan_meier

    for column in ("time", "part"):
        kaplan_meier(_rows(), time=column, event="event", by="stratum", weights="weight")
    kaplan_meier(_rows(), time="time", event="event", entry="entry")


def warm_fine_gray() -> None:
    """Fit a Fine-Gray model to 60 made-up rows."""
    from riskkit.survival.fine_gray import fit_fine_gray

    data = _rows().assign(event=np.arange(60) % 3)
    fit_fine_gray(data, time="time", event="event", cause=1, formula="x + z")


def _rows() -> pd.DataFrame:
    random = np.random.default_rng(1)
    n = 60
    return pd.DataFrame(
        {
            "time": random.integers(2, 12, n),
            "part": random.exponential(5, n),
            "entry": random.integers(0, 2, n),
            "event": np.arange(n) % 3 > 0,
            "x": random.normal(size=n),
            "z": random.normal(size=n),
            "weight": random.uniform(0.5, 2, n),
            "stratum": np.arange(n) % 2,
        }
    )


def load() -> None:
    """Load every family and call every function of `WORK`: what is compiled is in memory, or is made."""
    for name in survival.__all__:
        getattr(survival, name)
    for name in WORK:
        module, _, function = name.partition(":")
        getattr(import_module(module), function)()


def main() -> None:
    """Compile everything and say how long it took."""
    started = time.perf_counter()
    load()
    warm_cox_on_threads()
    sys.stdout.write(f"riskkit: kernels ready ({time.perf_counter() - started:.1f} s)\n")


if __name__ == "__main__":
    main()
