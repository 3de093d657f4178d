"""Who was read, left out and followed, for any report about one cohort."""

import pandas as pd

from riskkit.analyses.column_names import ColumnNames
from riskkit.analyses.people_counted import PeopleCounted
from riskkit.disclosure import Released, opened
from riskkit.tables.html_table import Column, Table

_STEPS = {
    "read": "flow_read",
    "missing": "flow_missing",
    "no_follow_up": "flow_no_follow_up",
    "kept": "flow_kept",
}


def cohort_flow_table(released: Released[PeopleCounted], names: ColumnNames, outcome: str) -> Table:
    """Tabulate the numbers from the source to the analysis.

    Parameters
    ----------
    released : Released of PeopleCounted
        Numbers of people.
    names : ColumnNames
        Names and texts.
    outcome : str
        What was measured.

    Raises
    ------
    UnreleasedRefused
        The numbers did not pass disclosure control.
    """
    say, counted = names.say, opened(released, PeopleCounted)
    rows = [
        (say(_STEPS[step], column=names.column(column) if column else ""), count)
        for step, column, count in counted.flow.itertuples(index=False)
    ]
    rows.append((say("flow_events", outcome=outcome), counted.n_events))
    rows.append((say("flow_others"), counted.n_others))
    frame = pd.DataFrame(rows, columns=["step", "n"]).astype({"n": "Int64"})
    columns = (Column("step", say("col_step"), numeric=False), Column("n", say("col_n"), say.number))
    return Table("flow", say("flow_caption"), frame, columns)
