"""The command ``riskkit``: mounts the sub-commands and turns errors into exit codes."""

import os
import sys
import traceback
from typing import Final

import typer

from riskkit import __version__
from riskkit.cli.cohort import app as cohort
from riskkit.cli.demo import demo
from riskkit.cli.instrument import app as instrument
from riskkit.cli.model import app as model
from riskkit.cli.report import app as report
from riskkit.cli.report import paired
from riskkit.cli.serve import serve
from riskkit.cli.store import app as store
from riskkit.cli.user import app as user
from riskkit.errors import RiskkitError

STOPPED: Final = 130

app = typer.Typer(
    name="riskkit",
    help="Workbench for detention and reintegration risk assessment.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo)
app.command("serve")(serve)
app.add_typer(report, name="report")
app.add_typer(cohort, name="cohort")
app.add_typer(instrument, name="instrument")
app.add_typer(model, name="model")
app.add_typer(store, name="store")
app.add_typer(user, name="user")


def _version(show: bool) -> None:
    if show:
        typer.echo(f"riskkit {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    """Workbench for detention and reintegration risk assessment."""


def main() -> None:
    """Run one command; exit 0 done, 1 our defect, 2 the input is at fault, 3 a gate refused."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line with ``arguments`` and return its exit code."""
    command = typer.main.get_command(app)
    try:
        code = command.main(args=paired(arguments), prog_name="riskkit", standalone_mode=False)
    except RiskkitError as error:
        typer.echo(f"riskkit: {error}", err=True)
        return error.exit_code
    except typer.Abort:
        code = STOPPED
    except Exception as error:  # noqa: BLE001 - the last guard: a user never meets a bare traceback
        return _unforeseen(error)
    if code == STOPPED:  # Ctrl-C: the command-line library turns it into this code
        typer.echo("riskkit: stopped; nothing half-written was left.", err=True)
    return code if isinstance(code, int) else 0


def _unforeseen(error: Exception) -> int:
    """Report a usage error as the user's (2) and everything else as ours (1)."""
    show = getattr(error, "show", None)
    if callable(show):  # usage errors of the command-line library know how to show themselves
        show()
        return 2
    typer.echo(
        f"riskkit: a defect of ours ({type(error).__name__}). Nothing was published. "
        "Run again with RISKKIT_DEBUG=1 for the details, and report it.",
        err=True,
    )
    if os.environ.get("RISKKIT_DEBUG") == "1":
        traceback.print_exception(error)
    return 1
