"""Verify the audit trail: every change, removal, insertion and reordering, with its place."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, literal_column, select

from riskkit.records.access_tables import audit
from riskkit.records.audit import FIELDS, GENESIS
from riskkit.records.checkpoints import Checkpoint, lacking_checkpoints
from riskkit.records.store import Store

BATCH: Final = 20_000
MOST_FINDINGS: Final = 20
"""Findings that are listed; what follows a break is mostly its consequence."""

Row = tuple[int, str, str, str]
"""Number, text that is hashed, hash of the entry before, own hash."""


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What was found.

    Attributes
    ----------
    entries : int
        How many entries were read.
    checkpoints : int
        How many checkpoints with a valid signature they were held against.
    findings : tuple of str
        What is wrong and where; empty if nothing is.
    seconds : float
        How long it took.
    """

    entries: int
    checkpoints: int
    findings: tuple[str, ...]
    seconds: float

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify_audit(store: Store, checkpoints: Sequence[Checkpoint], *, all_there: bool = False) -> AuditCheck:
    """Read the whole chain and hold it against the checkpoints.

    Parameters
    ----------
    store : Store
        Where the trail is.
    checkpoints : sequence of Checkpoint
        From the second place.
    all_there : bool
        Whether these should be all that were ever made, in their order: that some are missing is
        then a finding too.
    """
    started = time.perf_counter()
    valid = [point for point in checkpoints if point.signed_by(store.keys)]
    signed = {point.seq: point for point in valid}
    forged = {point.seq for point in checkpoints} - signed.keys()
    findings = [f"the checkpoint of entry {seq} has no valid signature" for seq in sorted(forged)]
    with store.reading() as connection:
        count, last, broken = _walk(rows_of(connection), signed)
    if all_there:
        findings += lacking_checkpoints(valid, last)
    findings += broken
    cut = [seq for seq in signed if seq > last]
    if cut:
        findings.append(f"entries {last + 1} to {max(cut)} at least were removed from the end")
    return AuditCheck(count, len(signed), tuple(findings[:MOST_FINDINGS]), time.perf_counter() - started)


def rows_of(connection: Connection) -> Iterator[Row]:
    """Yield the chain in order; the database joins the text, so that few columns travel."""
    joined = " || ".join(f"length({name}) || ':' || {name}" for name in ("CAST(seq AS TEXT)", *FIELDS))
    wanted = select(audit.c.seq, literal_column(joined), audit.c.previous, audit.c.hash).order_by(audit.c.seq)
    result = connection.execution_options(yield_per=BATCH).execute(wanted)
    for part in result.partitions(BATCH):
        yield from (tuple(row) for row in part)


def _walk(rows: Iterable[Row], signed: dict[int, Checkpoint]) -> tuple[int, int, list[str]]:
    """Return how many entries there are, the last number, and what is wrong."""
    findings: list[str] = []
    count, last, before = 0, 0, GENESIS
    agreed = 0
    for seq, content, previous, digest in rows:
        if seq != last + 1:
            findings.append(_gap(last, seq))
        elif previous != before:
            findings.append(f"entry {seq} does not follow entry {last}: inserted, reordered or rewritten")
        if sha256((content + previous).encode()).hexdigest() != digest:
            findings.append(f"entry {seq} was changed: its content does not fit its hash")
        point = signed.get(seq)
        if point is not None and point.hash != digest:
            findings.append(
                f"entries {agreed + 1} to {seq} were rewritten: not those of the checkpoint of {point.at}"
            )
        elif point is not None:
            agreed = seq
        count, last, before = count + 1, seq, digest
    return count, last, findings


def _gap(last: int, seq: int) -> str:
    if seq <= last:
        return f"entry {seq} stands after entry {last}: inserted or reordered"
    missing = f"entry {last + 1} was" if seq == last + 2 else f"entries {last + 1} to {seq - 1} were"
    return f"{missing} removed"
