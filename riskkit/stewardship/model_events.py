"""What happened to a model, as a chain in which every event carries the hash of the one before."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from riskkit.errors import Fault, StoreError
from riskkit.stewardship.card import Signature, SigningRole

EventKind = Literal[
    "proposed", "signed", "gate_passed", "gate_failed", "suspended", "resume_asked", "resumed", "retired"
]
GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class ModelEvent:
    """One thing that was decided about a model.

    Attributes
    ----------
    at : datetime
        When.
    kind : str
        What.
    version : str
        About which version.
    by : str
        Who.
    why : str
        The reason.
    hash : str
        Over this event and the one before it.
    actor : str
        Who really acted, as the machine or the store knows them: ``os:NAME`` of the account on
        this machine, ``account:NAME`` of the store; empty for a program and in older records.
    """

    at: datetime
    kind: EventKind
    version: str
    by: str
    why: str
    hash: str
    actor: str = ""


@dataclass(frozen=True, slots=True)
class ModelState:
    """What holds of one version now.

    Attributes
    ----------
    version : str
        Which.
    signatures : tuple of Signature
        Of owner and validator.
    suspended : str
        Why it is suspended; empty if it is not.
    gate : {"none", "passed", "failed"}
        The last result of the calibration gate.
    retired : bool
        Whether another version took its place.
    asked : ModelEvent or None
        Who asked, since it was suspended, that it be used again; None if nobody did.
    """

    version: str
    signatures: tuple[Signature, ...] = ()
    suspended: str = ""
    gate: Literal["none", "passed", "failed"] = "none"
    retired: bool = False
    asked: ModelEvent | None = None

    def after(self, event: ModelEvent) -> "ModelState":
        """Return the state after one more event."""
        changes: dict[str, dict[str, Any]] = {
            "suspended": {"suspended": event.why, "asked": None},
            "resume_asked": {"asked": event},
            "resumed": {"suspended": "", "asked": None},
            "gate_passed": {"gate": "passed"},
            "gate_failed": {"gate": "failed"},
            "retired": {"retired": True},
        }
        if event.kind == "signed":
            role: SigningRole = "owner" if event.why == "owner" else "validator"
            signed = Signature(by=event.by, role=role, on=event.at.date())
            kept = tuple(each for each in self.signatures if each.role != role)
            changes["signed"] = {"signatures": (*kept, signed)}
        fields = {name: getattr(self, name) for name in ModelState.__dataclass_fields__}
        return ModelState(**{**fields, **changes.get(event.kind, {})})


def read_events(text: str, model: str) -> tuple[ModelEvent, ...]:
    """Return the events of a chain, oldest first.

    Raises
    ------
    StoreError
        An event was changed, removed or put in between; the message says at which line.
    """
    found: list[ModelEvent] = []
    before = GENESIS
    for number, line in enumerate(text.splitlines(), start=1):
        entry = _entry(line)
        if entry is None or entry["hash"] != _hash(before, entry):
            what = f"the chain of events is broken at line {number}"
            remedy = "restore it from a backup; the model is not used until then"
            raise StoreError(Fault(f"model {model}", what, "an unchanged file", remedy))
        before = str(entry["hash"])
        at = datetime.fromisoformat(entry["at"])
        found.append(
            ModelEvent(
                at, entry["kind"], entry["version"], entry["by"], entry["why"], before, entry.get("actor", "")
            )
        )
    return tuple(found)


def next_event(
    events: Sequence[ModelEvent], kind: EventKind, version: str, by: str, why: str, *, actor: str = ""
) -> tuple[str, str]:
    """Return the line of one more event, and its hash."""
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    entry = {"at": now, "kind": kind, "version": version, "by": by, "why": why, "actor": actor}
    entry["hash"] = _hash(events[-1].hash if events else GENESIS, entry)
    return json.dumps(entry, ensure_ascii=False) + "\n", entry["hash"]


def _entry(line: str) -> dict[str, Any] | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    wanted = {"at", "kind", "version", "by", "why", "hash"}
    return read if isinstance(read, dict) and set(read) - {"actor"} == wanted else None


def _hash(before: str, entry: Mapping[str, Any]) -> str:
    content = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256((before + json.dumps(content, sort_keys=True)).encode()).hexdigest()
