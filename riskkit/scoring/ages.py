"""Ages in whole years from dates, refused where the dates cannot be.

Criminal records hold dates, the instruments ask ages. Someone born on 29 February has a
birthday on 1 March in other years, as in the source of the published vectors.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from riskkit.errors import Fault, ResponseError
from riskkit.instruments import Instrument
from riskkit.instruments.responses import Unknown

BIRTH: Final = "date_of_birth"
DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "date_of_first_sanction": ("age_at_first_sanction",),
    "date_of_last_sexual_sanction": ("age_at_last_sexual_sanction",),
    "date_of_current_sanction": ("age_at_current_sanction",),
    "date_of_release": ("age_at_release",),
    "date_at_start": ("age_at_start", "age_at_start_of_follow_up"),
}
"""Columns of dates, from early to late, and the items that ask the age at that date."""


def age_at(born: date, day: date) -> int:
    """Return the age in whole years at ``day``."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ages_from_dates(dates: Mapping[str, date | None], instrument: Instrument) -> dict[str, int | Unknown]:
    """Return the ages that an instrument asks.

    Parameters
    ----------
    dates : mapping of str to date or None
        ``date_of_birth`` and the names of `DATES`; None or left out where unknown.
    instrument : Instrument
        Only the ages it asks are returned.

    Returns
    -------
    dict of str to int or Unknown
        By item id; unknown where a date that it needs is.

    Raises
    ------
    ResponseError
        A sanction before birth, a first sanction after the current one, a follow-up that
        begins before the conviction; all at once.
    """
    if faults := impossible_dates(dates):
        raise ResponseError(faults)
    asked = {item.id for item in instrument.items}
    born = dates.get(BIRTH)
    ages: dict[str, int | Unknown] = {}
    for name, items in DATES.items():
        day = dates.get(name)
        for item in items:
            if item in asked:
                if born is None or day is None:
                    ages[item] = Unknown("a date is not known")
                else:
                    ages[item] = age_at(born, day)
    return ages


def impossible_dates(dates: Mapping[str, date | None]) -> list[Fault]:
    """Return the pairs of dates that stand in an order that cannot be."""
    order = (BIRTH, *DATES)
    known: list[tuple[str, date]] = [(name, day) for name in order if (day := dates.get(name)) is not None]
    return [
        Fault(f"'{later}'", f"lies before '{earlier}'", "dates in the order of a life", "check both dates")
        for place, (earlier, first) in enumerate(known)
        for later, second in known[place + 1 :]
        if second < first
    ]


def dates_in(columns: Iterable[Any]) -> tuple[str, ...]:
    """Return the names of date columns among ``columns``."""
    present = set(columns)
    return tuple(name for name in (BIRTH, *DATES) if name in present)
