"""Survival models and estimators, one family a file; the public names are imported from here."""

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
