"""What pages of sections have in common: language, what was told last, files to hand out. No widgets."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import traitlets

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.errors import AccessRefused, ConflictError, ErasedError, InputError
from riskkit.fields import SYNTHETIC
from riskkit.pages.background import Background
from riskkit.pages.page_state import PageState
from riskkit.pages.sheet import Piece
from riskkit.pages.texts import CLOCKS, Texts, check_language, read_texts

Typed = Mapping[str, Any]


class SheetState(PageState):
    """A page of sections, drawn anew after everything that was asked.

    Parameters
    ----------
    desk : Desk
        The way to the store of the user whom the server named.
    name : str
        Name of the page in the catalogue.
    clock : callable
        Returns the present moment with its time zone.
    """

    texts = traitlets.Dict()
    who = traitlets.Unicode("")
    page = traitlets.Dict()
    download = traitlets.Dict()

    def __init__(self, desk: Desk, name: str, *, clock: Callable[[], datetime] = present_moment) -> None:
        super().__init__()
        self.desk, self.clock, self._name = desk, clock, name
        self.names = desk.names_shown()
        self.who = self.names.get(desk.user, desk.user)
        self.say: Texts = read_texts("nl", name)
        self.texts = self.say.sentences
        self.background = Background()
        self._turn = 0
        self._notice: Piece = {}

    def sections(self) -> Sequence[Piece]:
        """Return the sections of the page as they are now; each page has its own."""
        return ()

    @property
    def today(self) -> date:
        """Today's date where the users are, by the page's clock."""
        return self.clock().astimezone(CLOCKS).date()

    @property
    def synthetic(self) -> bool:
        """Whether what shows on the page is made up: the accounts' names say so."""
        return any(SYNTHETIC in each for each in self.names.values())

    def choose_language(self, code: object) -> None:
        """Say everything in another language."""
        self.failure = ""
        self.say = read_texts(check_language(code), self._name)
        self.texts = self.say.sentences
        self._notice = {**self._notice, "text": "", "at": ""}
        self.draw()

    def draw(self) -> None:
        """Show the page as it is now."""
        now = self.say.moment(self.clock())
        mark = f"{SYNTHETIC} · " if self.synthetic else ""
        self.page = {
            "title": self.say.say("title"),
            "intro": self.say.say("intro", when=now),
            "synthetic": self.synthetic,
            "print": f"{mark}{self.say.say('title')} · {now}",
            "notice": self._notice,
            "sections": list(self.sections()),
            "waits": self.background.busy,
            "takes": self.takes,
        }

    @property
    def takes(self) -> str:
        """Name in the tab's storage of what the page begins with; empty where it begins with nothing."""
        return ""

    def tell(self, at: str, said: str, *, wrong: bool = False, clears: Sequence[str] = ()) -> None:
        """Tell the user something in a section; ``clears`` names forms whose content was taken in."""
        self._turn += 1
        self._notice = {"turn": self._turn, "at": at, "text": said, "wrong": wrong, "clears": list(clears)}

    def attempt(
        self, at: str, done: Callable[[], str], *, clears: Sequence[str] = (), then: str = ""
    ) -> bool:
        """Do what was asked, tell how it ended, and draw the page; what was typed stays if it failed.

        Parameters
        ----------
        at : str
            The section in which it was asked.
        done : callable
            Does it and returns what to tell.
        clears : sequence of str
            Forms whose content was taken in.
        then : str
            The section to go to afterwards, if another.

        Returns
        -------
        bool
            Whether it was done.
        """
        self.failure = ""
        try:
            said, wrong = done(), False
        except (AccessRefused, InputError) as error:
            said, wrong = self.reason(error), True
        self.tell(at if wrong else then or at, said, wrong=wrong, clears=() if wrong else clears)
        self.draw()
        return not wrong

    def reason(self, error: AccessRefused | InputError) -> str:
        """Return in the user's language why something was not done."""
        if isinstance(error, AccessRefused):
            return self.say.say("refused")
        if isinstance(error, ErasedError):
            return self.say.say("erased_before")
        if isinstance(error, ConflictError):
            return self.say.say("changed_meanwhile")
        known = dict.fromkeys(f"fault_{each.where}" for each in error.faults)
        said = [self.say.sentences[each] for each in known if each in self.say.sentences]
        return " ".join(said) if said else self.say.say("fault_other")

    def hand_out(self, name: str, content: str | bytes, kind: str) -> None:
        """Give the user a file, once."""
        self._turn += 1
        self.download = {"turn": self._turn, "name": name, "content": content, "type": kind}


def typed_text(typed: object, name: str) -> str:
    """Return what was typed in one field, without white space around it; empty where there is none."""
    if not isinstance(typed, Mapping):
        return ""
    content: Mapping[Any, Any] = typed
    value = content.get(name)
    return value.strip() if isinstance(value, str) else ""
