"""The names that notebooks, dashboards and acceptance checks call, with their arguments."""

import inspect
from importlib import import_module

import pytest

SIGNATURES = {
    "riskkit.survival.kaplan_meier": "data * time event by entry weights",
    "riskkit.survival.aalen_johansen": "data * time event by",
    "riskkit.survival.fit_cox": "data * time event formula entry strata weights cluster ties penalty",
    "riskkit.survival.fit_fine_gray": "data * time event cause formula",
    "riskkit.survival.fit_parametric": "data * time event formula family",
    "riskkit.survival.fit_cure": "data * time event formula cure_formula family",
    "riskkit.survival.fit_discrete": "data * time event formula interval link",
    "riskkit.validation.concordance": "time event linear_predictor * weights",
    "riskkit.validation.uno_concordance": "time event linear_predictor *",
    "riskkit.validation.auc_at": "time event linear_predictor *",
    "riskkit.validation.brier_score": "time event risk *",
    "riskkit.validation.integrated_brier_score": "time event risk *",
    "riskkit.validation.calibration": "time event risk *",
    "riskkit.validation.bootstrap_optimism": "fit data * metrics replicates seed client",
    "riskkit.validation.by_subgroup": "",
    "riskkit.validation.net_benefit": "time event risk *",
    "riskkit.instruments.load": "",
    "riskkit.instruments.catalogue": "",
    "riskkit.scoring.score": "instrument responses",
    "riskkit.agreement.intraclass_correlation": "",
    "riskkit.agreement.weighted_kappa": "",
    "riskkit.agreement.fleiss_kappa": "",
    "riskkit.agreement.krippendorff_alpha": "",
    "riskkit.cohort.read_cohort": "",
    "riskkit.cohort.rossi": "",
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_the_name_is_there_with_its_arguments(name: str):
    module, _, attribute = name.rpartition(".")
    function = getattr(import_module(module), attribute)
    have = inspect.signature(function).parameters
    keyword_only = False
    for argument in SIGNATURES[name].split():
        if argument == "*":
            keyword_only = True
            continue
        assert argument in have, f"{name} has no argument {argument}"
        assert (have[argument].kind is inspect.Parameter.KEYWORD_ONLY) == keyword_only
    assert inspect.getdoc(function), f"{name} explains nothing"
