"""The list of erased people, in the second place: so that a restored backup brings no one back."""

import json
import os
from datetime import UTC, datetime
from typing import Final

from riskkit.errors import Fault, StoreError
from riskkit.records.checkpoints import checkpoint_folder
from riskkit.records.store import Store

FILE: Final = "erasures.jsonl"


def note_erasure(store: Store, person: str, *, at: datetime) -> None:
    """Append a pseudonym to the list; StoreError if the second place cannot be written."""
    folder = checkpoint_folder(store)
    line = json.dumps({"person": person, "at": at.astimezone(UTC).isoformat()}) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(folder / FILE, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            Fault("erasures", f"cannot be written ({error.strerror})", remedy="set RISKKIT_CHECKPOINTS")
        ) from None


def read_erasures(store: Store) -> tuple[tuple[str, datetime], ...]:
    """Return who was erased and when, in order."""
    path = checkpoint_folder(store) / FILE
    if not path.is_file():
        return ()
    noted = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return tuple((each["person"], datetime.fromisoformat(each["at"])) for each in noted)
