"""The way from a page to people's records, and what two versions of one record differ in."""

from riskkit.casework.assessors import Assessor, current_assessor, demonstration_assessors
from riskkit.casework.demonstration import DEMONSTRATION_INSTRUMENT, seed_demonstration
from riskkit.casework.demonstration_logins import demonstration_logins
from riskkit.casework.desk import Desk, OpenFile, open_desk
from riskkit.casework.difference import Difference, compare_judgements

__all__ = [
    "DEMONSTRATION_INSTRUMENT",
    "Assessor",
    "Desk",
    "Difference",
    "OpenFile",
    "compare_judgements",
    "current_assessor",
    "demonstration_assessors",
    "demonstration_logins",
    "open_desk",
    "seed_demonstration",
]
