"""The way from a page to people's records, and what two versions of one record differ in."""

from riskkit.casework.assessors import Assessor, current_assessor, demonstration_assessors
from riskkit.casework.demonstration import DEMONSTRATION_INSTRUMENT, seed_demonstration
from riskkit.casework.difference import Difference, compare_judgements
from riskkit.casework.guarded_desk import Desk, OpenFile, open_desk

__all__ = [
    "DEMONSTRATION_INSTRUMENT",
    "Assessor",
    "Desk",
    "Difference",
    "OpenFile",
    "compare_judgements",
    "current_assessor",
    "demonstration_assessors",
    "open_desk",
    "seed_demonstration",
]
