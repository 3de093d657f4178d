"""What a steward decides about a model at the command line: suspend, resume, retire."""

import typer

from riskkit.cli.model_options import Account, By, Folder, Id, Stdin, Version, Why, acting_registry


def add_decisions(app: typer.Typer) -> None:
    """Add the commands to those of ``riskkit model``."""
    for command in (suspend, resume, retire):
        app.command(command.__name__)(command)


def suspend(
    model: Id, by: By, why: Why, version: Version = None, account: Account = None,
    password_stdin: Stdin = False, registry: Folder = None,
) -> None:  # fmt: skip
    """Stop a model, on every page, from the next question on."""
    entered = acting_registry(registry, account, password_stdin, f"suspend {model}")
    chosen = entered.card(model, version).version
    entered.note(model, chosen, "suspended", by=by, why=why)
    typer.echo(f"riskkit: {model} {chosen} is suspended")


def resume(
    model: Id, by: By, why: Why, version: Version = None, account: Account = None,
    password_stdin: Stdin = False, registry: Folder = None,
) -> None:  # fmt: skip
    """Ask that a suspended model be used again, or confirm what another steward asked."""
    entered = acting_registry(registry, account, password_stdin, f"resume {model}")
    chosen = entered.card(model, version).version
    both = entered.resume(model, chosen, by=by, why=why)
    asked = "stays suspended until another steward confirms with the same command"
    typer.echo(f"riskkit: {model} {chosen} {'is resumed' if both else asked}")


def retire(
    model: Id, by: By, why: Why, version: Version = None, account: Account = None,
    password_stdin: Stdin = False, registry: Folder = None,
) -> None:  # fmt: skip
    """End the use of a version for good."""
    entered = acting_registry(registry, account, password_stdin, f"retire {model}")
    chosen = entered.card(model, version).version
    entered.note(model, chosen, "retired", by=by, why=why)
    typer.echo(f"riskkit: {model} {chosen} is retired")
