"""The cohort that a report's parameters name, read and checked, and the formula of its covariates."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from riskkit.checks import check_columns, check_events, check_numbers
from riskkit.cohort import Cohort, CohortDescription, Flow, describe_cohort, public_cohorts, read_cohort
from riskkit.cohort.description import published_origin
from riskkit.cohort.public_data import public_path, read_public
from riskkit.cohort.table_file import fingerprint
from riskkit.errors import DataError, Fault, ParameterError
from riskkit.parameters.cohort_model import CohortReportParameters, KnownOutcome
from riskkit.parameters.cohort_source import CohortSource

KNOWN_TIME = "known_at"
"""Column of the moment at which an outcome is known, where a cohort is used without times."""


def read_report_cohort(
    parameters: CohortReportParameters, use: Iterable[str], *, may_be_empty: str | None = None
) -> Cohort:
    """Read the cohort with the columns that the report uses.

    Parameters
    ----------
    parameters : CohortReportParameters
        The report's parameters.
    use : iterable of str
        Columns beside time and event; none of them may have missing values.
    may_be_empty : str, optional
        One more column, in which missing values mean something.

    Raises
    ------
    DataError
        The table breaks its rules.
    ParameterError
        A covariate is protected in the cohort's description and no justification is given.
    """
    source, used = parameters.cohort, list(dict.fromkeys([*use, *_person(parameters.cohort)]))
    if source.is_public and source.known is not None:
        cohort = _known_cohort(source.source, source.known, used)
    else:
        cohort = read_cohort(
            source.source, time=source.time, event=source.event, time_unit=source.time_unit,
            columns=source.columns, use=used if may_be_empty is None else None, drop=source.drop,
            decimal=source.decimal, delimiter=source.delimiter,
        )  # fmt: skip
    if may_be_empty is not None:
        cohort = _narrowed(cohort, used, may_be_empty)
    _check_protected(parameters, cohort)
    return cohort


def _person(source: CohortSource) -> list[str]:
    """Return the column of a file that names people, where there is one: releases are held against it."""
    return [name for name, column in source.columns.items() if column.kind == "identifier"][:1]


def description_of(cohort: Cohort) -> CohortDescription | None:
    """Return what is known of a public cohort; None of others."""
    return describe_cohort(cohort.name) if cohort.name in public_cohorts() else None


def protected_predictors(parameters: CohortReportParameters, cohort: Cohort) -> tuple[str, ...]:
    """Return the covariates that are protected by name, label or description."""
    marked = {name for name, column in cohort.columns.items() if column.protected}
    return tuple(
        name for name in parameters.covariates if name in marked or parameters.protected_faults((name,))
    )


def covariate_formula(names: Iterable[str], cohort: Cohort) -> str:
    """Return covariates as a model's formula writes them; "1" for none."""
    return " + ".join(_term(name, cohort) for name in names) or "1"


def _narrowed(cohort: Cohort, used: list[str], may_be_empty: str) -> Cohort:
    """Return a cohort with these columns only, all but one without missing values."""
    check_columns(cohort.table, [*used, may_be_empty])
    _raise_on_missing(cohort.table, used)
    kept = list(dict.fromkeys([cohort.time, cohort.event, *used, may_be_empty]))
    columns = {name: column for name, column in cohort.columns.items() if name in kept}
    return replace(cohort, table=cohort.table[kept], columns=columns)


def _raise_on_missing(table: pd.DataFrame, columns: Iterable[str]) -> None:
    if faults := [fault for column in columns for fault in _faults(table, column)]:
        raise DataError(faults)


def _term(name: str, cohort: Cohort) -> str:
    category = name in cohort.columns and cohort.columns[name].kind == "category"
    text = not pd.api.types.is_numeric_dtype(cohort.table[name].dtype)
    return f"C({name})" if category or text else name


def _check_protected(parameters: CohortReportParameters, cohort: Cohort) -> None:
    """Raise on protected predictors that the cohort's description marks and nobody justified."""
    found = protected_predictors(parameters, cohort)
    if found and parameters.justification is None:
        raise ParameterError(
            Fault("'covariates'", f"hold protected attributes: {', '.join(found)}", "predictors that are not",
                  "leave them out, or give a written 'justification', which the report then shows")
        )  # fmt: skip


def _known_cohort(name: str, known: KnownOutcome, used: list[str]) -> Cohort:
    """Return a public cohort as one outcome known for everyone at one moment."""
    described = describe_cohort(name)
    table = read_public(name)
    check_columns(table, [known.column, *used])
    _raise_on_missing(table, used)
    check_events(table, known.column)
    kept = table[[known.column, *used]].assign(**{KNOWN_TIME: float(known.by)})
    columns = {each: described.columns[each] for each in kept.columns if each in described.columns}
    return Cohort(
        name=name, table=kept, time=KNOWN_TIME, event=known.column, entry=None, time_unit=described.time_unit,
        flow=Flow(len(kept)), fingerprint=fingerprint(public_path(name)), columns=columns,
        origin=published_origin(name),
    )  # fmt: skip


def _faults(table: pd.DataFrame, column: str) -> list[Fault]:
    """Return what keeps a column from being used."""
    if pd.api.types.is_numeric_dtype(table[column].dtype):
        try:
            check_numbers(table, column)
        except DataError as error:
            return list(error.faults)
        return []
    missing = int(table[column].isna().sum())
    return (
        [Fault(f"column '{column}'", f"{missing} values are missing", "no missing values")] if missing else []
    )
