"""What the commands of ``riskkit model`` have in common: their options, and who acts in the registry."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from riskkit.cli.acting import account_of_store, machine_account

if TYPE_CHECKING:
    from riskkit.stewardship import Registry

Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the model.")]
File = Annotated[Path, typer.Argument(metavar="PARAMETERS", help="Parameter file (YAML).")]
Folder = Annotated[Path | None, typer.Option("--registry", help="Folder of the registry.")]
Version = Annotated[str | None, typer.Option("--version", help="Version; without it, the one in use.")]
By = Annotated[
    str, typer.Option("--by", help="Who decides this; the account you act under is recorded beside it.")
]
Account = Annotated[
    str | None,
    typer.Option(
        "--account", help="Your account of the store (its password is asked); without it, of this machine."
    ),
]
Stdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]
Why = Annotated[str, typer.Option("--why", help="The reason, for the record.")]
Out = Annotated[Path | None, typer.Option("--out", help="File to write; without it, the screen.")]


def open_registry(folder: Path | None) -> "Registry":
    """Return the registry, as used by the account on this machine."""
    from riskkit.settings import settings
    from riskkit.stewardship import Registry

    return Registry(folder or settings().workspace / "models", actor=f"os:{machine_account()}")


def acting_registry(folder: Path | None, account: str | None, from_stdin: bool, subject: str) -> "Registry":
    """Return the registry as used by an account of the store that was confirmed, else by this machine's."""
    entered = open_registry(folder)
    if account is not None:
        entered.actor = account_of_store(account, from_stdin=from_stdin, subject=subject)
    return entered
