"""Accounts as the operator manages them; each change is on record and ends open sessions."""

from datetime import UTC, datetime
from typing import Any, Final

from riskkit.casework.passwords import hash_password
from riskkit.casework.policy import Role
from riskkit.errors import Fault, ParameterError
from riskkit.records.accounts import add_account, change_account
from riskkit.records.audit import AuditNote, append_entry
from riskkit.records.checkpoints import sign_when_due
from riskkit.records.store import Store

LONGEST: Final = 100


def add_user(
    store: Store, *, name: str, role: str, place: str | None, display: str, password: str, by: str
) -> None:
    """Add an account.

    Raises
    ------
    ParameterError
        The name, role or password is not allowed.
    StoreError
        The name is taken, or the role needs a unit or team.
    """
    checked = check_name(name)
    hashed = hash_password(password)
    at = datetime.now(UTC)
    with store.writing() as connection:
        add_account(
            connection, name=checked, display_name=display.strip()[:LONGEST] or checked, password_hash=hashed,
            role=str(check_role(role)), place=place, at=at,
        )  # fmt: skip
        entry = append_entry(
            connection, AuditNote(by, "operator", "account.add", subject=f"{checked}, {role}"), at=at
        )
    sign_when_due(store, entry)


def change_user(store: Store, name: str, *, role: str, place: str | None, by: str) -> None:
    """Change role and place of an account."""
    changes: dict[str, Any] = {"role": str(check_role(role))}
    if place is not None:
        changes["place"] = place
    _change(store, name, changes, "account.role", f"{name}, {role}", by)


def disable_user(store: Store, name: str, *, by: str) -> None:
    """Shut an account out."""
    _change(store, name, {"active": 0}, "account.disable", name, by)


def set_password(store: Store, name: str, password: str, *, by: str) -> None:
    """Set a new password."""
    _change(store, name, {"password_hash": hash_password(password)}, "account.password", name, by)


def check_role(role: str) -> Role:
    """Return the role of this name; ParameterError if there is none."""
    try:
        return Role(role)
    except ValueError:
        raise ParameterError(Fault("role", "is not known", ", ".join(Role))) from None


def check_name(name: str) -> str:
    """Return a name fit to log in with: lower case, as it is compared."""
    checked = name.strip().lower()
    if not checked.replace("-", "").replace(".", "").replace("_", "").isalnum() or len(checked) > LONGEST:
        raise ParameterError(Fault("name", "is not allowed", "letters, digits, '-', '.' and '_'"))
    return checked


def _change(store: Store, name: str, changes: dict[str, Any], action: str, subject: str, by: str) -> None:
    with store.writing() as connection:
        change_account(connection, name.strip().lower(), **changes)
        entry = append_entry(connection, AuditNote(by, "operator", action, subject=subject))
    sign_when_due(store, entry)
