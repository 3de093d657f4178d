"""Where a cohort's file is found, and which of its columns may not predict: one rule for every report."""

from pathlib import Path
from typing import Any

import pytest

from riskkit.cohort import public_cohorts
from riskkit.errors import ParameterError
from riskkit.parameters import check_parameters
from riskkit.parameters.cohort_source import PUBLIC_COHORTS, CohortSource
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.parameters.validation import ValidationParameters

FILE = {"source": "people.csv", "time": "week", "event": "arrest", "time_unit": "week"}


def column(label: str, **more: Any) -> dict[str, Any]:
    return {"label": {"nl": label, "en": "a column"}, "kind": "number", **more}


def test_the_public_cohorts_are_those_that_ship():
    assert public_cohorts() == PUBLIC_COHORTS


@pytest.mark.parametrize("name", PUBLIC_COHORTS)
def test_a_public_cohort_needs_no_file(name: str, tmp_path: Path):
    source = check_parameters({"source": name}, CohortSource)
    assert source.located(tmp_path) is source


def test_a_file_is_found_from_the_folder_or_refused(tmp_path: Path):
    source = check_parameters(FILE, CohortSource)
    with pytest.raises(ParameterError, match=r"'cohort.source': there is no file people.csv.*rossi"):
        source.located(tmp_path)
    (tmp_path / "people.csv").write_text("week,arrest\n1,1\n")
    assert source.located(tmp_path).source == str(tmp_path / "people.csv")


def test_a_column_is_protected_by_its_name_its_label_or_its_mark():
    columns = {
        "x": column("inkomen per maand"),
        "y": column("een kolom", protected=True),
        "religion": column("een kolom"),
        "age": column("leeftijd"),
    }
    source = check_parameters({**FILE, "columns": columns}, CohortSource)
    found = source.protected_faults(["x", "y", "religion", "age", "race"])
    assert [fault.where for fault in found] == [
        "covariate 'x'",
        "covariate 'y'",
        "covariate 'religion'",
        "covariate 'race'",
    ]
    assert ["income" in found[0].problem, "marked" in found[1].problem] == [True, True]


@pytest.mark.parametrize(
    ("model", "more"),
    [
        (RecidivismParameters, {"horizons": [52]}),
        (ValidationParameters, {"horizons": [52], "model": {}}),
    ],
)
def test_every_report_about_a_cohort_refuses_them_alike(model: Any, more: dict[str, Any]):
    given = {
        "title": {"nl": "t", "en": "t"},
        "outcome": {"nl": "o", "en": "o"},
        "cohort": {**FILE, "columns": {"x": column("postcode")}},
        "covariates": ["x"],
        **more,
    }
    with pytest.raises(ParameterError, match=r"covariate 'x': names a protected attribute.*neighbourhood"):
        check_parameters(given, model)
