"""Compile the kernels of this room; ``riskkit.survival.warm`` calls it at installation."""

import functools

import numpy as np
import pandas as pd


def warm_validation() -> None:
    """Take every compiled measure on 60 made-up rows."""
    from riskkit.survival.cox import fit_cox
    from riskkit.validation import bootstrap_optimism, concordance, uno_concordance
    from riskkit.validation.metric import METRICS
    from riskkit.validation.outcomes import Outcomes
    from riskkit.validation.people import Predictions, arrange

    random = np.random.default_rng(2)
    time, event = random.integers(2, 12, 60).astype(float), (np.arange(60) % 3 > 0).astype(int)
    data = pd.DataFrame({"time": time, "event": event, "x": random.normal(size=60)})
    concordance(time, event, data["x"])
    concordance(time, event, data["x"], weights=np.ones(60))
    uno_concordance(time, event, data["x"])
    fit = functools.partial(fit_cox, time="time", event="event", formula="x")
    metrics = ["concordance", "calibration_slope", "brier_score", "auc_at"]
    bootstrap_optimism(fit, data, metrics=metrics, replicates=3, seed=0, horizon=4)
    people = arrange(Outcomes(time, np.arange(60) % 3), 4.0)
    said = Predictions(data["x"].to_numpy(), proportional=True)
    METRICS["calibration_slope"].evaluate(people, said, np.ones((2, 60)))
