"""Between an estimate as a page shows it and the entry that keeps it in a person's file."""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import DossierEntry
from riskkit.stewardship.card import Card
from riskkit.stewardship.gates import Estimate
from riskkit.stewardship.model_parts import TimeUnit, Value
from riskkit.stewardship.recompute import StoredEstimate, band_of

Bands = Sequence[tuple[float, str]]


def bands_of(card: Card) -> Bands:
    """Return a card's bands, or one without a name where it has none."""
    return [(each.lowest, each.name.en) for each in card.bands] or [(0.0, "")]


def entry_of(
    estimate: Estimate,
    values: Mapping[str, Value | None],
    *,
    time_unit: TimeUnit,
    at: datetime,
    advice: str | None = None,
) -> ShownEstimate:
    """Return what is kept of an estimate; record it in the person's file before showing it.

    Parameters
    ----------
    estimate : Estimate
        As the gates gave it.
    values : mapping
        The covariates that went in.
    time_unit : str
        Unit of the horizon.
    at : datetime
        The moment, with its zone.
    advice : str, optional
        The advice in which it is used.
    """
    risk = estimate.risk
    return ShownEstimate(
        model=estimate.model, model_version=estimate.version, model_fingerprint=estimate.fingerprint,
        shown_on=at.astimezone(UTC).date(), shown_at=at, inputs=dict(values), time=risk.time,
        time_unit=time_unit, risk=None if math.isnan(risk.risk) else risk.risk, lower=risk.lower,
        upper=risk.upper, band=band_of(risk, bands_of(estimate.card)), advice=advice,
    )  # fmt: skip


def stored_estimate(entry: DossierEntry) -> StoredEstimate | None:
    """Return a kept estimate as it was shown; None for an entry of another kind."""
    kept = entry.content
    if not isinstance(kept, ShownEstimate):
        return None
    return StoredEstimate(
        id=entry.id, person=entry.person, values=kept.inputs, time=kept.time,
        risk=math.nan if kept.risk is None else kept.risk, lower=kept.lower, upper=kept.upper,
        band=kept.band, model=kept.model, version=kept.model_version, fingerprint=kept.model_fingerprint,
        shown_at=kept.shown_at, advice=kept.advice or "",
    )  # fmt: skip
