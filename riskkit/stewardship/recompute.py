"""After a correction: every stored estimate again, from the inputs as they were, and what it changes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from riskkit.errors import RiskkitError
from riskkit.stewardship.model_parts import Value
from riskkit.stewardship.stored_model import StoredModel, StoredRisk


@dataclass(frozen=True, slots=True)
class StoredEstimate:
    """An estimate as it was shown, with everything that made it; never changed.

    Attributes
    ----------
    id, person : str
        Of the estimate, and the pseudonym of whom it is about.
    values : mapping
        The covariates, None where one was not known.
    time, risk, lower, upper : float
        Horizon, and what was shown; the risk is missing (NaN) where covariates were not known.
    band : str
        The band shown.
    model, version, fingerprint : str
        What made it.
    shown_at : datetime
        When.
    advice : str
        What was advised with it in hand; empty if it was used in none.
    """

    id: str
    person: str
    values: Mapping[str, Value | None]
    time: float
    risk: float
    lower: float
    upper: float
    band: str
    model: str
    version: str
    fingerprint: str
    shown_at: datetime
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """One estimate whose figure or band is another now.

    Attributes
    ----------
    before : StoredEstimate
        As shown.
    now : StoredRisk or None
        The corrected risk; None where the corrected model refuses these inputs.
    band : str
        The corrected band; empty where it refuses.
    refused : str
        Why it refuses.
    urgency : {"advice and band", "advice", "band", "figure"}
        What makes it urgent, most urgent first: it was used in an advice and the band changed; it was
        used in an advice; the band changed; only the figure did.
    """

    before: StoredEstimate
    now: StoredRisk | None
    band: str
    refused: str
    urgency: Literal["advice and band", "advice", "band", "figure"]


URGENCY: Sequence[str] = ("advice and band", "advice", "band", "figure")


def recompute(
    estimates: Iterable[StoredEstimate],
    corrected: StoredModel,
    *,
    bands: Sequence[tuple[float, str]],
    smallest: float = 1e-9,
) -> tuple[Recomputed, ...]:
    """Return which estimates change, the most urgent first; nothing is written.

    Parameters
    ----------
    estimates : iterable of StoredEstimate
        Of any version of the model.
    corrected : StoredModel
        The corrected version.
    bands : sequence of (float, str)
        Lower edge (closed) and name of each band, from 0 up.
    smallest : float
        A change of the risk up to this is none.
    """
    changed = [found for each in estimates if (found := _again(each, corrected, bands, smallest)) is not None]

    return tuple(
        sorted(changed, key=lambda each: (URGENCY.index(each.urgency), -_moved(each), each.before.id))
    )


def band_of(risk: StoredRisk, bands: Sequence[tuple[float, str]]) -> str:
    """Return the band of a risk, the last whose lower edge it reaches; "a..b" where it spans more."""
    ends = (risk.lower, risk.upper) if risk.unknown else (risk.risk, risk.risk)
    low, high = (next(name for edge, name in reversed(bands) if end >= edge) for end in ends)
    return low if low == high else f"{low}..{high}"


def _again(
    estimate: StoredEstimate, corrected: StoredModel, bands: Sequence[tuple[float, str]], smallest: float
) -> Recomputed | None:
    now, band, refused = None, "", ""
    try:
        now = corrected.predict(estimate.values, estimate.time)
        band = band_of(now, bands)
    except RiskkitError as error:
        refused = str(error)
    moved = band != estimate.band
    if now is not None and not moved and _distance(estimate, now) <= smallest:
        return None
    urgency = (
        ("advice and band" if moved else "advice") if estimate.advice else ("band" if moved else "figure")
    )
    return Recomputed(estimate, now, band, refused, urgency)


def _distance(before: StoredEstimate, now: StoredRisk) -> float:
    """Return the largest change of risk or limits; a risk that is missing in both did not change."""
    pairs = ((before.risk, now.risk), (before.lower, now.lower), (before.upper, now.upper))
    both = [(a, b) for a, b in pairs if not (math.isnan(a) and math.isnan(b))]
    return max((math.inf if math.isnan(a) or math.isnan(b) else abs(a - b)) for a, b in both)


def _moved(each: Recomputed) -> float:
    return math.inf if each.now is None else _distance(each.before, each.now)
