"""What the first report in a process does for all that follow it: locale data, versions, a first table."""

from typing import get_args

import pandas as pd

from riskkit.disclosure import release_counts
from riskkit.parameters.labels import Language
from riskkit.reports.provenance import versions
from riskkit.tables.html_table import Column, Table
from riskkit.wording.report_words import report_words


def rehearse() -> None:
    """Make a small table of made-up people in each language, and throw it away.

    A preloaded process does it before it forks: libraries then have read their locale data and
    are ready for use in every kernel, which inherits it. Nothing of anyone's data is in it.
    """
    made_up = pd.DataFrame({"group": ["a"] * 30 + ["b"] * 20 + ["c"] * 3, "person": range(53)})
    released = release_counts(made_up, ["group"])
    for language in get_args(Language):
        say = report_words("unit", language)
        frame = released.table[["group"]].assign(value=[say.number(53, 1), say.percent(0.5), "", ""])
        Table("rehearsal", "", frame, (Column("group", "", numeric=False), Column("value", ""))).html()
    versions()
