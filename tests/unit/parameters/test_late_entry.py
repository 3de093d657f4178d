"""A cohort whose people come under observation late is refused where nothing takes account of that."""

from typing import Any

import pytest

from riskkit.cohort import describe_cohort, public_cohorts
from riskkit.errors import ParameterError
from riskkit.parameters import check_parameters
from riskkit.parameters.cohort_source import LATE_ENTRY
from riskkit.parameters.measures import MeasuresParameters
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.parameters.subgroups import SubgroupsParameters
from riskkit.parameters.validation import ValidationParameters

COMMON = {"title": {"nl": "t", "en": "t"}, "outcome": {"nl": "o", "en": "o"},
          "covariates": ["priors_count"], "cohort": {"source": "compas_two_years"}}  # fmt: skip
KNOWN = {"source": "compas_two_years", "known": {"column": "two_year_recid", "by": 730}}
LABEL = {"nl": "n", "en": "n"}
GROUPS = {"group": "sex", "groups": [{"code": "Male", "label": LABEL}]}
DISCRETE = {"family": "discrete", "interval": 730, "link": "logit"}


def test_the_cohorts_are_those_whose_description_has_an_entry():
    assert set(LATE_ENTRY) == {name for name in public_cohorts() if describe_cohort(name).entry is not None}


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (ValidationParameters, {"model": {}, "horizons": [200]}),
        (SubgroupsParameters, {"model": {}, "horizon": 200, "flag_from": 0.5, **GROUPS}),
        (MeasuresParameters, {"horizon": 200, "measure": {"label": LABEL, "column": "juv_fel_count"}}),
    ],
)
def test_it_is_refused_with_what_to_do(model: Any, more: dict[str, Any]):
    with pytest.raises(ParameterError, match="come under observation late") as caught:
        check_parameters({**COMMON, **more}, model)
    assert "cohort.known, with column two_year_recid by 730" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (ValidationParameters, {"model": DISCRETE, "horizons": [730], "cohort": KNOWN}),
        (SubgroupsParameters,
         {"model": DISCRETE, "horizon": 730, "flag_from": 0.5, "cohort": KNOWN, **GROUPS}),
        (RecidivismParameters, {"horizons": [200]}),  # its curves and its model take late entry
    ],
)  # fmt: skip
def test_it_is_taken_where_everyone_s_outcome_is_known_or_late_entry_is_counted(
    model: Any, more: dict[str, Any]
):
    assert check_parameters({**COMMON, **more}, model).cohort.source == "compas_two_years"
