"""Reports about one cohort show small counts: about people who are not published data they say so."""

from pathlib import Path
from typing import Any

import pytest

from riskkit.analyses import recidivism
from riskkit.parameters import check_parameters
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.parameters.subgroups import SubgroupsParameters
from riskkit.parameters.validation import ValidationParameters
from riskkit.reports.cohort_sections import cohort_caveats
from riskkit.reports.recidivism_page import limits
from riskkit.wording.report_words import report_words

FILE = {"source": "people.csv", "time": "t", "event": "e", "time_unit": "day",
        "columns": {"x": {"label": {"nl": "x", "en": "x"}, "kind": "number"}}}  # fmt: skip
COMMON = {"title": {"nl": "t", "en": "t"}, "outcome": {"nl": "o", "en": "o"}, "model": {}}
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("topic", "model", "more"),
    [
        ("validation", ValidationParameters, {"horizons": [52]}),
        ("subgroups", SubgroupsParameters, {"horizon": 52, "flag_from": 0.5, "group": "g",
                                            "groups": [{"code": "1", "label": {"nl": "g", "en": "g"}}]}),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("cohort", "covariates", "warned"), [(FILE, ["x"], True), ({"source": "rossi"}, ["age"], False)]
)
def test_a_file_of_people_is_warned_about_and_published_data_are_not(
    topic: str, model: Any, more: dict[str, Any], cohort: dict[str, Any], covariates: list[str], warned: bool
):  # fmt: skip
    given = check_parameters({**COMMON, **more, "cohort": cohort, "covariates": covariates}, model)
    said = cohort_caveats(given, None, "o", report_words(topic, "en"))
    assert any("has not passed disclosure control" in line for line in said) is warned


@pytest.mark.parametrize("public", [True, False])
def test_so_is_the_recidivism_report(public: bool):
    label = {"label": {"nl": "leeftijd", "en": "age"}, "kind": "number"}
    file = {"source": "tests/reference/rossi.csv", "time": "week", "event": "arrest", "time_unit": "week",
            "columns": {"age": label}}  # fmt: skip
    given = {"title": {"nl": "t", "en": "t"}, "outcome": {"nl": "o", "en": "o"}, "covariates": ["age"],
             "horizons": [52], "cohort": {"source": "rossi"} if public else file}  # fmt: skip
    found = recidivism(check_parameters(given, RecidivismParameters).located(ROOT))
    assert ("niet door de vrijgave gegaan" in limits(found).body) is not public
