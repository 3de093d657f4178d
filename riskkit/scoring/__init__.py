"""Scoring: answers in, a frozen result out; nothing missing is ever counted as zero."""

from riskkit.instruments.responses import Measured, NotApplicable, Unknown
from riskkit.scoring.assessment import ScoredAssessment, TermContribution
from riskkit.scoring.explanation import explain
from riskkit.scoring.movers import Mover, find_movers
from riskkit.scoring.score import score

__all__ = [
    "Measured",
    "Mover",
    "NotApplicable",
    "ScoredAssessment",
    "TermContribution",
    "Unknown",
    "explain",
    "find_movers",
    "score",
]
