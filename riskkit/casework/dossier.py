"""The rest of a person's file, through the same gate: entries, identity, requests for correction."""

from datetime import date

from riskkit.casework.access import Access
from riskkit.casework.blindness import check_not_blind
from riskkit.casework.placement_conflicts import agreed_place
from riskkit.casework.policy import Action
from riskkit.errors import AccessRefused, Fault, StoreError
from riskkit.records.dossier import CorrectionRequest, DossierPart, Placement, ShownEstimate
from riskkit.records.dossier_entries import DossierEntry, add_entry, entries_of, read_content, versions_of
from riskkit.records.dossier_unit import UnitPlace
from riskkit.records.identity import Identity, read_identity, record_identity
from riskkit.records.people import move_person


def record(
    access: Access, person: str, content: DossierPart, *, follows: DossierEntry | None = None
) -> DossierEntry:
    """Record an entry in a person's file, or the next version of one.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach, or deciding a correction is not theirs.
    ConflictError
        Someone else made the next version first; or a placement brings someone together with
        whom they are kept apart from, and does not name that.
    """
    if isinstance(content, CorrectionRequest) and content.outcome != "open":
        raise AccessRefused("dossier.record: refused; a request is decided with 'decide_correction'.")
    if follows is not None and _decided(follows.content):
        raise AccessRefused("dossier.record: refused; this request was decided; record a new one.")
    if isinstance(content, UnitPlace):
        raise AccessRefused("dossier.record: refused; a place in the unit is recorded with 'record_place'.")
    with access.permitted(Action.RECORD, person=person, subject=content.KIND) as turn:
        if isinstance(content, Placement) and content.ends_on is None:
            content = agreed_place(turn, person, content)
        entry = add_entry(
            turn.connection, turn.keys, person=person, content=content, by=access.user, at=turn.at,
            follows=follows,
        )  # fmt: skip
        if isinstance(content, Placement) and content.ends_on is None:
            move_person(turn.connection, person, setting=content.setting, place=content.place)
        turn.subject = f"{content.KIND} {entry.id} version {entry.version}"
        return entry


def _decided(content: DossierPart) -> bool:
    return isinstance(content, CorrectionRequest) and content.outcome != "open"


def read_entries(access: Access, person: str, kind: str) -> tuple[DossierEntry, ...]:
    """Return the newest version of every entry of one kind in a person's file.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach, or the user judges blind and asks for figures.
    """
    with access.permitted(Action.READ, person=person, subject=kind) as turn:
        if kind == ShownEstimate.KIND:
            check_not_blind(turn, "file.read", person=person)
        return entries_of(turn.connection, turn.keys, person=person, kind=kind)


def read_history(access: Access, person: str, entry: DossierEntry) -> tuple[DossierEntry, ...]:
    """Return every version of one entry, newest first."""
    kind = entry.content.KIND
    with access.permitted(Action.READ, person=person, subject=f"{kind} {entry.id}, history") as turn:
        if kind == ShownEstimate.KIND:
            check_not_blind(turn, "file.read", person=person)
        return versions_of(turn.connection, turn.keys, person=person, kind=kind, entry=entry.id)


def decide_correction(
    access: Access, request: DossierEntry, *, outcome: str, reasons: str | None, decided_on: date
) -> DossierEntry:
    """Decide a request for correction: someone other than who recorded it.

    Raises
    ------
    AccessRefused
        The role does not decide, or the same account recorded the request.
    StoreError
        It is no open request, or the decision contradicts itself.
    """
    content = request.content
    if not isinstance(content, CorrectionRequest) or content.outcome != "open":
        raise StoreError(Fault("request", "is not an open request for correction"))
    with access.permitted(Action.DECIDE_CORRECTION, person=request.person, subject=request.id) as turn:
        if request.recorded_by == access.user:
            raise AccessRefused("correction.decide: refused; someone else decides than who recorded it.")
        decision = {"outcome": outcome, "reasons": reasons, "decided_on": decided_on.isoformat()}
        decided = read_content(content.KIND, {**content.model_dump(mode="json"), **decision})
        return add_entry(
            turn.connection, turn.keys, person=request.person, content=decided, by=access.user, at=turn.at,
            follows=request,
        )  # fmt: skip


def read_who(access: Access, person: str) -> tuple[Identity, int] | None:
    """Return who a pseudonym is and in which version; None if that was never recorded."""
    with access.permitted(Action.READ_IDENTITY, person=person) as turn:
        return read_identity(turn.connection, turn.keys, person)


def record_who(access: Access, person: str, content: Identity, *, follows: int = 0) -> None:
    """Record who a pseudonym is; ConflictError if someone else did so first."""
    with access.permitted(Action.RECORD_IDENTITY, person=person) as turn:
        record_identity(turn.connection, turn.keys, person, content, follows=follows)
