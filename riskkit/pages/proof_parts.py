"""What a proof of a figure consists of."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from riskkit.stewardship.gates import Refusal

ProofKind = Literal["estimate", "assessment", "model", "instrument", "report"]
KINDS: Final[tuple[ProofKind, ...]] = ("estimate", "assessment", "model", "instrument", "report")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was established.

    Attributes
    ----------
    name : str
        What, as a key of the page's sentences.
    value : str
        What was found.
    holds : bool or None
        Whether a check of it came out; None where there is nothing to check.
    """

    name: str
    value: str
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class CaseRun:
    """The worked cases of one source, as they came out just now.

    Attributes
    ----------
    source : str
        From where their answers are known.
    tried : int
        How many.
    failed : tuple of str
        Names of those that did not come out.
    """

    source: str
    tried: int
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a figure comes from.

    Attributes
    ----------
    code : str
        Reference code.
    kind : {"estimate", "assessment", "model", "instrument", "report"}
        What kind of figure.
    what : str
        Name of the model, instrument or report.
    facts : tuple of Fact
        In reading order.
    cases : tuple of CaseRun
        Worked cases, run now.
    sources : tuple of str
        Publications and files that the numbers come from.
    tests : tuple of str
        Tests of riskkit that hold it; empty where there is no checkout.
    refusals : tuple of Refusal
        Gates that refuse its use today; empty where none does.
    """

    code: str
    kind: ProofKind
    what: str
    facts: tuple[Fact, ...]
    cases: tuple[CaseRun, ...] = ()
    sources: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every check came out and every worked case passed."""
        return all(each.holds is not False for each in self.facts) and not any(
            each.failed for each in self.cases
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Where to look: the registry of models, the reports, and the folder that holds the tests."""

    registry: Path
    reports: Path
    home: Path


def by_source(results: Iterable[tuple[str, str, bool]]) -> tuple[CaseRun, ...]:
    """Return worked cases, each as source, name and whether it came out, together by source."""
    found: dict[str, tuple[int, tuple[str, ...]]] = {}
    for source, name, passed in results:
        tried, failed = found.get(source, (0, ()))
        found[source] = (tried + 1, failed if passed else (*failed, name))
    return tuple(CaseRun(source, tried, failed) for source, (tried, failed) in found.items())
