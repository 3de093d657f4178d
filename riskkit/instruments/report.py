"""What `riskkit instrument check` tells of each instrument."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from riskkit.instruments.case_check import run_cases
from riskkit.instruments.loader import find, library_files
from riskkit.instruments.mutation import MutationResult, mutate
from riskkit.instruments.pack import load_any
from riskkit.instruments.properties import PropertyResult, check_properties


@dataclass(frozen=True, slots=True)
class InstrumentReport:
    """The checks of one instrument.

    Attributes
    ----------
    id, version, status : str
        Which instrument.
    judgement : bool
        Whether it computes nothing, and so has no cases or numbers.
    cases, passed_cases : int
        Worked examples, and how many came out.
    properties : tuple of PropertyResult
        What was tried, and whether it held.
    mutation : MutationResult
        Changes of its numbers, and how many were noticed.
    """

    id: str
    version: str
    status: str
    judgement: bool
    cases: int
    passed_cases: int
    properties: tuple[PropertyResult, ...]
    mutation: MutationResult

    @property
    def passed(self) -> bool:
        """Whether all of it passed."""
        held = all(each.held for each in self.properties)
        return held and self.passed_cases == self.cases and not self.mutation.survivors

    def __str__(self) -> str:
        head = f"{self.id:24} {self.version:18} {self.status:15}"
        labels = self.mutation.tried
        noticed = f"mutation score {self.mutation.score:.0%} of {labels} changes"
        if self.judgement:
            return f"{head} judgement: nothing is computed; fits its own form"
        held = sum(each.held for each in self.properties)
        text = (
            f"{head} cases {self.passed_cases}/{self.cases}, "
            f"properties {held}/{len(self.properties)}, {noticed}"
        )
        failures = [f"    does not hold: {each.name}" for each in self.properties if not each.held]
        failures += [f"    not noticed: {each}" for each in self.mutation.survivors]
        return "\n".join([text, *failures])


def check_instrument(instrument: str | Path, key: Path | None = None, *, every: int = 1) -> InstrumentReport:
    """Check one instrument; loading it has already refused what contradicts itself.

    Parameters
    ----------
    instrument : str or Path
        As for `riskkit.instruments.load`.
    key : Path, optional
        Public key of the owner of a signed pack.
    every : int
        As for `riskkit.instruments.mutation.mutate`.
    """
    chosen = load_any(instrument, key)
    results = () if chosen.is_judgement else run_cases(chosen, chosen.engine)
    none = MutationResult(chosen.id, 0, {}, ())
    return InstrumentReport(
        id=chosen.id,
        version=chosen.version,
        status=chosen.status,
        judgement=chosen.is_judgement,
        cases=len(results),
        passed_cases=sum(result.passed for result in results),
        properties=check_properties(chosen),
        mutation=none if chosen.is_judgement else mutate(chosen, find(instrument), every=every),
    )


def check_library(*, every: int = 1) -> Iterator[InstrumentReport]:
    """Yield the checks of every instrument of the library, one by one."""
    for path in library_files():
        yield check_instrument(path, every=every)
