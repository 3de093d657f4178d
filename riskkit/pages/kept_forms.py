"""What a page keeps of its forms while they are typed in, and what it tells the user of that."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from riskkit.casework.access import Access
from riskkit.casework.form_drafts import drop_form, keep_form
from riskkit.casework.own_drafts import OwnDraft, drop_own, keep_own, read_own
from riskkit.errors import AccessRefused
from riskkit.pages.texts import Texts


@dataclass(slots=True)
class KeptForms:
    """The drafts of one page and user.

    Attributes
    ----------
    access : Access
        The user's way to the store.
    clock : callable
        Returns the present moment with its time zone.
    """

    access: Access
    clock: Callable[[], datetime]
    _refused: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])

    def keep(
        self, form: str, content: str, texts: Texts, *, person: str = "", other: str = "", follows: int = 0
    ) -> str:
        """Keep what stands in a form, and return what is said of it beside the form.

        Parameters
        ----------
        form, content : str
            Name of the form, and what stands in it.
        texts : Texts
            The sentences of the page.
        person, other : str
            Whom it is about; empty for a form that is about no one's file yet.
        follows : int
            Version of the entry that it changes; 0 for something new.
        """
        key = (form, person, other)
        if key not in self._refused:
            try:
                if person:
                    keep_form(self.access, person, form, content, other=other, follows=follows)
                else:
                    keep_own(self.access, form, content)
            except AccessRefused:
                self._refused.add(key)  # asking again every few seconds would only fill the trail
        if key in self._refused:
            return texts.say("typed_refused")
        return texts.say("typed_kept", when=texts.hour(self.clock()))

    def drop(self, form: str, person: str = "") -> None:
        """Let go of what stood in a form; nothing happens where it was never the user's."""
        try:
            if person:
                drop_form(self.access, person, form)
            else:
                drop_own(self.access, form)
        except AccessRefused:
            return

    def found(self, form: str) -> OwnDraft | None:
        """Return what the user was typing in a form that is about no one's file; None if nothing."""
        try:
            return read_own(self.access, form)
        except AccessRefused:
            return None


def acknowledged(form: str, turn: object, said: str) -> dict[str, Any]:
    """Return what tells the page that what it sent under this number was kept, or why not."""
    return {"form": form, "turn": turn if isinstance(turn, int) else 0, "text": said}
