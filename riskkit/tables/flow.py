"""Who was read, left out and followed, for any report about one cohort."""

import pandas as pd

from riskkit.analyses.column_names import ColumnNames
from riskkit.cohort import Cohort
from riskkit.tables.html_table import Column, Table

_STEPS = {
    "read": "flow_read",
    "missing": "flow_missing",
    "no_follow_up": "flow_no_follow_up",
    "kept": "flow_kept",
}


def cohort_flow_table(cohort: Cohort, names: ColumnNames, outcome: str) -> Table:
    """Tabulate the numbers from the source to the analysis."""
    say = names.say
    rows = [
        (say(_STEPS[step], column=names.column(column) if column else ""), count)
        for step, column, count in cohort.flow.frame().itertuples(index=False)
    ]
    rows.append((say("flow_events", outcome=outcome), cohort.n_events))
    rows.append((say("flow_others"), cohort.n - cohort.n_events))
    columns = (Column("step", say("col_step"), numeric=False), Column("n", say("col_n"), say.number))
    return Table("flow", say("flow_caption"), pd.DataFrame(rows, columns=["step", "n"]), columns)
