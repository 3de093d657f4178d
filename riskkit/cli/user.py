"""``riskkit user``: who may log in, in which role, and what each role may do."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from riskkit.cli.acting import machine_account

if TYPE_CHECKING:
    from riskkit.records import Store

app = typer.Typer(no_args_is_help=True, help="Accounts and roles.")

Name = Annotated[str, typer.Argument(help="Name to log in with.")]
RoleName = Annotated[str, typer.Argument(help="officer, unit, supervisor, researcher, steward or inspector.")]
Place = Annotated[str | None, typer.Option(help="Unit or team (officer, unit, supervisor).")]


@app.command("add")
def add(
    name: Name,
    role: RoleName,
    place: Place = None,
    display: Annotated[str | None, typer.Option(help="Name shown; default: the name.")] = None,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
) -> None:
    """Add an account; its password is asked for, or made up and shown once."""
    from riskkit.casework.administration import add_user

    with _Opened() as store:
        password, made_up = _password(name, password_stdin)
        add_user(
            store,
            name=name,
            role=role,
            place=place,
            display=display or name,
            password=password,
            by=_operator(),
        )
    typer.echo(f"riskkit: '{name}' may log in as {role}")
    if made_up:
        typer.echo(f"riskkit: password (shown once): {password}")


@app.command("role")
def role(name: Name, role: RoleName, place: Place = None) -> None:
    """Change an account's role; its sessions end."""
    from riskkit.casework.administration import change_user

    with _Opened() as store:
        change_user(store, name, role=role, place=place, by=_operator())
    typer.echo(f"riskkit: '{name}' is now {role}; open sessions have ended")


@app.command("disable")
def disable(name: Name) -> None:
    """Shut an account out; its sessions end at once, its records stay."""
    from riskkit.casework.administration import disable_user

    with _Opened() as store:
        disable_user(store, name, by=_operator())
    typer.echo(f"riskkit: '{name}' can no longer log in; open sessions have ended")


@app.command("password")
def password(
    name: Name,
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
) -> None:
    """Set a new password; open sessions end."""
    from riskkit.casework.administration import set_password

    with _Opened() as store:
        new, made_up = _password(name, password_stdin)
        set_password(store, name, new, by=_operator())
    typer.echo(f"riskkit: password (shown once): {new}" if made_up else "riskkit: the password is changed")


@app.command("list")
def list_users() -> None:
    """List the accounts."""
    from riskkit.records.accounts import list_accounts

    with _Opened() as store, store.reading() as connection:
        accounts = list_accounts(connection)
    for each in accounts:
        state = "" if each.active else "  (disabled)"
        typer.echo(f"{each.name:<24}{each.role:<12}{each.place or '-'}{state}")


@app.command("policy")
def policy() -> None:
    """Print who may do what with whose file, from the table that the code enforces."""
    from riskkit.casework.policy import policy_table

    table = policy_table()
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    for number, row in enumerate(table):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        if number == 0:
            typer.echo("  ".join("-" * width for width in widths))


class _Opened:
    """The store of the settings, closed at the end."""

    def __enter__(self) -> "Store":
        from riskkit.records import open_store
        from riskkit.settings import settings

        self._store = open_store(settings().store_url)
        return self._store

    def __exit__(self, *_: Any) -> None:
        self._store.close()


def _operator() -> str:
    """Return who works on this machine, for the record."""
    return f"operator:{machine_account()}"


def _password(name: str, from_stdin: bool) -> tuple[str, bool]:
    """Return a password and whether it was made up here."""
    from riskkit.casework.passwords import throw_away_password

    if from_stdin:
        return typer.get_text_stream("stdin").readline().rstrip("\n"), False
    return throw_away_password(), True
