"""Survival models and estimators, one family a file; the public names are imported from here.

Names are loaded when they are asked for: who wants one interval must not wait for what fits models.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from riskkit.survival.aalen_johansen import AalenJohansen, aalen_johansen
    from riskkit.survival.cause_specific import CauseSpecificModel, fit_cause_specific
    from riskkit.survival.cox import fit_cox
    from riskkit.survival.cox_concordance import ModelConcordance
    from riskkit.survival.cox_model import CoxModel
    from riskkit.survival.cure import CureModel, fit_cure
    from riskkit.survival.discrete import DiscreteModel, fit_discrete
    from riskkit.survival.fine_gray import FineGrayModel, fit_fine_gray
    from riskkit.survival.gray_test import GrayTest, gray_test
    from riskkit.survival.kaplan_meier import KaplanMeier, kaplan_meier
    from riskkit.survival.kaplan_meier_mean import restricted_mean
    from riskkit.survival.log_rank import LogRank, log_rank
    from riskkit.survival.model import SurvivalModel
    from riskkit.survival.parametric import ParametricModel, fit_parametric
    from riskkit.survival.plateau import PlateauCheck
    from riskkit.survival.power import (
        DetectableEffect,
        detectable_hazard_ratio,
        events_needed,
        people_for_precision,
        people_needed,
        power_to_detect,
    )
    from riskkit.survival.recurrent import fit_andersen_gill, fit_gap_time
    from riskkit.survival.small_samples import (
        BaseRate,
        EventsPerParameter,
        NaturalFrequency,
        check_events_per_parameter,
        estimate_base_rate,
    )
    from riskkit.survival.small_samples_proportion import (
        ProportionInterval,
        ZeroEventsBound,
        exact_interval,
        jeffreys_interval,
        wilson_interval,
        zero_events_bound,
    )

_PLACES = {
    "AalenJohansen": "aalen_johansen",
    "BaseRate": "small_samples",
    "CauseSpecificModel": "cause_specific",
    "CoxModel": "cox_model",
    "CureModel": "cure",
    "DetectableEffect": "power",
    "DiscreteModel": "discrete",
    "EventsPerParameter": "small_samples",
    "FineGrayModel": "fine_gray",
    "GrayTest": "gray_test",
    "KaplanMeier": "kaplan_meier",
    "LogRank": "log_rank",
    "ModelConcordance": "cox_concordance",
    "NaturalFrequency": "small_samples",
    "ParametricModel": "parametric",
    "PlateauCheck": "plateau",
    "ProportionInterval": "small_samples_proportion",
    "SurvivalModel": "model",
    "ZeroEventsBound": "small_samples_proportion",
    "aalen_johansen": "aalen_johansen",
    "check_events_per_parameter": "small_samples",
    "detectable_hazard_ratio": "power",
    "estimate_base_rate": "small_samples",
    "events_needed": "power",
    "exact_interval": "small_samples_proportion",
    "fit_andersen_gill": "recurrent",
    "fit_cause_specific": "cause_specific",
    "fit_cox": "cox",
    "fit_cure": "cure",
    "fit_discrete": "discrete",
    "fit_fine_gray": "fine_gray",
    "fit_gap_time": "recurrent",
    "fit_parametric": "parametric",
    "gray_test": "gray_test",
    "jeffreys_interval": "small_samples_proportion",
    "kaplan_meier": "kaplan_meier",
    "log_rank": "log_rank",
    "people_for_precision": "power",
    "people_needed": "power",
    "power_to_detect": "power",
    "restricted_mean": "kaplan_meier_mean",
    "wilson_interval": "small_samples_proportion",
    "zero_events_bound": "small_samples_proportion",
}

__all__ = [
    "AalenJohansen",
    "BaseRate",
    "CauseSpecificModel",
    "CoxModel",
    "CureModel",
    "DetectableEffect",
    "DiscreteModel",
    "EventsPerParameter",
    "FineGrayModel",
    "GrayTest",
    "KaplanMeier",
    "LogRank",
    "ModelConcordance",
    "NaturalFrequency",
    "ParametricModel",
    "PlateauCheck",
    "ProportionInterval",
    "SurvivalModel",
    "ZeroEventsBound",
    "aalen_johansen",
    "check_events_per_parameter",
    "detectable_hazard_ratio",
    "estimate_base_rate",
    "events_needed",
    "exact_interval",
    "fit_andersen_gill",
    "fit_cause_specific",
    "fit_cox",
    "fit_cure",
    "fit_discrete",
    "fit_fine_gray",
    "fit_gap_time",
    "fit_parametric",
    "gray_test",
    "jeffreys_interval",
    "kaplan_meier",
    "log_rank",
    "people_for_precision",
    "people_needed",
    "power_to_detect",
    "restricted_mean",
    "wilson_interval",
    "zero_events_bound",
]


class _Package(ModuleType):
    """A package whose names stay what they are when a file of the same name is imported."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in _PLACES:  # importing a file binds it here, where `kaplan_meier` is a function
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
