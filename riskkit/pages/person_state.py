"""The state of the person page: whose file is open, and the copy made for the person. No widgets."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import traitlets

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.casework.person_file import Look, PersonFile, read_person_file, who_looked
from riskkit.casework.sharing import copy_for_person
from riskkit.errors import AccessRefused
from riskkit.pages.instrument_form import InstrumentForm
from riskkit.pages.page_state import PageState
from riskkit.pages.person_view import show_choices, show_person
from riskkit.pages.texts import Language, Texts, check_language, read_texts


class PersonState(PageState):
    """What the person page shows and does.

    Parameters
    ----------
    desk : Desk
        The way to the files of the user whom the server named.
    forms : sequence of mapping of {"nl", "en"} to InstrumentForm
        Each instrument in each language, for the words of its items.
    clock : callable
        Returns the present moment with its time zone.
    """

    language = traitlets.Unicode("nl")
    texts = traitlets.Dict()
    people = traitlets.List()
    who = traitlets.Unicode("")
    file = traitlets.Dict()
    notice = traitlets.Unicode("")
    copy = traitlets.Dict()

    def __init__(
        self,
        desk: Desk,
        forms: Sequence[Mapping[Language, InstrumentForm]],
        *,
        clock: Callable[[], datetime] = present_moment,
    ) -> None:
        super().__init__()
        self._desk, self._clock = desk, clock
        self._forms = {each["nl"].reference.id: each for each in forms}
        self._names = desk.names_shown()
        self.who = self._names.get(desk.user, desk.user)
        self._open: PersonFile | None = None
        self._looks: tuple[Look, ...] = ()
        self._turn = 0
        self.choose_language("nl")
        self.people = show_choices(desk.list_people())

    def choose_language(self, code: object) -> None:
        """Say everything in another language."""
        self.failure = self.notice = ""
        self.language = check_language(code)
        self.texts = self._texts.sentences
        self._show_file()

    def open_file(self, person: object) -> None:
        """Open one person's file; the look itself is on record and shown."""
        self.copy = {}
        self._turn += 1
        self._read(str(person))

    def refresh(self) -> None:
        """Read the open file again after something was recorded in it; the page stays where it is."""
        if self._open is not None:
            self._read(self._open.person.id)

    @property
    def opened(self) -> PersonFile | None:
        """The file that is open; None where none is."""
        return self._open

    def now(self) -> datetime:
        """Return the present moment by the page's clock."""
        return self._clock()

    def _read(self, person: str) -> None:
        self.failure = self.notice = ""
        self._open, self._looks = None, ()
        try:
            self._open = read_person_file(self._desk.access, person)
            self._looks = who_looked(self._desk.access, person)
        except AccessRefused:
            self.notice = self._texts.say("not_yours")
        self._show_file()

    def make_copy(self) -> None:
        """Make the copy for the person concerned, as a tagged PDF; that too is on record."""
        if self._open is None:
            return
        from riskkit.casework.file_copy_formats import to_pdf

        person = self._open.person.id
        language = check_language(self.language)
        self.failure = ""
        try:
            content = to_pdf(copy_for_person(self._desk.access, person, language=language))
        except AccessRefused:
            self.notice = self._texts.say("copy_refused")
            return
        self.notice = self._texts.say("copy_made", when=self._texts.hour(self._clock()))
        self._turn += 1
        self.copy = {
            "turn": self._turn,
            "name": f"{self._texts.say('copy_name')}-{person}.pdf",
            "content": content,
        }

    @property
    def _texts(self) -> Texts:
        return read_texts(check_language(self.language), "person")

    def _show_file(self) -> None:
        if self._open is None:
            self.file = {}
            return
        shown = show_person(self._open, self._looks, self._forms, self._names, self._texts, self._clock())
        self.file = {**shown, "turn": self._turn}
