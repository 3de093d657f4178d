"""The state of the assessment page: what is open, what is missing, what was saved. No widgets.

Every trait holds plain values that a panel passes to the browser as they are. Methods are
what a user can ask for; each leaves the page able to go on, and none drops what was typed.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import traitlets

from riskkit.casework import Desk, OpenFile
from riskkit.errors import AccessRefused, ConflictError
from riskkit.pages import assessment_view as view
from riskkit.pages.draft import Draft
from riskkit.pages.draft_faults import faults_of, frozen_faults, second_faults
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.instrument_form import InstrumentForm
from riskkit.pages.judgement_saving import give_apart, next_judgement
from riskkit.pages.page_state import PageState
from riskkit.pages.texts import CLOCKS, Language, Texts, check_language, read_texts
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_check import check_judgement

Say = Callable[[Texts], str]


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


class AssessmentState(PageState):
    """What the assessment page shows and does.

    Parameters
    ----------
    desk : Desk
        The way to the files of the user whom the server named.
    forms : sequence of mapping of {"nl", "en"} to InstrumentForm
        Each instrument in each language; the first is chosen at the start.
    clock : callable
        Returns the present moment with its time zone.
    stopped : callable
        Returns why a steward suspended an instrument; empty if none did.
    """

    language = traitlets.Unicode("nl")
    texts = traitlets.Dict()
    form = traitlets.Dict()
    people = traitlets.List()
    instruments = traitlets.List()
    instrument = traitlets.Unicode("")
    who = traitlets.Unicode("")
    file = traitlets.Dict()
    outcome = traitlets.Dict()
    shown = traitlets.Dict()
    kept = traitlets.Dict()

    def __init__(
        self,
        desk: Desk,
        forms: Sequence[Mapping[Language, InstrumentForm]],
        *,
        clock: Callable[[], datetime] = _now,
        stopped: Callable[[str], str] = lambda _instrument: "",
    ) -> None:
        super().__init__()
        self._desk, self._clock, self._stopped = desk, clock, stopped
        self._forms = {each["nl"].reference.id: each for each in forms}
        self.instrument = self._in_use = next(iter(self._forms))
        self.names = desk.names_shown()
        self.who = self.names.get(desk.user, desk.user)
        self._open: OpenFile | None = None
        self._theirs: tuple[OpenFile, Judgement] | None = None
        self._missing: list[FieldFault] = []
        self._said: Say | None = None
        self._reading: Judgement | None = None
        self._turn, self._reads_only = 0, False
        self.choose_language("nl")

    def choose_language(self, code: object) -> None:
        """Say everything in another language; what is typed stays with the browser."""
        language = check_language(code)
        texts = read_texts(language)
        self.language, self.texts = language, texts.sentences
        self.form = self.form_in_use.as_json()
        self.instruments = view.show_instruments(each[language] for each in self._forms.values())
        self._show_people()
        self._show_file("said")
        self._show_outcome("said")
        self._show_reading()

    def choose_instrument(self, instrument: object) -> None:
        """Choose with which instrument the next file is opened; an open file stays as it is."""
        if isinstance(instrument, str) and instrument in self._forms:
            self.instrument = instrument
            self._show_people()

    def open_file(self, person: object) -> None:
        """Open one person's file; what was typed for another is dropped (the page asks first)."""
        self._in_use = self.instrument
        self.form = self.form_in_use.as_json()
        self._open_again(str(person))

    def _open_again(self, person: str) -> None:
        """Open a file with the instrument in use."""
        self._open = self._desk.open_file(person, instrument=self.form_in_use.reference.id)
        self._theirs, self._reading, self._missing, self._said = None, None, [], None
        self.kept, self._reads_only = {}, False
        self._show_file("opened")
        self._show_outcome("opened")
        self._show_reading()

    def save(self, sent: object, *, unfinished: bool = False) -> None:
        """Save the form as the next version, or say everything that is missing.

        Parameters
        ----------
        sent : object
            The form as the browser sent it.
        unfinished : bool
            Save what is there, to go on later; not once there is a summary judgement.
        """
        opened = self._open
        if opened is None:
            return
        draft = Draft.sent(sent)
        self._said, self._missing = None, []
        if opened.blind is not None:
            self._save_apart(opened, draft)
        elif not (draft.anew or self._fits(opened)):
            self._said = lambda texts: texts.say("other_version_text")
        else:
            judged = opened.judgement is not None and opened.judgement.judged
            self._missing = self._lacking(draft, unfinished=unfinished and not judged)
            if not self._missing:
                self._save(opened, draft)
        self._show_outcome("save")
        self._show_reading()

    def keep_draft(self, sent: object, turn: object) -> None:
        """Keep what is being typed, so that a crash loses none of it; it is not a saved version.

        Parameters
        ----------
        sent : object
            The form as the browser sent it.
        turn : object
            Number that the browser gave it; comes back in ``kept``.
        """
        opened, draft = self._open, Draft.sent(sent)
        if opened is None or self._reads_only or not (draft.anew or self._fits(opened)):
            return
        version = opened.judgement.version if opened.judgement else 0
        content = draft.model_dump_json()
        try:
            self._desk.keep_draft(opened.person.id, instrument=self._in_use, follows=version, content=content)
        except AccessRefused:
            self._reads_only = (
                True  # saving says so; asking again every few seconds would only fill the trail
            )
            return
        self.kept = {"turn": turn, "text": self.words.say("kept", when=self.words.hour(self._clock()))}

    def forget_draft(self) -> None:
        """Let go of the draft that was kept, and open what was saved."""
        if self._open is not None:
            person = self._open.person.id
            self._desk.drop_draft(person, instrument=self._in_use)
            self._open_again(person)

    def keep_mine(self) -> None:
        """After a conflict: follow the newly saved version, with what was typed here."""
        if self._theirs is None:
            return
        self._open, version = self._theirs[0], self._theirs[0].versions[0].version
        self._theirs = None
        self._said = lambda texts: texts.say("conflict_kept", version=version)
        self._show_file("kept")
        self._show_outcome("kept")

    def drop_mine(self) -> None:
        """After a conflict: open what was saved and let go of what was typed here."""
        if self._theirs is not None:
            self.forget_draft()

    def show_version(self, version: object) -> None:
        """Show one saved version for reading; None closes it."""
        self._reading = None
        if self._open is not None and isinstance(version, int):
            self._reading = self._desk.read_version(self._open, version)
        self._show_reading()

    @property
    def desk(self) -> Desk:
        """The way to the files of this page's user."""
        return self._desk

    @property
    def opened(self) -> OpenFile | None:
        """The file that is open."""
        return self._open

    def reload(self, said: Say | None = None) -> None:
        """Read the open file again after another part of the page saved in it; keep what is typed."""
        if self._open is None:
            return
        self._open = self._desk.open_file(self._open.person.id, instrument=self.form_in_use.reference.id)
        self._missing, self._said = [], said
        self._show_file("kept")
        self._show_outcome("kept")

    @property
    def form_in_use(self) -> InstrumentForm:
        """The instrument of the open file, in the page's language."""
        return self._forms[self._in_use][check_language(self.language)]

    @property
    def words(self) -> Texts:
        """The sentences of the page, in its language."""
        return read_texts(check_language(self.language))

    def _fits(self, opened: OpenFile) -> bool:
        """Whether the file was made with this version of the instrument."""
        return opened.judgement is None or opened.judgement.instrument == self.form_in_use.reference

    def _lacking(self, draft: Draft, *, unfinished: bool) -> list[FieldFault]:
        judgement = self._open.judgement if self._open else None
        first = judgement is None or draft.anew
        today = self._clock().astimezone(CLOCKS).date()
        found = faults_of(draft, self.form_in_use, first=first, today=today, unfinished=unfinished)
        return frozen_faults(draft, judgement, self.form_in_use) + found

    def _save(self, opened: OpenFile, draft: Draft) -> None:
        made = next_judgement(
            opened, draft, self.form_in_use, by=self._desk.user, at=self._clock(), texts=self.words
        )
        judgement = check_judgement(made, self.form_in_use.rules())
        after = opened.judgement.record if draft.anew and opened.judgement else None
        try:
            self._desk.save(judgement, after=after)
        except AccessRefused:
            self._said = lambda texts: texts.say("not_allowed")
            return
        except ConflictError:
            newest = self._desk.open_file(opened.person.id, instrument=self.form_in_use.reference.id)
            self._theirs = (newest, judgement)
            return
        self._after_saving(opened, lambda texts: view.say_saved(judgement, self.form_in_use, texts))

    def _save_apart(self, opened: OpenFile, draft: Draft) -> None:
        """Give the judgement that a second assessor was asked for."""
        self._missing = second_faults(draft, self.form_in_use)
        if not self._missing:
            give_apart(self._desk.access, opened, draft, self.form_in_use, self.words)
            self._after_saving(opened, lambda texts: texts.say("second_given"))

    def _after_saving(self, opened: OpenFile, said: Say) -> None:
        self._theirs, self._reading, self.kept = None, None, {}
        self._open = self._desk.open_file(opened.person.id, instrument=self.form_in_use.reference.id)
        self._said = said
        self._show_file("opened" if opened.blind else "saved")
        self._show_people()

    def _show_people(self) -> None:
        assessed = self._desk.people_assessed(self.instrument)
        self.people = view.show_people(self._desk.list_people(), assessed, self.words)

    def _show_file(self, reason: str) -> None:
        """Pass on the open file; ``reason`` tells the page whether to keep what is typed."""
        if self._open is None:
            return
        self._turn += 1
        shown = view.show_file(self._open, self.form_in_use, self.names, self.words)
        self.file = {**shown, "reason": reason, "turn": self._turn}

    def _show_outcome(self, reason: str) -> None:
        """Pass on what came of the last request; the turn makes each one new."""
        texts, form = self.words, self.form_in_use
        self._turn += 1
        theirs = self._theirs
        self.failure = ""
        self.outcome = {
            "turn": self._turn,
            "reason": reason,
            "faults": view.show_faults(self._missing, form, texts),
            "notice": view.say_notice(self._said, self._stopped(self._in_use), texts),
            "conflict": view.show_conflict(theirs[0], theirs[1], form, self.names, texts) if theirs else {},
        }

    def _show_reading(self) -> None:
        reading, opened = self._reading, self._open
        now = opened.judgement if opened else None
        form, texts = self.form_in_use, self.words
        self.shown = view.show_version(reading, now, form, self.names, texts) if reading else {}
