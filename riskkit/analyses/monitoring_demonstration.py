"""A watch of the demonstration's model that finds something: a question that is no longer answered.

The table of made-up people is the one of the monitoring example; in a copy of it one answer in
four is taken away, as when a register stops passing it on. The risks stay right, so that the model
may still be used: the alarm says that its inputs changed.
"""

import csv
import tempfile
from pathlib import Path
from typing import Final

from riskkit.analyses.monitoring import MonitoringReport, monitor
from riskkit.parameters import read_parameters
from riskkit.parameters.monitoring import MonitoringParameters

NO_LONGER: Final = "wexp"
"""Whether someone had worked; the column from which answers are taken away."""

ONE_IN: Final = 4


def watch_with_a_gap(file: Path) -> MonitoringReport:
    """Watch the made-up people of a parameter file, after one answer in four was taken away.

    Parameters
    ----------
    file : Path
        A parameter file of monitoring whose cohort is a CSV file.

    Returns
    -------
    MonitoringReport
        With the alarms that this raises; the same at every call.
    """
    parameters = read_parameters(file, MonitoringParameters).located(file.resolve().parent)
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / Path(parameters.cohort.source).name
        _take_away(Path(parameters.cohort.source), table)
        cohort = parameters.cohort.model_copy(update={"source": str(table)})
        return monitor(parameters.model_copy(update={"cohort": cohort}))


def _take_away(table: Path, to: Path) -> None:
    with table.open(encoding="utf-8", newline="") as read, to.open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictReader(read)
        written = csv.DictWriter(out, rows.fieldnames or ())
        written.writeheader()
        for number, row in enumerate(rows):
            written.writerow(row | {NO_LONGER: ""} if number % ONE_IN == 0 else row)
