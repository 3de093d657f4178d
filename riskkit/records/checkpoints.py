"""Signed checkpoints of the audit trail, in a second place.

A checkpoint says: at this moment entry *n* had this hash. It is signed (Ed25519) and
appended to a file that the store's own folder does not hold; best on another machine, or
on a disk that only appends. Whoever rewrites the store cannot rewrite that too.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from riskkit.errors import Fault, StoreError
from riskkit.records.audit import ChainPlace, last_entry
from riskkit.records.keys import KeyRing
from riskkit.records.second_place import append_line, read_lines
from riskkit.records.store import Store
from riskkit.settings import settings

FILE: Final = "audit-checkpoints.jsonl"
EVERY: Final = 100
"""A checkpoint is made at least every so many entries."""

OUT_OF_TURN: Final = 10 * EVERY
"""So far back a checkpoint is not of a process that had to wait, but of an older trail."""

_LOST: Final = "some were removed, or this is not their folder (RISKKIT_CHECKPOINTS)"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One signed statement: entry ``seq`` had this ``hash`` at this moment."""

    seq: int
    hash: str
    at: str
    signature: str

    def signed_by(self, keys: KeyRing) -> bool:
        """Return whether the store's key signed exactly this."""
        try:
            signature = bytes.fromhex(self.signature)
        except ValueError:
            return False
        return keys.verify(signature, _message(self.seq, self.hash, self.at))


def checkpoint_folder(store: Store) -> Path:
    """Return the second place: as set, else ``checkpoints`` beside the store."""
    if settings().checkpoints is not None:
        return Path(settings().checkpoints or "")
    return (store.file.parent if store.file else settings().workspace) / "checkpoints"


def write_checkpoint(store: Store, *, folder: Path | None = None) -> Checkpoint | None:
    """Sign the newest entry and append that to the second place; None if there is none.

    Raises
    ------
    StoreError
        The second place cannot be written.
    """
    with store.reading() as connection:
        newest = last_entry(connection)
    if newest.seq == 0:
        return None
    return sign_checkpoint(store.keys, newest, folder=folder or checkpoint_folder(store))


def sign_checkpoint(keys: KeyRing, newest: ChainPlace, *, folder: Path) -> Checkpoint:
    """Sign one place of the chain and append that to a folder; raises as `write_checkpoint`."""
    at = datetime.now(UTC).isoformat()
    signature = keys.sign(_message(newest.seq, newest.hash, at)).hex()
    point = Checkpoint(newest.seq, newest.hash, at, signature)
    append_line(folder, FILE, asdict(point), what="checkpoints")
    return point


def sign_when_due(store: Store, newest: ChainPlace, *, entries: int = 1) -> None:
    """Sign the newest place of the chain if its last ``entries`` reached a multiple of `EVERY`.

    Raises
    ------
    StoreError
        The second place cannot be written. The entries themselves hold.
    """
    if newest.seq % EVERY < entries:
        sign_checkpoint(store.keys, newest, folder=checkpoint_folder(store))


def read_checkpoints(store: Store, *, folder: Path | None = None) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of the second place; a torn last line is left out.

    Raises
    ------
    StoreError
        A line before the last is no checkpoint.
    """
    lines = read_lines(folder or checkpoint_folder(store), FILE)
    try:
        return tuple(Checkpoint(**json.loads(line)) for line in lines)
    except (TypeError, ValueError):
        raise StoreError(Fault("checkpoints", "hold a line that is no checkpoint")) from None


def lacking_checkpoints(points: Sequence[Checkpoint], last: int) -> tuple[str, ...]:
    """Return what shows that checkpoints which were made are not there; empty if nothing does.

    Parameters
    ----------
    points : sequence of Checkpoint
        Those of the second place that the store signed, in its order.
    last : int
        Number of the newest entry of the trail; 0 if there is none.

    Notes
    -----
    A checkpoint follows every multiple of `EVERY`; one may lack at either end, where the machine
    stopped between an entry and its checkpoint. Processes may sign out of turn, where one waits
    while others write, but not by `OUT_OF_TURN` entries.
    """
    found: list[str] = []
    numbers = [point.seq for point in points]
    if not numbers:
        many = f"the trail has {last} entries and no checkpoint, where every {EVERY}th is signed"
        return (f"{many}: {_LOST}",) if last > EVERY else ()
    if min(numbers) > 2 * EVERY:
        found.append(f"the checkpoints begin with entry {min(numbers)}: {_LOST}")
    if last - max(numbers) > 2 * EVERY:
        found.append(f"the checkpoints end with entry {max(numbers)} of {last}: {_LOST}")
    highest = 0
    for number in numbers:
        if highest - number >= OUT_OF_TURN:
            found.append(
                f"a checkpoint of entry {number} was made after that of entry {highest}: the trail went back"
            )
            break
        highest = max(highest, number)
    return tuple(found)


def _message(seq: int, digest: str, at: str) -> bytes:
    return f"riskkit audit checkpoint\n{seq}\n{digest}\n{at}\n".encode()
