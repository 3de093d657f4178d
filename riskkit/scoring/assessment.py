"""The scored assessment: a frozen result that says what it was made of and what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TermContribution:
    """What one term of the rule adds.

    Attributes
    ----------
    term : str
        Its name.
    items : tuple of str
        The items it reads.
    shown_under : str
        The item its contribution is counted with.
    low, high : float
        Smallest and largest contribution that is possible; equal where its items are known.
    """

    term: str
    items: tuple[str, ...]
    shown_under: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ScoredAssessment:
    """The result of one person on one instrument.

    Attributes
    ----------
    instrument, version, hash : str
        Which definition was used, and the SHA-256 of its file.
    raw_score : float or None
        The sum of all terms: points, or the linear predictor without the constant of a
        horizon. None while an answer that it needs is unknown.
    prorated_score : float or None
        The points scaled up from the answered items, where the instrument's policy says so.
    score_interval : tuple of float
        Smallest and largest sum over all answers that are possible.
    probability : mapping of str to float or None
        By horizon, in [0, 1]; None while the answers leave more than one value.
    interval : mapping of str to tuple of float
        By horizon, smallest and largest probability over all answers that are possible; with
        the key ``score`` for instruments that give points only.
    bands : tuple of str
        Ids of the possible bands, from low to high; one where the band is certain.
    contributions : mapping of str to float or None
        By item, what it adds to the sum; None while it depends on an unknown answer.
        Together with None nowhere they add up to ``raw_score``.
    domains : mapping of str to float or None
        The same by domain.
    terms : tuple of TermContribution
        The same by term of the rule, with bounds.
    omitted : tuple of str
        Items that are unknown.
    reasons : mapping of str to str
        Why, by item.
    not_applicable : tuple of str
        Items that do not apply to this person.
    """

    instrument: str
    version: str
    hash: str
    raw_score: float | None
    prorated_score: float | None
    score_interval: tuple[float, float]
    probability: Mapping[str, float | None]
    interval: Mapping[str, tuple[float, float]]
    bands: tuple[str, ...]
    contributions: Mapping[str, float | None]
    domains: Mapping[str, float | None]
    terms: tuple[TermContribution, ...]
    omitted: tuple[str, ...]
    reasons: Mapping[str, str]
    not_applicable: tuple[str, ...]

    @property
    def band(self) -> str | None:
        """The band, or None while more than one is possible."""
        return self.bands[0] if len(self.bands) == 1 else None

    @property
    def complete(self) -> bool:
        """Whether every item is answered."""
        return not self.omitted
