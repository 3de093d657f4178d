"""What is being typed in a form about a person and is not recorded yet: kept sealed, as drafts are.

One draft a user, person and form. What is about two people is sealed with both keys, as the
record will be: erasing either erases it. Whoever no longer reaches a person, or whose broken
glass ended, is not shown what they were typing about them.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from riskkit.casework.access import Access, Turn
from riskkit.casework.drafts import drop_draft, keep_draft, read_draft
from riskkit.casework.policy import Action
from riskkit.errors import ErasedError
from riskkit.records.access_tables import draft
from riskkit.records.sealing import seal, unseal

FORM: Final = "form/"
"""What the name of such a draft begins with; drafts of assessments bear the name of an instrument."""


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What a user was typing.

    Attributes
    ----------
    person, other : str
        Whom it is about; the second is empty where it is about one.
    form : str
        Name of the form.
    follows : int
        Version of the entry that it changes; 0 for something new.
    content : str
        What was typed, in the form the page uses.
    saved_at : datetime
        When it was kept.
    """

    person: str
    other: str
    form: str
    follows: int
    content: str
    saved_at: datetime


def keep_form(
    access: Access, person: str, form: str, content: str, *, other: str = "", follows: int = 0
) -> None:
    """Keep what is being typed in the place of what was kept before.

    Raises
    ------
    AccessRefused
        One of the people is outside this user's reach.
    StoreError
        It is too long.
    """
    with access.permitted(Action.KEEP_FORM, person=person, other=other, subject=f"draft, {form}") as turn:
        words = content
        if other:
            words = seal(turn.connection, turn.keys, person=other, label=_label(turn, form), words=content)
        held = json.dumps({"other": other, "words": words})
        keep_draft(turn, person=person, instrument=draft_name(form), follows=follows, content=held)


def drop_form(access: Access, person: str, form: str) -> None:
    """Let go of what was typed in a form about a person."""
    with access.permitted(Action.KEEP_FORM, person=person, subject=f"no draft, {form}") as turn:
        drop_draft(turn, person=person, instrument=draft_name(form))


def draft_name(form: str) -> str:
    """Return under which name the draft of a form is kept; see `Access.finishing`."""
    return FORM + form


def forms_kept(turn: Turn, people: Collection[str]) -> tuple[FormDraft, ...]:
    """Return what the actor was typing about people of whom the turn already allows to read.

    Parameters
    ----------
    turn : Turn
        In which reading about these people is permitted.
    people : collection of str
        Pseudonyms; a draft about two people needs both among them. Those erased are left out.
    """
    return tuple(_kept(turn, people))


def _kept(turn: Turn, people: Collection[str]) -> Iterator[FormDraft]:
    wanted = select(draft.c.person, draft.c.instrument).where(
        draft.c.account == turn.actor.name, draft.c.instrument.startswith(FORM, autoescape=True)
    )
    for row in turn.connection.execute(
        wanted.order_by(draft.c.saved_at, draft.c.person, draft.c.instrument)
    ).all():
        if row.person not in people:
            continue
        form = row.instrument.removeprefix(FORM)
        try:
            found = read_draft(turn, person=row.person, instrument=row.instrument)
            held = json.loads(found.content) if found else {}
            other, words = held.get("other", ""), held.get("words", "")
            if found is None or (other and other not in people):
                continue
            if other:
                words = unseal(
                    turn.connection, turn.keys, person=other, label=_label(turn, form), sealed=words
                )
        except ErasedError:
            continue
        yield FormDraft(row.person, other, form, found.follows, words, found.saved_at)


def _label(turn: Turn, form: str) -> str:
    return f"form/{turn.actor.name}/{form}"
