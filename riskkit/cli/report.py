"""``riskkit report``: run a notebook with a parameter file and publish its report."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from riskkit.cli.batch import batch, verify
from riskkit.cli.progress import progress_line
from riskkit.errors import Fault, ParameterError

app = typer.Typer(help="Make reports.", no_args_is_help=True)
app.command("batch")(batch)
app.command("verify")(verify)


@app.callback()
def options() -> None:
    """Make reports."""


@app.command("run")
def run(
    notebook: Annotated[str, typer.Argument(help="Name of a notebook, for example recidivism.")],
    file: Annotated[Path, typer.Option("-f", "--file", help="Parameter file (YAML).")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the report: new or empty.")],
    changes: Annotated[
        list[str] | None,
        typer.Option("-p", metavar="NAME VALUE", help="Use this value in place of the file's; repeatable."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds that the report may take.")] = 1800,
    pdf: Annotated[bool, typer.Option(help="Write the PDF too.")] = True,
    cluster: Annotated[
        str | None, typer.Option(help="Address of a dask scheduler that draws the samples of a validation.")
    ] = None,
) -> None:
    """Run one notebook and publish its report: HTML, PDF, tables, notebook, manifest."""
    parameters = read_report_parameters(notebook, file, [unpaired(each) for each in changes or []])
    from riskkit.kernels import use_warm_kernels
    from riskkit.reports import run_report
    from riskkit.reports.release_plan import plan_one

    if cluster is not None:
        from riskkit.analyses.cluster import connect

        connect(cluster).close()  # say now, and not from within a kernel, that nobody answers there
        os.environ["RISKKIT_CLUSTER"] = cluster  # the kernel is given this environment
    use_warm_kernels()
    parameters = plan_one(parameters)
    with progress_line(notebook) as progress:
        done = run_report(notebook, parameters, out, progress=progress, timeout=timeout, pdf=pdf)
    typer.echo(done.headline)
    typer.echo(f"riskkit: the report is {done.folder / 'report.html'}")
    if pdf and done.no_pdf:
        typer.echo(f"riskkit: no PDF: {done.no_pdf}", err=True)


def paired(arguments: list[str]) -> list[str]:
    """Return command-line arguments with each ``-p NAME VALUE`` as one value after ``-p``.

    The command-line library knows no repeated option with two values; a pair travels through it
    as JSON, so that no sign in a name or value can be taken for a separator.
    """
    if arguments[:2] != ["report", "run"]:
        return arguments
    joined: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        joined.append(argument)
        if argument == "-p":
            pair = [value for _, value in zip(range(2), rest, strict=False)]
            joined.append(json.dumps(pair))
    return joined


def unpaired(text: str) -> tuple[str, str]:
    """Return the name and value that `paired` put together.

    Raises
    ------
    ParameterError
        There were not two.
    """
    try:
        name, value = json.loads(text)
    except ValueError:
        raise ParameterError(
            Fault(
                "-p", "is not followed by a name and a value", "-p NAME VALUE", "for example: -p language en"
            )
        ) from None
    return str(name), str(value)


def read_report_parameters(notebook: str, file: Path, changes: list[tuple[str, str]]) -> Any:
    """Return the checked parameters of a report, with the files that they name located.

    Raises
    ------
    ParameterError
        An unknown notebook; unknown, missing, ill-typed or out-of-range parameters; a name
        given twice; a file that is not there.
    """
    from riskkit.parameters import read_parameters
    from riskkit.parameters.registry import parameters_of
    from riskkit.parameters.typed import read_value

    model = parameters_of(notebook)
    names = [name for name, _ in changes]
    if twice := len(names) - len(set(names)):
        raise ParameterError(Fault("-p", f"gives {twice} names a second time", "each name once"))
    values = {name: read_value(text, name, model) for name, text in changes}
    return read_parameters(file, model, values).located(file.resolve().parent)
