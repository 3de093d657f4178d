"""The list of erased people, in the second place: so that a restored backup brings no one back."""

import json
from datetime import UTC, datetime
from typing import Final

from riskkit.records.checkpoints import checkpoint_folder
from riskkit.records.second_place import append_line, read_lines
from riskkit.records.store import Store

FILE: Final = "erasures.jsonl"


def note_erasure(store: Store, person: str, *, at: datetime) -> None:
    """Append a pseudonym to the list; StoreError if the second place cannot be written."""
    noted = {"person": person, "at": at.astimezone(UTC).isoformat()}
    append_line(checkpoint_folder(store), FILE, noted, what="erasures")


def read_erasures(store: Store) -> tuple[tuple[str, datetime], ...]:
    """Return who was erased and when, in order."""
    noted = [json.loads(line) for line in read_lines(checkpoint_folder(store), FILE)]
    return tuple((each["person"], datetime.fromisoformat(each["at"])) for each in noted)
