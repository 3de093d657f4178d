"""Judge a registered model by a cohort's outcomes: whether it passes its calibration gate."""

import numpy as np
import pandas as pd

from riskkit.analyses.model_version import audited_groups, known_outcomes
from riskkit.analyses.report_cohort import read_report_cohort
from riskkit.cohort import Cohort
from riskkit.parameters.model import ModelParameters
from riskkit.stewardship.calibration_gate import CalibrationGate, calibration_gate, note_gate, risks_of
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.stored_model import StoredModel


def judge_calibration(parameters: ModelParameters, model: StoredModel) -> CalibrationGate:
    """Judge a stored model by the outcomes of the cohort that the parameters name.

    Raises
    ------
    DataError
        The cohort breaks its rules, or outcomes by the last horizon are not known for everyone.
    ResponseError, ExtrapolationError
        People whom the model was not made for.
    """
    cohort = read_report_cohort(parameters, (*parameters.covariates, *parameters.audit))
    judged = judged_table(model, cohort, parameters.horizons[-1])
    return calibration_gate(
        judged, event="observed", risk="expected", groups=audited_groups(cohort, parameters.audit)
    )


def judged_table(model: StoredModel, cohort: Cohort, horizon: float) -> pd.DataFrame:
    """Return a cohort with ``observed`` (1 or 0 by the horizon) and ``expected`` (the model's risk)."""
    data = cohort.table
    observed = known_outcomes(data, time=cohort.time, event=cohort.event, horizon=horizon)
    expected = np.clip(risks_of(model, data, horizon), 1e-12, 1 - 1e-12)
    return data.assign(observed=observed, expected=expected)


def check_calibration(
    parameters: ModelParameters, registry: Registry, *, version: str | None, by: str
) -> CalibrationGate:
    """Judge a registered version and put the result on record."""
    model = registry.model(parameters.id, version or parameters.version)
    found = judge_calibration(parameters, model)
    note_gate(registry, model.id, model.version, found, by=by)
    return found
