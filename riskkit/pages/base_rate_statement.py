"""What is known of a group, for a page: published counts with exact limits, and no library that fits.

The report on base rates says far more (`riskkit.analyses.base_rate`); it loads the libraries
for it. A page that is open beside a judgement needs four numbers and their source.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskkit.fields import CONFIDENCE
from riskkit.parameters import read_parameters
from riskkit.parameters.base_rate import BaseRateParameters
from riskkit.parameters.labels import Text

EVIDENCE: Final = Path("parameters") / "base_rate" / "terrorism.yaml"
"""Published recidivism after terrorism offences, under the home folder."""


@dataclass(frozen=True, slots=True)
class GroupStatement:
    """One group's count.

    Attributes
    ----------
    name, outcome, followed : Text
        Who, what was counted, and when they were followed.
    n_events, n : int
        People with the outcome, among people followed.
    rate, lower, upper : float
        Share, with its exact (Clopper-Pearson) 95 % limits.
    source : str
        Publication.
    """

    name: Text
    outcome: Text
    followed: Text
    n_events: int
    n: int
    rate: float
    lower: float
    upper: float
    source: str


@dataclass(frozen=True, slots=True)
class BaseRateStatement:
    """What is known of groups like a person's, where no individual model is warranted.

    Attributes
    ----------
    groups : tuple of GroupStatement
        The one that it is about first.
    fingerprint : str
        SHA-256 of the evidence.
    """

    groups: tuple[GroupStatement, ...]
    fingerprint: str


def base_rate_statement(path: Path) -> BaseRateStatement:
    """Read an evidence file of published counts.

    Parameters
    ----------
    path : Path
        Parameters of the base-rate report, with the counts in the file itself.

    Raises
    ------
    ParameterError
        The file is not there or breaks its rules.
    """
    read = read_parameters(path, BaseRateParameters)
    groups = tuple(
        GroupStatement(
            each.name, each.outcome, each.followed, each.n_events, each.n, each.n_events / each.n,
            *_exact_limits(each.n_events, each.n), each.source,
        )
        for each in read.groups
    )  # fmt: skip
    content = read.model_dump_json(include={"groups"})
    return BaseRateStatement(groups, hashlib.sha256(content.encode()).hexdigest())


def _exact_limits(k: int, n: int) -> tuple[float, float]:
    """Return the Clopper-Pearson limits: quantiles of the beta distribution."""
    from scipy.special import betaincinv

    tail = (1 - CONFIDENCE) / 2
    lower = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
    upper = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return lower, upper
