"""Ask for a report, stop it, look at it: each decided by the policy and put on record first."""

import hashlib
import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.casework.report_data import PLACES, DataPlace, data_folder, locate_inside
from riskkit.casework.report_folder import (
    CANCEL,
    REPORT,
    REQUEST,
    Run,
    RunRequest,
    RunState,
    make_own,
    owner_folder,
    read_run,
    read_runs,
    run_folder_of,
    write_whole,
)
from riskkit.casework.rights import check_right
from riskkit.errors import AccessRefused, Fault, OutputError, ParameterError
from riskkit.parameters import Parameters
from riskkit.parameters.registry import parameters_of
from riskkit.parameters.typed import check_parameters

MOST_WAITING: Final = 5
"""Reports that one user may have asked for and not yet have."""

LIMITS: Final = (300.0, 900.0, 1800.0)
"""Seconds that a report may be given."""

FILES: Final = re.compile(
    r"report\.(?:html|pdf|ipynb)|manifest\.json|tables/[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\.csv"
)
"""What a report consists of; nothing else is handed out."""


def ask_for_report(
    access: Access, notebook: str, values: Mapping[str, Any], *, place: DataPlace, limit: float, pdf: bool
) -> RunRequest:
    """Put a report in the user's queue.

    Parameters
    ----------
    access : Access
        The store, for the user who asks.
    notebook : str
        Name of one of our notebooks.
    values : mapping of str to plain value
        Its parameters.
    place : {"shipped", "office"}
        From which folder the files that they name are found.
    limit : float
        Seconds that the report may take; one of `LIMITS`.
    pdf : bool
        Whether to make a PDF too.

    Raises
    ------
    AccessRefused
        The role does not allow it.
    ParameterError
        The notebook is not known, a parameter is wrong, or too many reports wait already.
    OutputError
        The queue cannot be written.
    """
    with access.permitted(Action.RUN_REPORT, subject="asked") as turn:
        check_request(notebook, values, place=place, limit=limit)
        folder, run, fingerprint = owner_folder(access.user), secrets.token_hex(16), _fingerprint(values)
        turn.subject = _subject(run, notebook, fingerprint, "asked")
        if sum(not state.over for _, state in read_runs(folder)) >= MOST_WAITING:
            raise AccessRefused(f"report.run: refused; {MOST_WAITING} reports wait already.")
        request = RunRequest(
            run=run, owner=access.user, notebook=notebook, values=dict(values), parameters_sha256=fingerprint,
            place=place, limit=limit, pdf=pdf, asked_at=turn.at,
        )  # fmt: skip
        make_own(folder / run)
        write_whole(folder / run / REQUEST, request)
    return request


def check_request(notebook: str, values: Mapping[str, Any], *, place: DataPlace, limit: float) -> Parameters:
    """Return the parameters of a request, checked and with their files located.

    The checks of ``riskkit report run``, and two more: every file is one of the data folder, and
    the time is one of `LIMITS`. Asked when a report is asked for, and again when it is made.

    Raises
    ------
    ParameterError
        Something of this is not so.
    """
    if place not in PLACES or limit not in LIMITS:
        raise ParameterError(Fault("limit or place", "is not known", "what the page offers"))
    checked = check_parameters(dict(values), parameters_of(notebook))
    return locate_inside(checked, data_folder(place, notebook))


def own_runs(access: Access) -> tuple[Run, ...]:
    """Return the user's own runs, the oldest first; that they were listed is on record."""
    with access.permitted(Action.READ_REPORT, subject="own list") as turn:
        runs = _runs(access)
        turn.subject = f"own list, {len(runs)} runs"
    return runs


def progress_of(access: Access) -> tuple[Run, ...]:
    """Return how the user's own runs stand; only `own_runs`, with which a page starts, is on record.

    Raises
    ------
    AccessRefused
        The role makes no reports.
    """
    check_right(access, Action.READ_REPORT)
    return _runs(access)


def _runs(access: Access) -> tuple[Run, ...]:
    return tuple(each for each in read_runs(owner_folder(access.user)) if each[0].owner == access.user)


def cancel_run(access: Access, run: str) -> None:
    """Ask that a run be stopped; one that has ended stays as it is.

    Raises
    ------
    AccessRefused
        The role does not allow it, or it is not the user's own run.
    """
    with access.permitted(Action.RUN_REPORT, subject=f"run {_short(run)}: to be stopped"):
        own, (_, state) = _own(access, run)
        if not state.over:
            os.close(os.open(own / CANCEL, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600))


def read_report_file(access: Access, run: str, name: str) -> bytes:
    """Return one file of the user's own finished report.

    Raises
    ------
    AccessRefused
        The role does not allow it, it is not the user's own, or there is no such file.
    """
    with access.permitted(Action.READ_REPORT, subject=f"run {_short(run)}: {_plain(name)}"):
        own, _ = _own(access, run)
        return _content(own / REPORT, name)


def report_files(access: Access, run: str) -> tuple[str, ...]:
    """Return the names of the files of one of the user's own reports; none before it is done.

    Raises
    ------
    AccessRefused
        The role makes no reports, or it is not the user's own run.
    """
    check_right(access, Action.READ_REPORT)
    folder = _own(access, run)[0] / REPORT
    if folder.is_symlink() or not folder.is_dir():
        return ()
    names = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    return tuple(name for name in names if FILES.fullmatch(name))


def note_run(access: Access, request: RunRequest, state: RunState | None) -> None:
    """Put on record that a run begins (no state), or how it ended; AccessRefused if it may no longer."""
    said = "begun" if state is None else " ".join(filter(None, (state.status, state.reason)))
    if state is not None and state.fingerprint:
        said += f", report {state.fingerprint[:16]}"
    subject = (
        f"run {request.run[:8]}: {request.notebook}, parameters {request.parameters_sha256[:16]}, {said}"
    )
    with access.permitted(Action.RUN_REPORT, subject=subject):
        pass


def _own(access: Access, run: str) -> tuple[Path, Run]:
    """Return the folder and state of the user's own run; someone else's is as good as none."""
    try:
        folder = run_folder_of(owner_folder(access.user), run)
    except OutputError:
        raise AccessRefused("refused; there is no such report of yours.") from None
    found = read_run(folder)
    if found is None or found[0].owner != access.user:
        raise AccessRefused("refused; there is no such report of yours.")
    return folder, found


def _content(folder: Path, name: str) -> bytes:
    """Read one file of a report without following any link."""
    parts = name.split("/")
    links = [folder, *(folder.joinpath(*parts[:end]) for end in range(1, len(parts)))]
    if not FILES.fullmatch(name) or any(each.is_symlink() for each in links):
        raise AccessRefused("refused; there is no such file in this report.")
    try:
        with open(os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as stream:
            return stream.read()
    except OSError:
        raise AccessRefused("refused; there is no such file in this report.") from None


def _fingerprint(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of parameters as they were asked for."""
    text = json.dumps(dict(values), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _subject(run: str, notebook: str, fingerprint: str, said: str) -> str:
    return f"run {run[:8]}: {notebook}, parameters {fingerprint[:16]}, {said}"


def _short(run: str) -> str:
    return run[:8] if re.fullmatch(r"[0-9a-f]{32}", run) else "(none)"


def _plain(name: str) -> str:
    return name if FILES.fullmatch(name) else "(no file of a report)"
