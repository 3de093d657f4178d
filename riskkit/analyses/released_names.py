"""What the names of every report rest on: the report as it was released, and its texts."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from riskkit.disclosure import Released, opened
from riskkit.parameters.labels import Language
from riskkit.wording import Wording
from riskkit.wording.report_words import report_words
from riskkit.wording.withholding import withholding

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReleasedNames(Generic[T]):
    """What to call things in one report.

    Attributes
    ----------
    released : Released
        The report.
    say : Wording
        Its texts.
    """

    released: Released[T]
    say: Wording

    @property
    def report(self) -> T:
        """Return what of the report may be shown."""
        return opened(self.released)

    @property
    def held(self) -> bool:
        """Return whether figures may be withheld: the data are not open."""
        return self.released.ground is None


def released_words(released: Released[object], topic: str, language: Language) -> Wording:
    """Return a report's texts; in one that may withhold figures, a missing figure is said to be so."""
    say = report_words(topic, language)
    return withholding(say) if released.ground is None else say
