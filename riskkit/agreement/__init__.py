"""Agreement between raters: how far two people reach the same rating, beyond chance."""

from riskkit.agreement.alpha import SCALES, krippendorff_alpha
from riskkit.agreement.intraclass import FORMS, intraclass_correlation, standard_error_of_measurement
from riskkit.agreement.many_raters import fleiss_kappa, gwet_ac
from riskkit.agreement.result import (
    Agreement,
    AlphaAgreement,
    IntraclassCorrelation,
    KappaAgreement,
    MeasurementError,
)
from riskkit.agreement.two_raters import weighted_kappa

__all__ = [
    "FORMS", "SCALES", "Agreement", "AlphaAgreement", "IntraclassCorrelation", "KappaAgreement",
    "MeasurementError", "fleiss_kappa", "gwet_ac", "intraclass_correlation", "krippendorff_alpha",
    "standard_error_of_measurement", "weighted_kappa",
]  # fmt: skip
