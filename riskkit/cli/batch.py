"""``riskkit report batch`` and ``riskkit report verify``: many reports, and one made again."""

from pathlib import Path
from typing import Annotated

import typer

from riskkit.cli.progress import progress_line


def batch(
    schedule: Annotated[Path, typer.Argument(help="A schedule (YAML): units, periods, notebooks.")],
    out: Annotated[Path, typer.Option("--out", help="Folder of the batch: new, or one that was stopped.")],
    workers: Annotated[int, typer.Option(min=1, max=256, help="Reports at a time on this machine.")] = 2,
    cluster: Annotated[
        str | None, typer.Option(help="Address of a dask scheduler, for example tcp://10.0.0.5:8786.")
    ] = None,
    month: Annotated[
        str | None, typer.Option(help="Month in place of the schedule's periods, for example 2026-10.")
    ] = None,
) -> None:
    """Make every report of a schedule; what is finished in the folder is not made again."""
    from riskkit.reports.batch import run_batch
    from riskkit.reports.batch_watch import alarm_lines
    from riskkit.reports.schedule import read_schedule

    read, jobs = read_schedule(schedule, month=month)
    with progress_line(schedule.stem) as told:
        done = run_batch(read, jobs, out, workers=workers, cluster=cluster, told=told)
    for outcome in (*done.outcomes, *done.watches):
        if outcome.message:
            typer.echo(f"riskkit: {outcome.name}: {outcome.message}", err=True)
    for name, text in alarm_lines((*done.outcomes, *done.watches), "en"):
        typer.echo(f"riskkit: ALARM: {name}: {text}", err=True)
    typer.echo(
        f"riskkit: {done.count('made')} made, {done.count('reused')} there already, "
        f"{done.count('failed')} failed, {done.alarms} alarms: {done.folder / 'index.html'}"
    )
    if done.exit_code:
        raise typer.Exit(done.exit_code)


def verify(
    manifest: Annotated[Path, typer.Argument(help="manifest.json of a report, or its folder.")],
    data: Annotated[
        Path | None, typer.Option(help="Folder of its data file; the working folder if left out.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that it may take.")] = 1800,
) -> None:
    """Make a report again from its manifest and compare every figure."""
    from riskkit.kernels import use_warm_kernels
    from riskkit.reports.verify import verify_report

    use_warm_kernels()
    done = verify_report(manifest, data=data, timeout=timeout)
    why = f"; since then changed: {', '.join(done.changed)}" if done.changed else ""
    if done.same:
        typer.echo(f"riskkit: {done.report}: {done.tables} tables, byte for byte the same{why}")
        return
    for difference in done.differences:
        typer.echo(f"riskkit: differs: {difference}", err=True)
    unexplained = "; data, parameters, code and package lock are the same: a defect of ours"
    typer.echo(f"riskkit: {done.report}: {done.n_differences} figures differ{why or unexplained}", err=True)
    raise typer.Exit(2 if done.changed else 1)
