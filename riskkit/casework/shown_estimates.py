"""Estimates that were shown: kept in the person's file; read again when a model is corrected.

A steward has no business in people's files, yet a wrong figure must be found in every one of
them. So this is the only way round the files' own gate, and it is kept as narrow as the task:
one model's estimates, the numbers that went in and came out, and the advice that names them.
Who saw an estimate, the estimates of other models and everything else stay sealed.
"""

from dataclasses import replace

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.errors import AccessRefused
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import DossierEntry, everyones_entries


def every_shown_estimate(access: Access, *, model: str, purpose: str) -> tuple[DossierEntry, ...]:
    """Return every estimate of one model ever shown, by pseudonym, for a steward who corrects it.

    Parameters
    ----------
    access : Access
        Of a steward; that it was asked, and why, is on record before anything is read.
    model : str
        Which model; no estimate of another is unsealed.
    purpose : str
        Which correction it is for.

    Returns
    -------
    tuple of DossierEntry
        Without who saw the estimate.

    Raises
    ------
    AccessRefused
        The role does not steward models, or no purpose was given.

    Notes
    -----
    The files stay closed to a steward, also in the database, where row-level security gives a
    steward no row of any person. This reads under the store's own account, and unseals nothing
    but this model's estimates.
    """
    with access.permitted(Action.STEWARD, subject=f"estimates shown, {model}", purpose=purpose):
        if not purpose.strip():
            raise AccessRefused("model.steward: refused; say which correction it is for.")
    with access.store.reading() as connection:
        found = everyones_entries(
            connection, access.store.keys, kind=ShownEstimate.KIND, only={"model": model}
        )
    return tuple(replace(each, recorded_by="") for each in found)
