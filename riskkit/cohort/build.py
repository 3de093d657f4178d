"""Build a cohort from its parameter file into a folder: table, stretches at risk, flow, dictionary.

People are followed some at a time and written down as they are finished, so that the memory
used does not grow with the registers; with a cluster the parts are followed by its workers.
The parts are the same and stand in the same order either way, and so do the bytes written.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import pandas as pd

from riskkit import __version__
from riskkit.cohort.built import CHECKS, FLOW, MANIFEST, SPELLS, TABLE, BuiltCohort, read_built
from riskkit.cohort.cluster import followed_elsewhere
from riskkit.cohort.contradictions import Check
from riskkit.cohort.flow import Flow
from riskkit.cohort.follow_up import Tally, check_needs, nobody
from riskkit.cohort.following import Followed, Following, follow_people
from riskkit.cohort.outcome import load_outcome
from riskkit.cohort.registration_files import Registers, open_registers
from riskkit.cohort.schema import check_schema, data_dictionary
from riskkit.cohort.table_file import fingerprint
from riskkit.errors import Fault, OutputError
from riskkit.parameters.cohort_build import CohortBuildParameters

PART: Final = 200_000
"""People who are followed at a time."""


def build_cohort(
    parameters: CohortBuildParameters, out: Path, *, client: Any = None, part: int = PART
) -> BuiltCohort:
    """Read registers, follow everyone, and write the cohort.

    Parameters
    ----------
    parameters : CohortBuildParameters
        With absolute paths (see ``located``).
    out : Path
        Folder to make. It appears whole or not at all, and holds ``cohort.parquet``,
        ``spells.parquet``, ``flow.csv``, ``checks.csv``, ``dictionary.csv`` and ``manifest.json``.
    client : dask.distributed.Client, optional
        Follows people on a cluster; the registers are read here, and need not be there.
    part : int
        People who are followed at a time; the figures do not depend on it.

    Returns
    -------
    BuiltCohort

    Raises
    ------
    OutputError
        The folder exists already, or cannot be made.
    DataError
        Every fault of the registers.
    """
    if out.exists():
        raise OutputError(
            Fault(f"folder {out.name}", "exists already", "a new folder", "choose another --out")
        )
    how = Following(
        load_outcome(parameters.outcome), parameters.until, parameters.period, parameters.observed_from,
        parameters.index, parameters.contradictions,
    )  # fmt: skip
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(Fault(f"folder {out.name}", f"cannot be made ({error.strerror})")) from None
    try:
        with open_registers(parameters) as registers:
            check_needs(registers.columns, how.outcome, tuple(parameters.carry))
            _write(registers, how, parameters, folder, client, part)
        os.replace(folder, out)
    except OSError as error:
        if error.errno is None:  # a cluster's, not the disk's
            raise
        raise OutputError(Fault(f"folder {out.name}", f"cannot be written ({error.strerror})")) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return read_built(out)


def _write(
    registers: Registers, how: Following, parameters: CohortBuildParameters, folder: Path, client: Any,
    part: int,
) -> None:  # fmt: skip
    """Follow everyone and write what comes of it; raise if it is not a cohort."""
    tally, counts = Tally(how), _Counts(how.outcome.codes)
    with _Parquet(folder / TABLE) as table, _Parquet(folder / SPELLS) as spells:
        for followed in _parts(registers, how, client, part):
            tally.add(followed)
            if followed.table is not None and followed.spells is not None and not tally.refused:
                check_schema(followed.table, how.outcome.codes)
                counts.add(followed.table)
                table.add(followed.table)
                spells.add(followed.spells)
    flow = tally.finish()
    if not counts.releases:
        raise nobody()
    flow.frame().to_csv(folder / FLOW, index=False)
    _checks(tally.found).to_csv(folder / CHECKS, index=False)
    data_dictionary(how.outcome.codes, parameters.carry).to_csv(folder / "dictionary.csv", index=False)
    manifest = _manifest(flow, how, parameters, counts) | {"counted_until": tally.last.isoformat()}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")


def _parts(registers: Registers, how: Following, client: Any, part: int) -> Iterator[Followed]:
    """Return everyone, followed here or elsewhere, in the order of their numbers."""
    if client is None:
        return (follow_people(known, how) for known in registers.parts(part))
    return followed_elsewhere(client, registers.parts(part), how)


class _Parquet:
    """A Parquet file that is written part by part; a file of one part is what pandas would write."""

    def __init__(self, path: Path) -> None:
        self._path, self._writer = path, None

    def __enter__(self) -> "_Parquet":
        return self

    def add(self, frame: pd.DataFrame) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        schema = None if self._writer is None else self._writer.schema
        rows = pa.Table.from_pandas(frame, schema=schema, preserve_index=False)
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._path, rows.schema, compression="snappy")
        self._writer.write_table(rows)

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()


class _Counts:
    """Releases, people and events, added up over the parts."""

    def __init__(self, codes: dict[int, str]) -> None:
        self.releases = self.people = 0
        self.events = dict.fromkeys(codes.values(), 0)
        self._codes = codes

    def add(self, table: pd.DataFrame) -> None:
        """Add a part; a person is in one part only."""
        self.releases += len(table)
        self.people += int(table["person"].nunique())
        for code, name in self._codes.items():
            self.events[name] += int((table["event"] == code).sum())


def _checks(found: tuple[tuple[Check, int], ...]) -> pd.DataFrame:
    rows = [(check.kind, check.where, count) for check, count in found]
    return pd.DataFrame(rows, columns=["kind", "where", "n"])


def _manifest(
    flow: Flow, how: Following, parameters: CohortBuildParameters, counts: _Counts
) -> dict[str, object]:
    sources = parameters.registers.items()
    plain = parameters.model_dump(mode="json", exclude_none=True)
    for register in plain["registers"].values():
        if "file" in register:
            register["file"] = Path(str(register["file"])).name
    outcome = how.outcome.model_dump(mode="json")
    return {
        "riskkit": __version__,
        "data": {name: fingerprint(Path(source.file)) for name, source in sources if source.file},
        "parameters": plain,
        "outcome": outcome,
        "outcome_sha256": hashlib.sha256(json.dumps(outcome, sort_keys=True).encode()).hexdigest(),
        "people": counts.people,
        "events": counts.events,
        "changed": [list(each) for each in flow.changed],
    }
