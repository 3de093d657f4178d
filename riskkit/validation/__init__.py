"""How good is a model: discrimination, calibration, resampling, subgroups, net benefit."""

from riskkit.validation.auc import AreaUnderCurve, auc_at
from riskkit.validation.bootstrap import BootstrapOptimism, Corrected, bootstrap_optimism
from riskkit.validation.brier import BrierScore, brier_score, integrated_brier_score
from riskkit.validation.calibration import Calibration, calibration, observed_expected_ratio
from riskkit.validation.concordance import Concordance, concordance
from riskkit.validation.cross_validation import CrossValidation, cross_validate
from riskkit.validation.error_rates import IMPOSSIBILITY, ErrorRates, error_rates
from riskkit.validation.estimate import Estimate
from riskkit.validation.external import ExternalValidation, validate_externally
from riskkit.validation.fairness import Fairness, fairness
from riskkit.validation.internal_external import InternalExternal, leave_one_site_out
from riskkit.validation.metric import METRICS, Metric
from riskkit.validation.net_benefit import net_benefit, net_benefit_at
from riskkit.validation.observed import pseudo_observations
from riskkit.validation.pooling import Pooled, pool
from riskkit.validation.recalibration import RecalibratedModel, recalibrate
from riskkit.validation.subgroups import by_subgroup
from riskkit.validation.uno_concordance import uno_concordance

__all__ = [
    "IMPOSSIBILITY",
    "METRICS",
    "AreaUnderCurve",
    "BootstrapOptimism",
    "BrierScore",
    "Calibration",
    "Concordance",
    "Corrected",
    "CrossValidation",
    "ErrorRates",
    "Estimate",
    "ExternalValidation",
    "Fairness",
    "InternalExternal",
    "Metric",
    "Pooled",
    "RecalibratedModel",
    "auc_at",
    "bootstrap_optimism",
    "brier_score",
    "by_subgroup",
    "calibration",
    "concordance",
    "cross_validate",
    "error_rates",
    "fairness",
    "integrated_brier_score",
    "leave_one_site_out",
    "net_benefit",
    "net_benefit_at",
    "observed_expected_ratio",
    "pool",
    "pseudo_observations",
    "recalibrate",
    "uno_concordance",
    "validate_externally",
]
