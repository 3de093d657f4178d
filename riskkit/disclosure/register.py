"""What was released before, so that a later report cannot be subtracted from an earlier one.

For each released cell the register keeps *which* people it counted, as keyed fingerprints: with
the register alone nobody can be recognised, and the key stays with the office. A new cell is
blanked where it differs from a released one, or from several disjoint ones together, by a
group of fewer than the threshold that could be read off by subtraction.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from riskkit.errors import Fault, OutputError

Members = frozenset[str]


@dataclass(frozen=True, slots=True)
class ReleasedBefore:
    """One cell that left earlier: the fingerprints of the people in it."""

    members: Members


class ReleaseMemory(Protocol):
    """What a release asks about earlier ones: a `Register`, or what was found in one before."""

    def differencing(self, cells: Sequence[Iterable[str]], threshold: int) -> frozenset[int]:
        """Return which of the new cells would give a small group away."""
        ...

    def enter(
        self,
        cells: Sequence[Iterable[str]],
        asked: Sequence[Iterable[str]] = (),
        withheld: Iterable[int] = (),
    ) -> None:
        """Enter released cells, and what was withheld of those that were asked about first."""
        ...


class Register:
    """The cells released so far, in one append-only file.

    Parameters
    ----------
    path : Path
        The file; made when the first cell is entered, readable by its owner alone.
    key : bytes
        At least 16 bytes; the same for as long as the register is used.

    Raises
    ------
    OutputError
        The key is too short, or the file is not a register made with this key.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        if len(key) < 16:
            raise OutputError(Fault("register key", "is too short", "at least 16 bytes"))
        self._path, self._key = path, key
        self._mark = hmac.new(key, b"riskkit register", hashlib.sha256).hexdigest()[:16]
        self._released: list[ReleasedBefore] = []
        self._withheld: dict[str, frozenset[int]] = {}
        self._read()

    @property
    def released(self) -> tuple[ReleasedBefore, ...]:
        """Return the cells entered so far."""
        return tuple(self._released)

    def differencing(self, cells: Sequence[Iterable[str]], threshold: int) -> frozenset[int]:
        """Return which of the new cells would give a small group away.

        Parameters
        ----------
        cells : sequence of iterable of str
            The people of each cell.
        threshold : int
            A difference of 1 to ``threshold - 1`` people must not be readable.

        Notes
        -----
        A cell that left before tells nothing new. The same cells asked about again get the same
        answer, so that a table that left once leaves again as it was.
        """
        new = [self._fingerprints(cell) for cell in cells]
        before = self._withheld.get(self._name(new))
        if before is not None:
            return before
        known = list(dict.fromkeys(each.members for each in self._released))
        there = set(known)
        return frozenset(
            i
            for i, members in enumerate(new)
            if members and members not in there and _gives_away(members, known, threshold)
        )

    def enter(
        self,
        cells: Sequence[Iterable[str]],
        asked: Sequence[Iterable[str]] = (),
        withheld: Iterable[int] = (),
    ) -> None:
        """Enter released cells; one that is there already is not entered again.

        Parameters
        ----------
        cells : sequence of iterable of str
            The people of each cell.
        asked : sequence of iterable of str
            The cells of the table that were asked about first; and
        withheld : iterable of int
            which of them had to be withheld.

        Raises
        ------
        OutputError
            There is no room to write it down; then nothing is entered.
        """
        known = {each.members for each in self._released}
        fresh = [m for m in dict.fromkeys(self._fingerprints(cell) for cell in cells) if m and m not in known]
        entries: list[dict[str, Any]] = [{"members": sorted(each)} for each in fresh]
        name = self._name([self._fingerprints(cell) for cell in asked])
        if (kept := frozenset(withheld)) and name not in self._withheld:
            entries.append({"table": name, "withheld": sorted(kept)})
            self._withheld[name] = kept
        if entries:
            lines = [json.dumps({"key": self._mark, **each}) + "\n" for each in entries]
            _append(self._path, "".join(lines).encode())
        self._released += [ReleasedBefore(each) for each in fresh]

    def _name(self, cells: Sequence[Members]) -> str:
        """Return a fingerprint of a table: its cells in their order."""
        text = json.dumps([sorted(each) for each in cells])
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()[:32]

    def _fingerprints(self, people: Iterable[str]) -> Members:
        return frozenset(
            hmac.new(self._key, each.encode(), hashlib.sha256).hexdigest()[:24] for each in people
        )

    def _read(self) -> None:
        if not self._path.exists():
            return
        for number, line in enumerate(self._path.read_text(encoding="utf-8").splitlines(), start=1):
            entry = _entry(line)
            if entry is None or entry.get("key") != self._mark:
                raise OutputError(
                    Fault(f"register, line {number}", "cannot be read with this key",
                          "a register made with the same key", "nothing was released")
                )  # fmt: skip
            if "table" in entry:
                self._withheld[str(entry["table"])] = frozenset(entry["withheld"])
            else:
                self._released.append(ReleasedBefore(frozenset(entry["members"])))


def _append(path: Path, lines: bytes) -> None:
    """Write lines at the end of the register, all of them or none."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        size = os.fstat(descriptor).st_size
        try:
            whole = os.write(descriptor, lines) == len(lines)
            os.fsync(descriptor)
        except OSError:
            whole = False
        if not whole:
            os.ftruncate(descriptor, size)
            raise OutputError(
                Fault("register of releases", "cannot be written", "room on the disk", "nothing was released")
            )
    finally:
        os.close(descriptor)


def _entry(line: str) -> dict[str, Any] | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    if not isinstance(read, dict):
        return None
    kept = read.get("withheld" if "table" in read else "members")
    return read if isinstance(kept, list) else None


def _gives_away(members: Members, known: Sequence[Members], threshold: int) -> bool:
    """Whether subtracting known cells from the new one, or it from one of them, leaves a small group."""
    for other in known:
        if other < members and len(members) - len(other) < threshold:
            return True
        if members < other and len(other) - len(members) < threshold:
            return True
    apart = [members, *(each for each in known if not each & members)]
    return _left_over(members, known, threshold) or any(
        _left_over(other, apart, threshold) for other in known if members < other
    )


def _left_over(whole: Members, known: Sequence[Members], threshold: int) -> bool:
    """Whether disjoint known parts of ``whole``, largest first, leave 1 to threshold - 1 people."""
    rest = set(whole)
    for part in sorted((each for each in known if each < whole), key=len, reverse=True):
        if part <= rest:
            rest -= part
            if 0 < len(rest) < threshold:
                return True
    return False
