"""Every way in which the data of a report can be wrong: one named error, column, count, rule, no row."""

from collections.abc import Callable
from typing import Any

import pytest

from riskkit.analyses import recidivism
from riskkit.analyses.report_cohort import protected_predictors
from riskkit.errors import (
    CollinearityError,
    DataError,
    ExtrapolationError,
    InputError,
    NoEventsError,
    ParameterError,
    SeparationError,
)

Rows = list[dict[str, Any]]


def spoil(column: str, value: Any, count: int = 3) -> Callable[[Rows], Rows]:
    def change(rows: Rows) -> Rows:
        return [{**row, column: value} if place < count else row for place, row in enumerate(rows)]

    return change


def every(column: str, value: Callable[[dict[str, Any]], Any]) -> Callable[[Rows], Rows]:
    return lambda rows: [{**row, column: value(row)} for row in rows]


CASES: list[tuple[str, Callable[[Rows], Rows], type[InputError], tuple[str, ...]]] = [
    ("text in a number", spoil("age", "Amber"), DataError, ("column 'age'", "3 values are not numbers")),
    ("decimal comma", spoil("age", "27,5"), DataError, ("column 'age'", "3 values use a decimal comma")),
    ("negative time", spoil("week", -1), DataError, ("column 'week'", "3 times are negative", "above 0")),
    ("zero time", spoil("week", 0), DataError, ("column 'week'", "3 times are zero", "above 0")),
    ("infinite time", spoil("week", "inf"), DataError, ("column 'week'", "3 values are not numbers")),
    ("missing value", spoil("age", ""), DataError, ("column 'age'", "3 values are missing")),
    ("event code 2", spoil("arrest", 2), DataError, ("column 'arrest'", "3 event codes", "only 0, 1")),
    ("event as words", spoil("arrest", "yes"), DataError, ("column 'arrest'", "3 values are not numbers")),
    ("no events", every("arrest", lambda _: 0), NoEventsError, ("arrest",)),
    ("constant covariate", every("age", lambda _: 30), CollinearityError, ("age",)),
    ("collinear covariates", every("age", lambda row: 2 * int(row["fin"]) + 1), CollinearityError, ("age",)),
    ("perfect separation", every("age", lambda row: row["arrest"]), SeparationError, ("age",)),
]


@pytest.mark.parametrize(("what", "change", "error", "words"), CASES, ids=[case[0] for case in CASES])
def test_data_at_fault_are_named(
    parameters, rows: Rows, what: str, change: Callable[[Rows], Rows], error: type[InputError],
    words: tuple[str, ...],
):  # fmt: skip
    with pytest.raises(error) as caught:
        recidivism(parameters(change(rows)))
    said = str(caught.value)
    assert caught.value.exit_code == 2
    for word in words:
        assert word in said
    assert "Amber" not in said
    assert "row" not in said.replace("leave those rows out", "")


def test_a_wrong_column_is_named_with_those_that_are_there(parameters, rows: Rows):
    renamed = [
        {("leeftijd" if name == "age" else name): value for name, value in row.items()} for row in rows
    ]
    with pytest.raises(DataError, match="column 'age': is not in the table; columns there: week, arrest"):
        recidivism(parameters(renamed))


def test_a_missing_file_is_named(parameters, rows: Rows):
    with pytest.raises(ParameterError, match=r"there is no file none\.csv"):
        parameters(rows, cohort={"source": "none.csv", "time": "week", "event": "arrest", "time_unit": "week",
                                 "columns": {name: {"label": {"nl": "x", "en": "x"}, "kind": "number"}
                                             for name in ("fin", "age")}})  # fmt: skip


def test_all_faults_of_a_file_are_said_at_once(parameters, rows: Rows):
    rows = spoil("age", "Amber")(spoil("week", -1)(spoil("arrest", 2)(rows)))
    with pytest.raises(DataError) as caught:
        recidivism(parameters(rows))
    assert {fault.where for fault in caught.value.faults} == {
        "column 'age'",
        "column 'week'",
        "column 'arrest'",
    }


def test_a_horizon_beyond_follow_up_is_refused(parameters, rows: Rows):
    with pytest.raises(ExtrapolationError, match="'horizons': 1 lie beyond the follow-up; allowed: up to 52"):
        recidivism(parameters(rows, horizons=[26, 53]))


def test_an_example_outside_the_cohort_is_refused(parameters, rows: Rows):
    profile = {"name": {"nl": "Te oud", "en": "Too old"}, "values": {"fin": 2, "age": 99}}
    with pytest.raises(ExtrapolationError) as caught:
        recidivism(parameters(rows, profiles=[profile]))
    assert "'age': lies outside the cohort; allowed: 17 to 44" in str(caught.value)
    assert "'fin': lies outside the cohort; allowed: 0 to 1" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"horizon": 52}, "'horizon': is not a known name"),
        ({"horizons": []}, "'horizons'"),
        ({"horizons": [0]}, "'horizons.0'"),
        ({"horizons": [52, 26]}, "must rise"),
        ({"horizons": ["52"]}, "'horizons.0': input should be a valid number"),
        ({"covariates": []}, "'covariates'"),
        ({"covariates": ["age", "age"]}, "twice"),
        ({"covariates": ["week"]}, "name the time or event column"),
        ({"covariates": ["__import__('os')"]}, "must be letters"),
        ({"covariates": ["age + prio"]}, "must be letters"),
        ({"ties": "exact"}, "'ties'"),
        ({"language": "fr"}, "'language'"),
        ({"group": ""}, "'group'"),
        ({"title": {"nl": "a\x1b[31m", "en": "b"}}, "'title.nl'"),
        ({"profiles": [{"name": {"nl": "a", "en": "a"}, "values": {"age": 3}}]}, "exactly the covariates"),
        ({"cohort": {"source": "rossi", "time": "week"}}, "knows its own columns"),
        ({"cohort": {"source": "x.csv"}}, "a file needs event, time, time_unit"),
    ],
)
def test_parameters_at_fault_are_named_before_anything_is_read(parameters, rows, changes, words: str):
    with pytest.raises(ParameterError) as caught:
        parameters(rows, **changes)
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_protected_predictor_needs_a_written_reason(parameters, rows: Rows):
    with pytest.raises(
        ParameterError, match=r"covariate 'race': names a protected attribute .*justification"
    ):
        parameters(rows, covariates=["age", "race"])
    reason = "Only to check the published figures of the 1980 study, never to assess a person."
    found = recidivism(parameters(rows, covariates=["age", "race"], justification=reason))
    assert protected_predictors(found.parameters, found.cohort) == ("race",)


@pytest.mark.parametrize(("groups", "count"), [(1, 1), (7, 7)])
def test_one_group_or_too_many_are_refused(parameters, rows: Rows, groups: int, count: int):
    split = [{**row, "fin": place % groups} for place, row in enumerate(rows)]
    with pytest.raises(
        DataError, match=f"column 'fin': has {count} different values; allowed: 2 to 6 groups"
    ):
        recidivism(parameters(split, covariates=["age"]))


def test_a_group_without_outcomes_is_shown_not_refused(parameters, rows: Rows):
    changed = [{**row, "arrest": 0 if row["fin"] == "1" else row["arrest"]} for row in rows]
    found = recidivism(parameters(changed, covariates=["age"]))
    aid = found.moments[found.moments["group"] == 1].iloc[-1]
    assert (aid["survival"], aid["n_events"]) == (1.0, 0)
