"""The public cohorts as tables: real releases, real re-arrests."""

import importlib.util
from pathlib import Path

import pandas as pd

from riskkit.cohort.description import PUBLIC, describe_cohort
from riskkit.errors import DataError, Fault


def rossi() -> pd.DataFrame:
    """Return the 432 men released from Maryland state prisons, followed for 52 weeks.

    Returns
    -------
    pandas.DataFrame
        One row a man: week (of first arrest, or 52), arrest (1 re-arrested, 114 men), fin
        (received financial aid), age (years, at release), race (1 black; protected), wexp
        (full-time work experience), mar (married), paro (released on parole), prio (number
        of prior convictions).

    Notes
    -----
    Rossi, Berk and Lenihan (1980), Money, Work and Crime. The file ships inside lifelines;
    the package itself is not imported.
    """
    return read_public("rossi")


def recid() -> pd.DataFrame:
    """Return the 1,445 people released from North Carolina prisons in 1977-1978.

    Returns
    -------
    pandas.DataFrame
        The 18 columns of the original plus ``returned`` (1 returned to prison, 552 people;
        it is 1 - cens). ``durat`` is the time in months to return or to the end of follow-up.

    Notes
    -----
    Chung, Schmidt and Witte (1991), Journal of Quantitative Criminology 7, 59-98.
    """
    table = read_public("recid")
    return table.assign(returned=1 - table["cens"])


def compas_two_years() -> pd.DataFrame:
    """Return 7,214 people screened with COMPAS in Broward County, Florida, 2013-2014.

    Returns
    -------
    pandas.DataFrame
        One row a person, without names, birth dates and case numbers; start and end are days
        since screening between which the person was followed, event 1 a new arrest at end.
        ``race`` and ``sex`` are for the subgroup audit.

    Notes
    -----
    ProPublica (2016), public record.
    """
    return read_public("compas_two_years")


def georgia_parole() -> pd.DataFrame:
    """Return 7,807 people released to parole in Georgia, 2013-2015.

    Returns
    -------
    pandas.DataFrame
        One row a person; event_year is the year of supervision (1 to 3) in which the person
        was first re-arrested or last followed, event 1 a re-arrest.

    Notes
    -----
    US National Institute of Justice, Recidivism Forecasting Challenge, test set.
    """
    return read_public("georgia_parole")


def read_public(name: str) -> pd.DataFrame:
    """Read a public cohort's file as it was published.

    Raises
    ------
    DataError
        Not a public cohort, or its file is not there or not the one described.
    """
    description = describe_cohort(name)
    path = public_path(name)
    table = pd.read_csv(path)
    if len(table) != description.n:
        raise DataError(
            Fault(path.name, f"has {len(table)} rows", f"the {description.n} that were published")
        )
    return table


def public_path(name: str) -> Path:
    """Return the file of a public cohort."""
    package, _, file = describe_cohort(name).file.rpartition(":")
    if not package:
        return PUBLIC / file
    found = importlib.util.find_spec(package)
    folder = Path(str((found.submodule_search_locations or [""])[0])) if found else Path()
    path = folder / "datasets" / file
    if not path.is_file():
        raise DataError(Fault(f"cohort '{name}'", f"its file {file} is not in the package {package}",
                              remedy=f"reinstall {package}"))  # fmt: skip
    return path
