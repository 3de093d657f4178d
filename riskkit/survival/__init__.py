"""Survival models and estimators, one family a file; the public names are imported from here."""

from riskkit.survival.aalen_johansen import AalenJohansen, aalen_johansen
from riskkit.survival.cure import CureModel, fit_cure
from riskkit.survival.discrete import DiscreteModel, fit_discrete
from riskkit.survival.fine_gray import FineGrayModel, fit_fine_gray
from riskkit.survival.gray_test import GrayTest, gray_test
from riskkit.survival.model import SurvivalModel
from riskkit.survival.parametric import ParametricModel, fit_parametric
from riskkit.survival.plateau import PlateauCheck

__all__ = [
    "AalenJohansen",
    "CureModel",
    "DiscreteModel",
    "FineGrayModel",
    "GrayTest",
    "ParametricModel",
    "PlateauCheck",
    "SurvivalModel",
    "aalen_johansen",
    "fit_cure",
    "fit_discrete",
    "fit_fine_gray",
    "fit_parametric",
    "gray_test",
]
