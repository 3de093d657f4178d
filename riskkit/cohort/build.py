"""Build a cohort from its parameter file into a folder: table, stretches at risk, flow, dictionary."""

import hashlib
import json
import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

from riskkit import __version__
from riskkit.cohort.follow_up import FollowUp, follow_up
from riskkit.cohort.registration_files import read_registrations
from riskkit.cohort.schema import check_schema, data_dictionary
from riskkit.cohort.table_file import fingerprint
from riskkit.errors import Fault, OutputError
from riskkit.parameters.cohort_build import CohortBuildParameters


def build_cohort(parameters: CohortBuildParameters, out: Path) -> FollowUp:
    """Read registers, follow everyone, and write the cohort.

    Parameters
    ----------
    parameters : CohortBuildParameters
        With absolute paths (see ``located``).
    out : Path
        Folder to make. It appears whole or not at all, and holds ``cohort.parquet``,
        ``spells.parquet``, ``flow.csv``, ``dictionary.csv`` and ``manifest.json``.

    Returns
    -------
    FollowUp

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
    built = follow_up(
        read_registrations(parameters),
        parameters.outcome,
        until=parameters.until,
        period=parameters.period,
        observed_from=parameters.observed_from,
        index=parameters.index,
    )
    check_schema(built.table, built.codes)
    _write(built, parameters, out)
    return built


def _write(built: FollowUp, parameters: CohortBuildParameters, out: Path) -> None:
    """Write into a hidden folder beside ``out`` and rename that when it is complete."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise OutputError(Fault(f"folder {out.name}", f"cannot be made ({error.strerror})")) from None
    try:
        built.table.to_parquet(folder / "cohort.parquet", index=False)
        built.spells.to_parquet(folder / "spells.parquet", index=False)
        built.flow.frame().to_csv(folder / "flow.csv", index=False)
        data_dictionary(built.codes).to_csv(folder / "dictionary.csv", index=False)
        (folder / "manifest.json").write_text(json.dumps(_manifest(built, parameters), indent=1) + "\n")
        os.replace(folder, out)
    except OSError as error:
        raise OutputError(Fault(f"folder {out.name}", f"cannot be written ({error.strerror})")) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _manifest(built: FollowUp, parameters: CohortBuildParameters) -> dict[str, object]:
    sources = parameters.registers.items()
    plain = parameters.model_dump(mode="json", exclude_none=True)
    for register in plain["registers"].values():
        if "file" in register:
            register["file"] = Path(str(register["file"])).name
    outcome = built.outcome.model_dump(mode="json")
    return {
        "riskkit": __version__,
        "data": {name: fingerprint(Path(source.file)) for name, source in sources if source.file},
        "parameters": plain,
        "outcome": outcome,
        "outcome_sha256": hashlib.sha256(json.dumps(outcome, sort_keys=True).encode()).hexdigest(),
        "counted_until": built.until.isoformat(),
        "people": int(built.table["person"].nunique()),
        "events": {name: int((built.table["event"] == code).sum()) for code, name in built.codes.items()},
        "changed": [list(each) for each in built.flow.changed],
    }
