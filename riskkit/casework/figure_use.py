"""What was done with figures that were shown: levels before and after, for who stewards a model."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.errors import AccessRefused
from riskkit.records.assessments import assessments_of, standing_version
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import DossierEntry, everyones_entries
from riskkit.records.judgement import Judgement, Override
from riskkit.records.keys import KeyRing


@dataclass(frozen=True, slots=True)
class FigureUse:
    """One figure that was shown, and what its viewer did.

    Attributes
    ----------
    first : str
        Level that the viewer judged before it.
    figure : str
        Band of the figure.
    final : str
        Level that the viewer holds to now: the last own change of level, else the first.
    """

    first: str
    figure: str
    final: str


def figure_use(access: Access, *, model: str, purpose: str) -> tuple[tuple[str, FigureUse], ...]:
    """Return what was done with the last figure of one model that was shown about each person.

    Parameters
    ----------
    access : Access
        Of a steward; that it was asked, and why, is on record before anything is read.
    model, purpose : str
        Which model, and what for.

    Returns
    -------
    tuple of (str, FigureUse)
        Each beside a mark of the person: the same at every question, so that a register of releases
        can tell groups apart; without the store's key nobody can work out whose it is.

    Raises
    ------
    AccessRefused
        The role does not steward models, or no purpose was given.

    Notes
    -----
    As `riskkit.casework.shown_estimates`: read under the store's own account. No pseudonym, no
    word that anybody wrote, no input of a model and nobody who saw it is given, only levels and a band.
    """
    with access.permitted(Action.STEWARD, subject=f"use of figures, {model}", purpose=purpose):
        if not purpose.strip():
            raise AccessRefused("model.steward: refused; say what it is for.")
    store, newest = access.store, dict[str, tuple[datetime, FigureUse]]()
    with store.reading() as connection:
        for entry in everyones_entries(
            connection, store.keys, kind=ShownEstimate.KIND, only={"model": model}
        ):
            use = _use(connection, store.keys, entry)
            before = newest.get(entry.person)
            if use is not None and (before is None or entry.recorded_at >= before[0]):
                newest[entry.person] = (entry.recorded_at, use)
    return tuple((_mark(store.keys, person), use) for person, (_, use) in sorted(newest.items()))


def _mark(keys: KeyRing, person: str) -> str:
    return sha256(keys.sign(f"riskkit figure use\n{person}\n".encode())).hexdigest()


def _use(connection: Connection, keys: KeyRing, entry: DossierEntry) -> FigureUse | None:
    """Return the use of one estimate; None where it stands beside no assessment."""
    shown, manifest = entry.content, f"estimate/{entry.id}"
    if not isinstance(shown, ShownEstimate):
        return None
    for record in assessments_of(connection, entry.person):
        judgement = standing_version(connection, keys, record)
        seen = [each for each in judgement.figures_seen if each.manifest == manifest]
        if not seen:
            continue
        by = seen[0].by
        first = _first_level(judgement, by)
        after = [each for each in judgement.overrides if each.by == by and manifest in each.manifests]
        last: Override | None = after[-1] if after else None
        if first is not None:
            return FigureUse(first, shown.band, last.level if last else first)
    return None


def _first_level(judgement: Judgement, by: str) -> str | None:
    """Return the level that stood for the viewer before any figure: what both agreed, else the own one."""
    if judgement.consensus is not None and not judgement.consensus_after_figures:
        return judgement.consensus.level
    for each in (judgement.summary, judgement.second.summary if judgement.second else None):
        if each is not None and each.assessor == by:
            return each.level
    return None
