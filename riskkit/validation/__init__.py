"""How good is a model: discrimination, calibration, resampling, subgroups, net benefit."""

from riskkit.validation.auc import AreaUnderCurve, auc_at
from riskkit.validation.bootstrap import BootstrapOptimism, Corrected, bootstrap_optimism
from riskkit.validation.brier import BrierScore, brier_score, integrated_brier_score
from riskkit.validation.calibration import Calibration, calibration, observed_expected_ratio
from riskkit.validation.concordance import Concordance, concordance
from riskkit.validation.error_rates import IMPOSSIBILITY, ErrorRates, error_rates
from riskkit.validation.estimate import Estimate
from riskkit.validation.metric import METRICS, Metric
from riskkit.validation.net_benefit import net_benefit
from riskkit.validation.observed import pseudo_observations
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
    "ErrorRates",
    "Estimate",
    "Metric",
    "auc_at",
    "bootstrap_optimism",
    "brier_score",
    "by_subgroup",
    "calibration",
    "concordance",
    "error_rates",
    "integrated_brier_score",
    "net_benefit",
    "observed_expected_ratio",
    "pseudo_observations",
    "uno_concordance",
]
