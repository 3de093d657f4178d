"""One notebook, executed by papermill: parameters as plain values in, the executed copy out."""

import logging
import re
import signal
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import nbformat
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.engines import papermill_engines
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from riskkit import errors
from riskkit.errors import (
    Fault,
    GateRefused,
    InputError,
    OutsideFailure,
    ParameterError,
    ReportFailed,
    RiskkitError,
)
from riskkit.reports.kernel import ReportKernelManager

Progress = Callable[[int, int, str], None]
"""Receives how many code cells are done, how many there are, and the heading of the next."""

TAG: Final = "parameters"
INJECTED: Final = "injected-parameters"


@dataclass(frozen=True, slots=True)
class Stop:
    """Where and why an execution ended before its last cell.

    Attributes
    ----------
    cell : int
        Number of the cell, from 1, as the reader of the copy counts them.
    heading : str
        The heading it stands under.
    name, message : str
        Class and text of the error.
    """

    cell: int
    heading: str
    name: str
    message: str


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook that has one cell tagged ``parameters``.

    Raises
    ------
    ParameterError
        Missing, unreadable, or without exactly one such cell: papermill would then run it with
        the notebook's own values without a word.
    """
    try:
        notebook = cast("NotebookNode", nbformat.read(path, as_version=4))
    except FileNotFoundError:
        raise ParameterError(Fault(str(path), "does not exist", remedy="check the notebook's name")) from None
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError, OSError):
        raise ParameterError(Fault(str(path), "cannot be read as a notebook", "a .ipynb file")) from None
    tagged = sum(TAG in cell.metadata.get("tags", []) for cell in notebook.cells)
    if tagged != 1:
        raise ParameterError(
            Fault(path.name, f"has {tagged} cells tagged '{TAG}'", "exactly one, before the others")
        )
    return notebook


def execute(
    notebook: NotebookNode, values: Mapping[str, Any], *, folder: Path, timeout: float, progress: Progress
) -> tuple[NotebookNode, Stop | None]:
    """Execute a notebook in a kernel of its own.

    Parameters
    ----------
    notebook : NotebookNode
        As `read_notebook` returns it.
    values : mapping of str to plain value
        Already checked: the names are pasted into code by papermill as they are.
    folder : Path
        Working directory of the kernel.
    timeout : float
        Seconds that the whole notebook may take.
    progress : callable
        Told about each cell.

    Returns
    -------
    tuple of (NotebookNode, Stop or None)
        The executed copy, and why it stopped early if it did.

    Raises
    ------
    ParameterError
        A name is no plain identifier.
    """
    _check_names(values)
    loaded = load_notebook_node(notebook)
    prepared = cast("NotebookNode", parameterize_notebook(loaded, dict(values), kernel_name="python3"))
    prepared.metadata.papermill["input_path"] = prepared.metadata.papermill["output_path"] = None
    watch = _Watch(prepared, time.monotonic() + timeout, progress)
    with _quiet(), _stoppable():
        stop = watch.run(folder)
    return prepared, stop or watch.unfinished()


class _Watch:
    """Follow one execution: its deadline, its cell at work, its end."""

    def __init__(self, notebook: NotebookNode, deadline: float, progress: Progress) -> None:
        self._notebook, self._deadline, self._progress = notebook, deadline, progress
        self._at = 0

    def run(self, folder: Path) -> Stop | None:
        """Execute; return where it stopped, or None if no cell raised."""
        try:
            papermill_engines.execute_notebook_with_engine(
                None, self._notebook, "python3", output_path=None, progress_bar=False, log_output=False,
                start_timeout=60, timeout_func=self._left, on_cell_start=self._starts,
                kernel_manager_class=ReportKernelManager, resources={"metadata": {"path": str(folder)}},
                shutdown_kernel="immediate",  # every cell has answered: there is nothing to wait for
            )  # fmt: skip
        except CellTimeoutError:
            return self._stop("Timeout", "the report took longer than it may")
        except DeadKernelError:
            return self._stop("KernelDied", "the kernel died; it may have run out of memory")
        except RuntimeError as error:  # jupyter_client: no answer while starting
            return self._stop("KernelStart", f"the kernel did not start ({type(error).__name__})")
        return None

    def unfinished(self) -> Stop | None:
        """Return the first cell that raised or never ran."""
        for index, cell in enumerate(self._notebook.cells):
            if cell.cell_type != "code":
                continue
            self._at = index
            for output in cell.outputs:
                if output.output_type == "error":
                    return self._stop(output.ename, output.evalue)
            if cell.source.strip() and cell.execution_count is None:
                return self._stop("NotRun", "the cell did not run")
        return None

    def _left(self, _cell: NotebookNode) -> float:
        return max(0.1, self._deadline - time.monotonic())

    def _starts(self, cell: NotebookNode, cell_index: int) -> None:
        self._at = cell_index
        code = [index for index, each in enumerate(self._notebook.cells) if each.cell_type == "code"]
        done = sum(index < cell_index for index in code)
        self._progress(done, len(code), heading(self._notebook, cell_index))

    def _stop(self, name: str, message: str) -> Stop:
        return Stop(self._at + 1, heading(self._notebook, self._at), name, message)


def heading(notebook: NotebookNode, index: int) -> str:
    """Return the last heading above a cell, without its marks."""
    for cell in reversed(notebook.cells[:index]):
        found = (
            re.findall(r"^#+\s*(.+?)\s*$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else []
        )
        if found:
            return str(found[-1])
    return ""


def as_error(stop: Stop, notebook: str, kept: Path) -> RiskkitError:
    """Return the error of a stopped notebook: the class of its cause decides the exit code.

    Only our own errors' texts are repeated: they hold no person's values. Those of other
    classes may, and stay in the executed copy.
    """
    where = f"notebook {notebook}, cell {stop.cell}" + (f" ({stop.heading})" if stop.heading else "")
    remedy = f"no report was made; the executed copy is {kept}"
    cause = getattr(errors, stop.name, None)
    if isinstance(cause, type) and issubclass(cause, InputError):
        return cause([*_faults(stop.message), Fault(where, "stopped there", remedy=remedy)])
    if isinstance(cause, type) and issubclass(cause, GateRefused):
        return cause(f"{stop.message.strip()} ({where}; {remedy})")
    ours = stop.name in ("Timeout", "KernelDied", "KernelStart", "NotRun")
    said = stop.message if ours or isinstance(cause, type) else f"stopped with {stop.name}"
    failed = OutsideFailure if stop.name in ("KernelDied", "KernelStart") else ReportFailed
    return failed(f"{where}: {said}; {remedy}.")


def _faults(message: str) -> list[Fault]:
    """Return the faults that an input error's text lists, one a line."""
    lines = [line.removesuffix(".") for line in message.strip().splitlines()]
    return [Fault(where, problem) for where, _, problem in (line.partition(": ") for line in lines)]


def _check_names(values: Mapping[str, Any]) -> None:
    """Raise unless every name is a plain one: papermill pastes names into code unescaped."""
    bad = [name for name in values if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", name)]
    if bad:
        raise ParameterError(
            Fault("parameters", f"hold {len(bad)} names that are no plain names", "a-z, 0-9, _")
        )


@contextmanager
def _quiet() -> Generator[None]:
    """Keep the libraries' own log lines off the screen: the progress says what happens."""
    loggers = [logging.getLogger(name) for name in ("papermill", "traitlets", "nbclient", "asyncio")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _stoppable() -> Generator[None]:
    """Let a polite kill (SIGTERM) end a run as Ctrl-C does: kernel stopped, folder swept."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
