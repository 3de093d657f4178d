"""``riskkit demo``: made-up people, a real cohort report, and the pages, on this machine."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from riskkit.cli.progress import progress_line

NOTEBOOK: Final = "recidivism"
PARAMETERS: Final = "rossi"
MONITORED: Final = "rossi_synthetic"


def demo(
    serve: Annotated[bool, typer.Option(help="Serve the pages afterwards.")] = True,
) -> None:
    """Build the demonstration workspace, make a real report, serve the pages."""
    from riskkit.settings import settings

    workspace = settings().workspace
    _make_private(workspace)
    typer.echo("riskkit: a made-up caseload (every person is marked SYNTHETIC) ...", err=True)
    _seed(settings().store_url)
    _model(settings().home, workspace)
    typer.echo("riskkit: a real cohort: 432 men released in Maryland, followed for 52 weeks ...", err=True)
    _report(settings().home, workspace)
    if serve:
        from riskkit.cli.serve import serve as serve_pages

        _logins(settings().store_url)
        typer.echo("riskkit: starting the pages ...", err=True)
        serve_pages(port=None)


def _make_private(workspace: Path) -> None:
    """Make the workspace, closed to other users of this machine."""
    from riskkit.errors import Fault, OutputError

    try:
        workspace.mkdir(mode=0o700, parents=True, exist_ok=True)
        workspace.chmod(0o700)
    except OSError as error:
        raise OutputError(
            Fault(str(workspace), f"cannot be made ({error.strerror})", "a folder you may write in",
                  "set RISKKIT_WORKSPACE to another one")
        ) from None  # fmt: skip
    os.umask(0o077)


def _seed(store_url: str) -> None:
    """Put the made-up caseload in the store; it is there once, however often this runs."""
    from riskkit.casework import seed_demonstration
    from riskkit.casework.demonstration_conference import seed_conferences
    from riskkit.casework.demonstration_journeys import Journeys, seed_journeys
    from riskkit.casework.oversight_demonstration import seed_opening
    from riskkit.pages.base_rate_statement import EVIDENCE, base_rate_statement
    from riskkit.records import create_store
    from riskkit.settings import settings

    store = create_store(store_url)
    try:
        added = seed_demonstration(store)
        today, evidence = datetime.now(UTC).date(), base_rate_statement(settings().home / EVIDENCE)
        journeys = Journeys(store, today, evidence.fingerprint)
        if whose := seed_journeys(journeys):
            seed_conferences(journeys, whose)
        seed_opening(store)
    finally:
        store.close()
    typer.echo(f"riskkit: {added} people added" if added else "riskkit: they are there already")


def _model(home: Path, workspace: Path) -> None:
    """Enter and sign the model of the real cohort and the instruments, once; watch the model."""
    from riskkit.analyses.instrument_register import register_demonstration_instruments
    from riskkit.analyses.model_demonstration import register_demonstration

    version = register_demonstration(home, workspace / "models")
    typer.echo(f"riskkit: its model is registered: riskkit model card rossi-cox (version {version})")
    entered = register_demonstration_instruments(home, workspace / "models")
    typer.echo(f"riskkit: {entered} instruments entered in the registry, under made-up names")
    _watch(home, workspace / "models")


def _watch(home: Path, registry: Path) -> None:
    """Watch the model once, on made-up people with a gap, so that the steward's page has an alarm to show."""
    from riskkit.analyses.model_demonstration import DEMONSTRATION
    from riskkit.analyses.monitoring_demonstration import watch_with_a_gap
    from riskkit.analyses.monitoring_run import note_alarms
    from riskkit.stewardship import Registry
    from riskkit.stewardship.monitoring_record import last_run

    if last_run(registry, DEMONSTRATION) is None:
        report = watch_with_a_gap(home / "parameters" / "monitoring" / f"{MONITORED}.yaml")
        note_alarms(Registry(registry), report, by="Demonstration Validator")


def _logins(store_url: str) -> None:
    """Print new passwords to throw away; those of an earlier run no longer work."""
    from riskkit.casework import demonstration_logins
    from riskkit.records import open_store

    store = open_store(store_url)
    try:
        passwords = demonstration_logins(store)
    finally:
        store.close()
    typer.echo("riskkit: log in with one of these (made up now, for this demonstration only):")
    for name, password in passwords.items():
        typer.echo(f"    {name:<20} {password}")


def _report(home: Path, workspace: Path) -> None:
    """Make the report, or take the one of the same data, parameters and code."""
    from riskkit.cli.report import read_report_parameters
    from riskkit.kernels import use_warm_kernels
    from riskkit.reports import run_or_reuse
    from riskkit.reports.manifest import identity_of
    from riskkit.reports.runner import notebook_path

    parameters = read_report_parameters(NOTEBOOK, home / "parameters" / NOTEBOOK / f"{PARAMETERS}.yaml", [])
    mark = identity_of(notebook_path(NOTEBOOK), parameters).mark
    out = workspace / "reports" / f"{NOTEBOOK}-{PARAMETERS}-{mark}"
    use_warm_kernels()
    with progress_line(NOTEBOOK) as progress:
        done = run_or_reuse(NOTEBOOK, parameters, out, progress=progress)
    again = " (made earlier from the same data, parameters and code)" if done.reused else ""
    typer.echo(f"riskkit: the report is {done.folder / 'report.html'}{again}")
    typer.echo(f"riskkit: {done.title}: {done.headline}")
    if done.no_pdf:
        typer.echo(f"riskkit: no PDF: {done.no_pdf}", err=True)
