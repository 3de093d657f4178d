"""What a user is typing that is about no one's file yet: a file a form, sealed with the store's key.

Nothing of it stands in the store: a draft there is bound to a person. It is let go of once it was
sent, or after `LASTS`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.casework.whole_file import unwritable, write_whole_file
from riskkit.errors import Fault, StoreError
from riskkit.parameters import Parameters
from riskkit.settings import settings

FOLDER: Final = "drafts"
LASTS: Final = timedelta(days=30)
"""How long what nobody came back for is given back; a later look removes it."""

MOST: Final = 1_000_000
"""Characters of one draft."""


@dataclass(frozen=True, slots=True)
class OwnDraft:
    """What was typed, in the form the page uses, and when it was kept."""

    content: str
    saved_at: datetime


class _Held(Parameters):
    """What is sealed in a file."""

    content: str
    saved_at: datetime


def keep_own(access: Access, form: str, content: str) -> None:
    """Keep what is being typed in the place of what was kept before.

    Raises
    ------
    AccessRefused
        The account is not active, or its role has no such form.
    StoreError
        It is too long.
    OutputError
        It cannot be written.
    """
    with access.permitted(Action.KEEP_OWN, subject=f"draft, {form}") as turn:
        if len(content) > MOST:
            raise StoreError(Fault("draft", "is too long", f"at most {MOST:,} characters"))
        held = _Held(content=content, saved_at=turn.at).model_dump_json()
        _write(_file(access.user, form), turn.keys.wrap(held.encode(), label=_label(access.user, form)))


def read_own(access: Access, form: str) -> OwnDraft | None:
    """Return what this user was typing; None if there is nothing, it is too old or cannot be read.

    Raises
    ------
    AccessRefused
        As for `keep_own`.
    """
    with access.permitted(Action.KEEP_OWN, subject=f"draft read, {form}") as turn:
        path = _file(access.user, form)
        try:
            raw = turn.keys.unwrap(path.read_bytes(), label=_label(access.user, form))
            held = _Held.model_validate_json(raw)
        except (OSError, StoreError, ValidationError):
            return None
        if turn.at - held.saved_at > LASTS:
            path.unlink(missing_ok=True)
            return None
        return OwnDraft(held.content, held.saved_at)


def drop_own(access: Access, form: str) -> None:
    """Let go of what was typed; AccessRefused as for `keep_own`."""
    with access.permitted(Action.KEEP_OWN, subject=f"no draft, {form}"):
        _file(access.user, form).unlink(missing_ok=True)


def _file(user: str, form: str) -> Path:
    """Return the file of one form; its name says nothing of who it is."""
    name = hashlib.sha256(f"{user}\n{form}".encode()).hexdigest()[:32]
    return settings().workspace.resolve() / FOLDER / f"{name}.sealed"


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable("draft", error) from None
    write_whole_file(path, content, what="draft")


def _label(user: str, form: str) -> str:
    return f"own draft/{user}/{form}"
