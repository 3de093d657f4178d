"""Who acts at the command line: the account on this machine, or one of the store whose password is given.

The account on this machine is the one that the operating system knows, whatever the environment
says (``LOGNAME``, ``USER``).
"""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from riskkit.records import Store
    from riskkit.records.accounts import Account


def machine_account() -> str:
    """Return the name of the account that this process runs under; with sudo, also who called it."""
    import pwd

    def name_of(number: int) -> str:
        try:
            return pwd.getpwuid(number).pw_name
        except KeyError:
            return str(number)

    own, caller = os.getuid(), os.environ.get("SUDO_UID", "")
    if own == 0 and caller.isdecimal() and int(caller) != 0:  # only root could have set it falsely
        return f"{name_of(int(caller))} as {name_of(own)}"
    return name_of(own)


def confirmed_account(store: "Store", name: str, *, from_stdin: bool, subject: str) -> "Account":
    """Ask for the password of an account of the store and return the account.

    Raises
    ------
    LoginRefused
        It does not fit, or too many did not; the refusal is on record.
    """
    from riskkit.casework.logins import confirm

    if from_stdin:
        password = typer.get_text_stream("stdin").readline().rstrip("\n")
    else:
        password = typer.prompt(f"Password of {name}", hide_input=True)
    return confirm(store, name, password, at=datetime.now(UTC), subject=subject)


def account_of_store(name: str, *, from_stdin: bool, subject: str) -> str:
    """Return an account of the store of the settings as records of models name it, once confirmed."""
    from riskkit.records import open_store
    from riskkit.settings import settings

    store = open_store(settings().store_url)
    try:
        return f"account:{confirmed_account(store, name, from_stdin=from_stdin, subject=subject).name}"
    finally:
        store.close()
