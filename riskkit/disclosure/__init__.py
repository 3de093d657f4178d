"""The only door for group figures: nothing leaves from which a small group could be told.

`release_counts` and `release_sums` return tables in which small or dominated cells, and as
many others as it takes to keep those from being worked out, are blank. `release_curve` returns
a survival curve in steps of at least so many events, `release_median` its median. A `Register`
keeps what was released before, so that two reports cannot be subtracted from each other. Figures
and tables about groups of people in the store take these released types and no others.

Sources: Hundepool et al. (2012), *Statistical Disclosure Control*, ch. 4; rule names and
defaults as in the ``acro`` checker of UK secure data services (threshold 10; the 2 largest
contributors at most 90 %; the others at least 10 % of the largest).
"""

from riskkit.disclosure.curve import ReleasedCurve, release_curve
from riskkit.disclosure.curves import blank_curve, release_curves
from riskkit.disclosure.median import ReleasedMedian, release_median
from riskkit.disclosure.planned import Noted, Planned
from riskkit.disclosure.register import Register, ReleasedBefore, ReleaseMemory
from riskkit.disclosure.released import Released, check_released_table, gathered, opened, publish
from riskkit.disclosure.rounding import round_counts
from riskkit.disclosure.rules import DEFAULT_RULES, Rules
from riskkit.disclosure.table import ReleasedTable, release_counts, release_sums

__all__ = [
    "DEFAULT_RULES",
    "Noted",
    "Planned",
    "Register",
    "ReleaseMemory",
    "Released",
    "ReleasedBefore",
    "ReleasedCurve",
    "ReleasedMedian",
    "ReleasedTable",
    "Rules",
    "blank_curve",
    "check_released_table",
    "gathered",
    "opened",
    "publish",
    "release_counts",
    "release_curve",
    "release_curves",
    "release_median",
    "release_sums",
    "round_counts",
]
