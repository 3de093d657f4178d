"""Estimates that were shown: kept in the person's file; read again when a model is corrected."""

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import DossierEntry, everyones_entries


def every_shown_estimate(access: Access, *, purpose: str) -> tuple[DossierEntry, ...]:
    """Return every estimate ever shown, by pseudonym, for a steward who corrects a model.

    Parameters
    ----------
    access : Access
        Of a steward; that it was asked, and why, is on record before anything is read.
    purpose : str
        Which correction it is for.

    Raises
    ------
    AccessRefused
        The role does not steward models.

    Notes
    -----
    The files themselves stay closed to a steward. What a model was given is read here under the
    store's own account, without identity and without a word that anybody wrote but the advice.
    """
    with access.permitted(Action.STEWARD, subject="estimates shown", purpose=purpose):
        pass
    with access.store.reading() as connection:
        return everyones_entries(connection, access.store.keys, kind=ShownEstimate.KIND)
