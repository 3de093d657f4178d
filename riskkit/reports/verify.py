"""Make a report again from its manifest, and say figure by figure what is not the same."""

import csv
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from riskkit.errors import Fault, InputError, ParameterError
from riskkit.parameters import Parameters, check_parameters
from riskkit.parameters.registry import parameters_of
from riskkit.reports.manifest import NAME, changed_files, identity_of, read_claims, read_manifest
from riskkit.reports.runner import TIMEOUT, notebook_path, run_report

MOST_NAMED: Final = 20
"""Differing figures that are named one by one; the rest is counted."""

WHAT: Final = {
    "notebook_sha256": "notebook",
    "parameters_sha256": "parameters",
    "data_sha256": "data",
    "code_sha256": "code of riskkit",
    "package_lock_sha256": "package lock",
}


HEAD: Final = ("language", "kind", "title", "headline")
"""What a manifest says of its report in words."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a report made again has in common with the first.

    Attributes
    ----------
    report : str
        Name of the notebook.
    changed : tuple of str
        What it was made of that is another now.
    tables : int
        Tables compared.
    differences : tuple of str
        Figures, by table, row and column, that are not the same, and files of the report that were
        changed since.
    n_differences : int
        How many there are; only the first are named.
    """

    report: str
    changed: tuple[str, ...]
    tables: int
    differences: tuple[str, ...]
    n_differences: int

    @property
    def same(self) -> bool:
        """Return whether every table and the headline are the same, byte for byte."""
        return self.n_differences == 0


def verify_report(manifest: Path, *, data: Path | None = None, timeout: float = TIMEOUT) -> Verification:
    """Make a report again and compare every table with the first.

    Parameters
    ----------
    manifest : Path
        ``manifest.json`` of a report, or its folder.
    data : Path, optional
        Folder of the data file, where the parameters name one; by default the working folder.
    timeout : float
        Seconds that it may take.

    Raises
    ------
    ParameterError
        No manifest of a report, or its data file is not found.
    InputError, GateRefused, ReportFailed
        It cannot be made again.
    """
    folder = manifest if manifest.is_dir() else manifest.parent
    told = read_claims(folder)
    if told is None or "parameters" not in told or (manifest.is_file() and manifest.name != NAME):
        raise ParameterError(
            Fault(str(manifest), "is not the manifest of a report", f"{NAME} beside its files")
        )
    name = str(told["identity"]["report"])
    parameters = _parameters(name, told, data or Path.cwd())
    now = identity_of(notebook_path(name), parameters).frame()
    changed = [what for key, what in WHAT.items() if now[key] != told["identity"].get(key)]
    files = changed_files(folder, told)
    found = [f"{each}: changed or removed since the report was made" for each in files]
    with tempfile.TemporaryDirectory(prefix="riskkit-verify-") as scratch:
        again = run_report(name, parameters, Path(scratch) / "again", timeout=timeout, pdf=False).folder
        tables, differences = compare_tables(folder / "tables", again / "tables")
        head = _head(told, read_manifest(again) or {})
    found += [*differences, *head]
    changed += ["files of the report"] if files else []
    changed += ["manifest"] if head and not differences else []
    return Verification(name, tuple(changed), tables, tuple(found[:MOST_NAMED]), len(found))


def _head(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """Return what the manifest says of the report in words, and the report made again does not."""
    return [f"{NAME}: {each}" for each in HEAD if first.get(each) != second.get(each)]


def compare_tables(first: Path, second: Path) -> tuple[int, list[str]]:
    """Compare two folders of tables.

    Returns
    -------
    tuple of (int, list of str)
        How many tables there are, and where they differ: table, line and column, no values.
    """
    names = sorted({path.name for folder in (first, second) for path in folder.glob("*.csv")})
    found: list[str] = []
    for name in names:
        there = [(folder / name).is_file() for folder in (first, second)]
        if not all(there):
            found.append(f"{name}: only in the {'first' if there[0] else 'second'} report")
        elif (first / name).read_bytes() != (second / name).read_bytes():
            found += _cells(name, first / name, second / name)
    return len(names), found


def _cells(name: str, first: Path, second: Path) -> list[str]:
    """Return where two tables differ, cell by cell."""
    one, two = (list(csv.reader(path.read_text(encoding="utf-8").splitlines())) for path in (first, second))
    if len(one) != len(two) or one[:1] != two[:1]:
        return [f"{name}: {len(one) - 1} rows, then {len(two) - 1}, or other columns"]
    head = one[0] if one else []
    found = [
        f"{name}, row {row}, {column}"
        for row, (left, right) in enumerate(zip(one[1:], two[1:], strict=True), start=1)
        for column, was, now in zip(head, left, right, strict=False)
        if was != now
    ]
    return found or [f"{name}: same figures, written otherwise"]


def _parameters(name: str, told: dict[str, Any], folder: Path) -> Parameters:
    """Return the manifest's parameters, with their data file found."""
    try:
        return check_parameters(told["parameters"], parameters_of(name)).located(folder)
    except InputError as error:
        remedy = "the manifest names files without folders: say where they are with --data"
        faults = [
            Fault(each.where, each.problem, each.allowed, each.remedy or remedy) for each in error.faults
        ]
        raise ParameterError([*faults, Fault(NAME, "its parameters cannot be used", remedy=remedy)]) from None
