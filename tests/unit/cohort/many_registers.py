"""SYNTHETIC registers of any size, worked out from a person's number: nothing drawn, nothing kept.

Person ``i`` is released on day ``i % 1500`` after 1 January 2015; one in three is held again, six in
ten commit an offence, one in twenty dies after everything else. No two rows contradict each other.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

UNTIL = date(2024, 1, 1)
PIECE = 500_000
FIRST = 16_436  # 1 January 2015, in days since 1970


def registers_of(numbers: Any, people: int) -> dict[str, pa.Table]:
    """Return the rows of the people with these numbers (0 to people - 1)."""
    i = numbers.astype(np.int64)
    release = FIRST + i % 1500
    again, guilty, dead = i % 3 == 0, i % 10 < 6, i % 20 == 19
    back = release + 50 + i * 7 % 500
    offence = release + i * 31 % 1500
    convicted = pa.array((offence + i * 17 % 250)[guilty], mask=(i % 7 == 0)[guilty])
    return {
        "releases": _table(
            person=_names(i, people), release_date=_days(release), unit=_words(i % 25, "unit"),
            age=pa.array(18 + i % 500 / 10),
        ),
        "custody": _table(
            person=pa.concat_arrays([_names(i, people), _names(i[again], people)]),
            start=_days(np.concatenate([release - 100 - i % 100, back[again]])),
            end=_days(np.concatenate([release, (back + 1 + i * 13 % 90)[again]])),
        ),
        "offences": _table(
            person=_names(i[guilty], people), offence_date=_days(offence[guilty]),
            conviction_date=convicted.cast(pa.int32()).cast(pa.date32()),
            max_penalty_years=pa.array((i % 12)[guilty].astype(float)), kind=_words((i % 9)[guilty], "kind"),
            terrorism=pa.array((i % 100 == 1)[guilty]),
        ),
        "deaths": _table(person=_names(i[dead], people), date=_days((release + 1600)[dead])),
        "removals": _table(person=_names(i[:0], people), date=_days(release[:0])),
    }  # fmt: skip


def write_registers(folder: Path, people: int) -> dict[str, int]:
    """Write the registers as Parquet, piece by piece; return the rows of each."""
    writers: dict[str, pq.ParquetWriter] = {}
    rows: dict[str, int] = {}
    for numbers in _pieces(people):
        for name, table in registers_of(numbers, people).items():
            if name not in writers:
                writers[name] = pq.ParquetWriter(folder / f"{name}.parquet", table.schema)
            writers[name].write_table(table)
            rows[name] = rows.get(name, 0) + len(table)
    for writer in writers.values():
        writer.close()
    return rows


def build_file(folder: Path, rows: dict[str, int], **changes: Any) -> Path:
    """Write the parameter file that builds them."""
    import yaml

    content = {
        "registers": {name: {"file": f"{name}.parquet"} for name in rows},
        "carry": {"age": "number"},
        "outcome": "general",
        **changes,
    }
    path = folder / "build.yaml"
    path.write_text(yaml.safe_dump(content) + f"until: {UNTIL}\n")
    return path


def _pieces(people: int) -> Iterator[Any]:
    for first in range(0, people, PIECE):
        yield np.arange(first, min(first + PIECE, people))


def _names(i: Any, people: int) -> pa.Array:
    """Return pseudonyms that do not sort as the numbers do."""
    return pa.array([f"p{number:09d}" for number in (i * 7919 % people).tolist()], pa.string())


def _days(days: Any) -> pa.Array:
    return pa.array(days.astype(np.int32)).cast(pa.date32())


def _words(codes: Any, stem: str) -> pa.Array:
    words = pa.array([f"{stem} {number}" for number in range(100)])
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32)), words).cast(pa.string())


def _table(**columns: pa.Array) -> pa.Table:
    return pa.table(columns)
