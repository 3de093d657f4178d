"""The last monitoring runs of a model, kept beside it: so that an alarm reaches a page as well.

A run names kinds of alarms and the unit, group or covariate that raised them; never a person.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from riskkit.errors import Fault, StoreError

FILE: Final = "monitoring.jsonl"


@dataclass(frozen=True, slots=True)
class KeptAlarm:
    """One alarm: which watch raised it, and where (empty for everyone)."""

    kind: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One monitoring run.

    Attributes
    ----------
    at : datetime
        When, in UTC.
    version : str
        Of the model.
    by : str
        Who had it run.
    estimates : int
        Estimates whose outcome was known.
    alarms : tuple of KeptAlarm
        Empty when there was nothing to look at.
    closed : bool
        Whether the calibration gate was closed because of them.
    """

    at: datetime
    version: str
    by: str
    estimates: int
    alarms: tuple[KeptAlarm, ...]
    closed: bool


def keep_run(
    registry: Path, model: str, version: str, *, by: str, estimates: int, alarms: Sequence[KeptAlarm],
    closed: bool, at: datetime | None = None,
) -> None:  # fmt: skip
    """Append a run to a registered model; raises StoreError where that cannot be written."""
    told = {
        "at": (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds"), "version": version,
        "by": by, "estimates": estimates, "alarms": [asdict(each) for each in alarms], "closed": closed,
    }  # fmt: skip
    line = json.dumps(told, ensure_ascii=False) + "\n"
    try:
        handle = os.open(registry / model / FILE, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(Fault("monitoring", f"cannot be written ({error.strerror})")) from None


def kept_runs(registry: Path, model: str) -> tuple[KeptRun, ...]:
    """Return the runs of a model, oldest first; a torn last line is left out.

    Raises
    ------
    StoreError
        A line before the last is no run.
    """
    path = registry / model / FILE
    if not path.is_file():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines.pop()
    try:
        return tuple(map(_read, lines))
    except (KeyError, TypeError, ValueError):
        raise StoreError(Fault("monitoring", "holds a line that is no run")) from None


def last_run(registry: Path, model: str) -> KeptRun | None:
    """Return the newest run of a model; None if it was never watched."""
    runs = kept_runs(registry, model)
    return runs[-1] if runs else None


def _read(line: str) -> KeptRun:
    told = json.loads(line)
    alarms = tuple(KeptAlarm(**each) for each in told["alarms"])
    return KeptRun(
        datetime.fromisoformat(told["at"]), told["version"], told["by"], told["estimates"], alarms,
        told["closed"],
    )  # fmt: skip
