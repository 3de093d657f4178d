"""Make a report: check, execute, compose, publish whole; on failure leave the executed copy alone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from riskkit.errors import Fault, OutputError, OutsideFailure
from riskkit.parameters import Parameters
from riskkit.reports.document import compose
from riskkit.reports.execution import INJECTED, Progress, as_error, execute, read_notebook
from riskkit.reports.folder import RunFolder, check_free, run_folder, whole_path
from riskkit.reports.manifest import Identity, identity_of, read_manifest, write_manifest
from riskkit.reports.outputs import Shown, shown_by
from riskkit.reports.pdf import write_pdf
from riskkit.settings import settings

TIMEOUT: Final = 1800.0
"""Seconds that one report may take."""


@dataclass(frozen=True, slots=True)
class ReportRun:
    """A finished report.

    Attributes
    ----------
    folder : Path
        Where it is.
    title, headline : str
        What it is called, and its main finding.
    no_pdf : str or None
        Why there is no PDF; None if there is one.
    reused : bool
        Whether an earlier report with the same identity was found there.
    """

    folder: Path
    title: str
    headline: str
    no_pdf: str | None
    reused: bool = False


def notebook_path(notebook: str) -> Path:
    """Return the file of a notebook by its name."""
    return settings().home / "notebooks" / f"{notebook}.ipynb"


def run_report(
    notebook: str | Path,
    parameters: Parameters,
    out: Path,
    *,
    progress: Progress = lambda _cell, _of, _heading: None,
    timeout: float = TIMEOUT,
    pdf: bool = True,
) -> ReportRun:
    """Run a notebook and publish its report.

    Parameters
    ----------
    notebook : str or Path
        Name of one of our notebooks, or a notebook's file.
    parameters : Parameters
        Checked parameters, with their files located.
    out : Path
        Folder of the report: new, empty, or holding only the copy of a failed run.
    progress : callable
        Receives how many code cells are done, how many there are, and the next one's heading.
    timeout : float
        Seconds that the whole notebook may take.
    pdf : bool
        Whether to write the PDF too.

    Returns
    -------
    ReportRun
        The folder then holds report.html, report.ipynb, tables/*.csv, manifest.json and, if
        asked for and possible, report.pdf.

    Raises
    ------
    ParameterError
        The notebook cannot be read.
    OutputError
        The folder is taken or cannot be written.
    InputError, GateRefused, ReportFailed, OutsideFailure
        The notebook stopped: its cause's class decides. ``failed.ipynb`` is then all there is.
    """
    path = notebook if isinstance(notebook, Path) else notebook_path(notebook)
    check_free(whole_path(out))
    source = read_notebook(path)
    identity = identity_of(path, parameters)
    values = parameters.model_dump(mode="json")
    with run_folder(out) as place:
        work = place.folder / "work"
        work.mkdir(mode=0o700)
        executed, stop = execute(source, values, folder=work, timeout=timeout, progress=progress)
        _make_portable(executed, values)
        if stop is not None:
            kept = place.keep_failure(_write_notebook(executed, place.folder / "failed.ipynb"))
            raise as_error(stop, path.stem, kept)
        if identity_of(path, parameters) != identity:
            raise OutsideFailure("the data or the notebook changed while the report was made; run it again")
        shown = shown_by(executed)
        no_pdf = _write(place, executed, shown, identity, pdf=pdf)
        place.publish()
    return ReportRun(place.out, shown.head.title, shown.head.headline, no_pdf)


def run_or_reuse(notebook: str, parameters: Parameters, out: Path, **options: Any) -> ReportRun:
    """Return the report at ``out`` if it is whole and of the same identity, else run it.

    A report of another identity at ``out`` is an error, as in `run_report`.
    """
    there = read_manifest(out) if out.is_dir() else None
    if there and there["identity"] == identity_of(notebook_path(notebook), parameters).frame():
        no_pdf = None if there["pdf"] == "written" else str(there["pdf"])
        return ReportRun(whole_path(out), there["title"], there["headline"], no_pdf, reused=True)
    return run_report(notebook, parameters, out, **options)


def _write(
    place: RunFolder, executed: NotebookNode, shown: Shown, identity: Identity, *, pdf: bool
) -> str | None:
    """Write the files of a report; return why there is no PDF, if there is none."""
    folder = place.report
    document = compose(shown)
    try:
        (folder / "report.html").write_text(document, encoding="utf-8")
        _write_notebook(executed, folder / "report.ipynb")
        (folder / "tables").mkdir()
        for name, text in shown.tables.items():
            (folder / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
        no_pdf = write_pdf(document, folder / "report.pdf") if pdf else "not asked for"
        write_manifest(folder, identity, shown.provenance, asdict(shown.head), no_pdf)
    except OSError as error:
        raise OutputError(
            Fault(str(place.out), f"cannot be written ({error.strerror})", "room and rights to write")
        ) from None
    return no_pdf


def _write_notebook(notebook: NotebookNode, path: Path) -> Path:
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    return path


def _make_portable(executed: NotebookNode, values: Mapping[str, Any]) -> None:
    """Replace folders of this machine in the injected parameters by the file's name."""
    for part in values.values():
        source = part.get("source") if isinstance(part, dict) else None
        if not isinstance(source, str) or not Path(source).is_absolute():
            continue
        for cell in executed.cells:
            if INJECTED in cell.metadata.get("tags", []):
                cell.source = cell.source.replace(source, Path(source).name)
    executed.metadata.papermill.pop("parameters", None)
