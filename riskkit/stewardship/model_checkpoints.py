"""Signed checkpoints of the events of models, in the store's second place.

The chain of events shows a change in its middle, not that its end was cut off or that all of it
was written anew. So each event is followed by a signed line elsewhere: this model had so many
events, the last with this hash.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from riskkit.errors import Fault, StoreError
from riskkit.records.keys import SIGNING, KeyRing
from riskkit.records.second_place import append_line, read_lines
from riskkit.settings import settings
from riskkit.stewardship.model_events import ModelEvent

FILE: Final = "model-checkpoints.jsonl"
Point = dict[str, Any]
FIELDS: Final = ("registry", "model", "events", "hash", "at")


@dataclass(frozen=True, slots=True)
class ModelCheckpoints:
    """The checkpoints of one registry.

    Attributes
    ----------
    registry : Path
        Its folder; a copy elsewhere has checkpoints of its own.
    folder : Path
        The second place.
    keys : KeyRing
        The store's keys: the same that signs the audit's checkpoints.
    """

    registry: Path
    folder: Path
    keys: KeyRing

    def sign(self, model: str, events: int, digest: str) -> None:
        """Sign how many events a model has and the hash of the last.

        Raises
        ------
        StoreError
            The second place or the keys cannot be used. The event itself holds.
        """
        if not (self.keys.folder / SIGNING).exists():
            self.keys.create()
        noted: Point = {
            "registry": str(self.registry), "model": model, "events": events, "hash": digest,
            "at": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        signature = self.keys.sign(_message(noted)).hex()
        append_line(self.folder, FILE, {**noted, "signature": signature}, what="checkpoints of models")

    def check(self, model: str, events: Sequence[ModelEvent], points: Sequence[Point]) -> None:
        """Hold a model's events against checkpoints of it that were read before the events were.

        Raises
        ------
        StoreError
            Events were cut off or rewritten, or the newest checkpoint is not signed by the store.
        """
        if not points:
            return
        newest = max(points, key=lambda each: each["events"])
        if not self._signed(newest):
            raise _broken(model, "a checkpoint of its events has no valid signature")
        if newest["events"] > len(events):
            raise _broken(model, f"events {len(events) + 1} to {newest['events']} were cut off the end")
        for each in points:
            if events[each["events"] - 1].hash != each["hash"]:
                raise _broken(model, f"the events up to number {each['events']} were rewritten")

    def _signed(self, point: Point) -> bool:
        try:
            signature = bytes.fromhex(point["signature"])
        except (TypeError, ValueError):
            return False
        return self.keys.verify(signature, _message(point))

    def read(self, model: str) -> list[Point]:
        """Return the checkpoints of one model; signatures are not looked at yet."""
        lines = (_point(line) for line in read_lines(self.folder, FILE))
        mine = (str(self.registry), model)
        return [each for each in lines if each and (each["registry"], each["model"]) == mine]


def checkpoints_of(registry: Path) -> ModelCheckpoints:
    """Return the checkpoints of a registry: in the second place that is set, else beside it."""
    folder, beside = registry.resolve(), registry.resolve().parent
    return ModelCheckpoints(
        folder,
        settings().checkpoints or beside / "checkpoints",
        KeyRing(settings().secrets or beside / "secrets"),
    )


def _point(line: str) -> Point | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    whole = isinstance(read, dict) and set(read) == {*FIELDS, "signature"}
    return read if whole and isinstance(read["events"], int) and read["events"] > 0 else None


def _message(point: Point) -> bytes:
    return ("riskkit model checkpoint\n" + "\n".join(str(point[name]) for name in FIELDS) + "\n").encode()


def _broken(model: str, problem: str) -> StoreError:
    remedy = "restore it from a backup; the model is not used until then"
    return StoreError(Fault(f"model {model}", problem, "an unchanged record", remedy))
