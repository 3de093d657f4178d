"""The people of a cohort that is described, from any of its sources, with one set of columns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from riskkit.checks import check_columns
from riskkit.cohort import CohortDescription, Flow, describe_cohort, follow_up, read_cohort
from riskkit.cohort.built import read_built
from riskkit.cohort.outcome import OutcomeDefinition
from riskkit.cohort.registration_files import read_registrations
from riskkit.cohort.table_file import fingerprint
from riskkit.errors import DataError, Fault
from riskkit.parameters.cohort_report import CohortParameters
from riskkit.parameters.labels import ColumnDescription, Text
from riskkit.wording import wording

OWN: Final = ("unit", "supervised")
"""Columns of a built cohort that describe people."""

MOST_NAMED: Final = 50_000
"""With more people, who was counted in a table is too much to keep."""

PERSON, TIME, EVENT, ENTRY, CUSTODY = ROLES = (
    "the person", "follow-up time", "follow-up event", "follow-up entry", "custody days",
)  # fmt: skip
"""What the columns of follow-up are called here, so that no column of a source has the same name."""

_BUILT: Final = {"person": PERSON, "time": TIME, "event": EVENT, "entry": ENTRY, "custody_days": CUSTODY}


@dataclass(frozen=True, slots=True)
class CohortPeople:
    """One row a person, before anything is released.

    Attributes
    ----------
    table : pandas.DataFrame
        `TIME`, `EVENT` and `ENTRY`; `CUSTODY` where it is known; `PERSON` where people are named;
        then the described columns under their own names.
    codes : dict of int to str
        Event codes: "censored", "outcome", then competing events.
    event_levels : dict of str to Text
        What competing events of a file are called, where they are not those of a build.
    time_unit : str
        day, week, month or year.
    outcome : Text
        What was measured.
    flow : Flow
        Rows read, left out, changed.
    checks : pandas.DataFrame or None
        kind, where, n; None where there were no registers to check.
    columns : dict of str to ColumnDescription
        What the described columns hold.
    follow_up_columns : tuple of str
        Columns of the follow-up itself, for the data dictionary of a built cohort.
    data : dict of str to str
        SHA-256 of each source, by name.
    description : CohortDescription or None
        What is known of a published cohort.
    definition : OutcomeDefinition or None
        What counted, in a built cohort.
    until : date or None
        Last day counted, in a built cohort.
    named : bool
        Whether people have a pseudonym, by which they can be told from those of earlier reports,
        and are not more than `MOST_NAMED`.
    """

    table: pd.DataFrame
    codes: dict[int, str]
    time_unit: str
    outcome: Text
    flow: Flow
    checks: pd.DataFrame | None
    columns: Mapping[str, ColumnDescription]
    event_levels: Mapping[str, Text]
    data: dict[str, str]
    follow_up_columns: tuple[str, ...] = ()
    description: CohortDescription | None = None
    definition: OutcomeDefinition | None = None
    until: date | None = None
    named: bool = False


def cohort_people(parameters: CohortParameters) -> CohortPeople:
    """Read the cohort that the parameters name.

    Raises
    ------
    DataError
        The table or the registers break their rules, or a covariate is not there.
    """
    source = parameters.cohort
    found = _built(parameters) if source.is_built or source.is_registers else _file(parameters)
    wanted = parameters.covariates or tuple(found.columns)
    check_columns(found.table, wanted)
    if unknown := [name for name in wanted if name not in found.columns]:
        faults = [Fault(f"column '{name}'", "is not described", "a described column") for name in unknown]
        raise DataError(faults)
    columns = {name: found.columns[name] for name in wanted}
    kept = [name for name in found.table.columns if name in (*ROLES, *columns)]
    return replace(found, table=found.table[kept], columns=columns)


def _file(parameters: CohortParameters) -> CohortPeople:
    """Return a published cohort, or a file with one row a person."""
    source = parameters.cohort
    event = source.columns.get(str(source.event))
    told = event.levels if event is not None else {}
    levels = {code: label for code, label in told.items() if code.isdecimal() and code not in ("0", "1")}
    codes = {0: "censored", 1: "outcome", **{int(code): f"event {code}" for code in sorted(levels)}}
    cohort = read_cohort(
        source.source, time=source.time, event=source.event, entry=source.entry, time_unit=source.time_unit,
        columns=source.columns, drop=source.drop, decimal=source.decimal, delimiter=source.delimiter,
        event_codes=tuple(codes),
    )  # fmt: skip
    known = describe_cohort(cohort.name) if source.is_public else None
    table = cohort.table.rename(columns={cohort.time: TIME, cohort.event: EVENT})
    table = table.assign(**{ENTRY: 0.0 if cohort.entry is None else table[cohort.entry]})
    names = [name for name, column in cohort.columns.items() if column.kind == "identifier"]
    if names:
        table = table.assign(**{PERSON: table[names[0]].astype(str)})
    roles = {cohort.time, cohort.event, cohort.entry, *names}
    return CohortPeople(
        table=table,
        codes=codes,
        event_levels={f"event {code}": label for code, label in levels.items()},
        time_unit=str(cohort.time_unit),
        outcome=parameters.outcome or (known.outcome if known is not None else Text(nl="-", en="-")),
        flow=cohort.flow,
        checks=None,
        columns={name: column for name, column in cohort.columns.items() if name not in roles},
        data={Path(cohort.name).name: cohort.fingerprint},
        description=known,
        named=bool(names) and cohort.n <= MOST_NAMED,
    )


def _built(parameters: CohortParameters) -> CohortPeople:
    """Return a cohort that was built, or that is built here from its registers."""
    source = parameters.cohort
    if source.is_built:
        cohort = read_built(Path(source.source).parent)
        carried, outcome, until = cohort.carried, cohort.outcome, cohort.until
        table = cohort.read([*_BUILT, *OWN, *carried])
        flow, checks = cohort.flow, cohort.checks
    else:
        asked = source.build()
        built = follow_up(
            read_registrations(asked), asked.outcome, until=asked.until, period=asked.period,
            observed_from=asked.observed_from, index=asked.index, contradictions=asked.contradictions,
        )  # fmt: skip
        carried, outcome, until, flow = dict(asked.carry), built.outcome, built.until, built.flow
        table = built.table[[*_BUILT, *OWN, *carried]]
        checks = pd.DataFrame(
            [(check.kind, check.where, count) for check, count in built.contradictions],
            columns=["kind", "where", "n"],
        )
    if again := len(table) - table["person"].nunique():
        raise DataError(
            Fault("cohort", f"{again} releases are a person's second or later", "one release a person",
                  "build it with index: first; releases and people could be subtracted from each other")
        )  # fmt: skip
    return CohortPeople(
        table=table.rename(columns=_BUILT),
        codes={code: name if code != 1 else "outcome" for code, name in outcome.codes.items()},
        time_unit="day",
        event_levels={},
        outcome=outcome.label,
        flow=flow,
        checks=checks,
        columns={name: _described(name, parameters, carried) for name in (*OWN, *carried)},
        data={path.name: fingerprint(path) for path in source.files},
        follow_up_columns=(
            "release_date", "entry", "time", "event", "entry_raw", "time_raw", "event_raw", "custody_days",
        ),
        definition=outcome,
        until=until,
        named=len(table) <= MOST_NAMED,
    )  # fmt: skip


def _described(name: str, parameters: CohortParameters, carried: Mapping[str, str]) -> ColumnDescription:
    """Return what a column of a built cohort holds: as the parameters say, else as the build knows."""
    if name in parameters.cohort.columns:
        return parameters.cohort.columns[name]
    if name in OWN:
        label = Text(nl=wording("cohort", "nl")(f"label_{name}"), en=wording("cohort", "en")(f"label_{name}"))
        return ColumnDescription(label=label, kind="category" if name == "unit" else "yes_no")
    kind = "number" if carried[name] == "number" else "category"
    return ColumnDescription(label=Text(nl=name, en=name), kind=kind)
