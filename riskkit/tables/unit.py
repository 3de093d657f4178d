"""Counts of people in groups; only released tables come in."""

from riskkit.disclosure import ReleasedTable, check_released_table
from riskkit.disclosure.table import TOTAL
from riskkit.tables.html_table import Column, Table
from riskkit.wording import Wording


def released_table(name: str, released: ReleasedTable, say: Wording) -> Table:
    """Tabulate a released one-way table, its total last.

    Parameters
    ----------
    name : str
        The question; labels are the texts ``NAME_LEVEL``.
    released : ReleasedTable
        Counts of people by one column.
    say : Wording
        Texts of the unit report.

    Raises
    ------
    UnreleasedRefused
        The counts did not pass disclosure control.
    """
    check_released_table(released)
    (by,) = released.by
    frame = released.table.rename(columns={by: "group", "value": "people"})[["group", "people"]].copy()
    frame["shown_people"] = [
        say("withheld") if missing else say.number(value)
        for value, missing in zip(frame["people"], frame["people"].isna(), strict=True)
    ]
    frame["people"] = frame["people"].astype("Int64")
    frame["shown_group"] = [
        say("total") if group == TOTAL else say(f"{name}_{group}") for group in frame["group"]
    ]
    columns = (
        Column("shown_group", say("col_group"), numeric=False),
        Column("shown_people", say("col_people")),
    )
    blank = bool(frame["people"].isna().any())
    note = say("withheld_note", threshold=released.rules.threshold) if blank else ""
    return Table(name, say(f"{name}_caption"), frame, columns, note)
