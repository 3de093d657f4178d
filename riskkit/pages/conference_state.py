"""The state of the conference page: who is at the table, what lies on it, what was recorded. No widgets.

While a table is open nothing else of any file is in the traits: not the caseload, and of the
person only what the ground allows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import traitlets

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.casework.conference import ConferenceTable, draft_name, open_table, record_conference
from riskkit.casework.conference_catalogue import candidate_measures
from riskkit.errors import AccessRefused, ConflictError
from riskkit.pages import conference_view as view
from riskkit.pages.conference_draft import OFFICIAL, ConferenceDraft, conference_of
from riskkit.pages.conference_faults import Catalogue, conference_faults
from riskkit.pages.conference_papers import make_paper
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.page_state import PageState
from riskkit.pages.person_view import show_choices
from riskkit.pages.texts import CLOCKS, Texts, check_language, read_texts

Say = Callable[[Texts], str]


@dataclass(frozen=True, slots=True)
class _Recorded:
    """The conference as recorded: its entry, and what is said of it."""

    entry: str
    said: Say


class ConferenceState(PageState):
    """What the conference page shows and does.

    Parameters
    ----------
    desk : Desk
        The way to the files of the user whom the server named.
    catalogue : mapping of str to CandidateMeasure, optional
        The measures that can be weighed; those shipped if not given.
    clock : callable
        Returns the present moment with its time zone.
    """

    language = traitlets.Unicode("nl")
    texts = traitlets.Dict()
    people = traitlets.List()
    grounds = traitlets.List()
    organisations = traitlets.List()
    who = traitlets.Unicode("")
    form = traitlets.Dict()
    table = traitlets.Dict()
    outcome = traitlets.Dict()
    kept = traitlets.Dict()
    given = traitlets.Dict()

    def __init__(
        self,
        desk: Desk,
        catalogue: Catalogue | None = None,
        *,
        clock: Callable[[], datetime] = present_moment,
    ) -> None:
        super().__init__()
        self._desk, self._clock = desk, clock
        self._catalogue = candidate_measures() if catalogue is None else catalogue
        self._names = desk.names_shown()
        self.who = self._names.get(desk.user, desk.user)
        self._table: ConferenceTable | None = None
        self._newer: ConferenceTable | None = None
        self._recorded: _Recorded | None = None
        self._missing: list[FieldFault] = []
        self._said: Say | None = None
        self._turn, self._reads_only = 0, False
        self.choose_language("nl")

    def choose_language(self, code: object) -> None:
        """Say everything in another language; what is typed stays with the browser."""
        language = check_language(code)
        texts = read_texts(language, view.PAGE)
        self.language, self.texts, self.failure = language, texts.sentences, ""
        self.grounds = view.show_grounds(texts)
        self.organisations = view.show_organisations(texts)
        self.form = view.show_form(self._catalogue, texts)
        self._show_table("said")
        self._show_outcome("said")

    def open_table(self, person: object, ground: object, chosen: object, other: object) -> None:
        """Put on the table what the ground allows; the sharing is on record.

        Parameters
        ----------
        person, ground : object
            Pseudonym and name of the ground, as the browser sent them.
        chosen, other : object
            Organisations from the list, and further ones by comma.
        """
        organisations = view.organisations_named(chosen, other)
        wanted = {
            "picked-person": bool(person),
            "ground": ground in view.GROUNDS,
            "organisations": bool(organisations),
        }
        self._missing = [
            FieldFault(name, f"choose_{name.replace('-', '_')}")
            for name, there in wanted.items()
            if not there
        ]
        self._said = None
        if not self._missing:
            self._open(str(person), str(ground), organisations)
        self._show_table("opened")
        self._show_outcome("open")

    def close_table(self) -> None:
        """Clear the table, to choose again; a draft that was kept stays kept."""
        self._table = self._newer = self._recorded = self._said = None
        self._missing, self.kept, self.given = [], {}, {}
        self._show_table("closed")
        self._show_outcome("closed")

    def save(self, sent: object) -> None:
        """Record minutes and measures together, or say everything that is missing."""
        if self._table is None or self._recorded is not None:
            return
        draft = ConferenceDraft.sent(sent)
        self._said, self._newer = None, None
        today = self._clock().astimezone(CLOCKS).date()
        self._missing = conference_faults(draft, self._catalogue, today=today, born_on=self._table.born_on)
        if not self._missing:
            self._record(self._table, draft)
        self._show_outcome("save")

    def keep_draft(self, sent: object, turn: object) -> None:
        """Keep what is being typed, so that a crash loses none of it; it is not recorded.

        Parameters
        ----------
        sent : object
            The form as the browser sent it.
        turn : object
            Number that the browser gave it; comes back in ``kept``.
        """
        table = self._table
        if table is None or self._recorded is not None or self._reads_only:
            return
        content = ConferenceDraft.sent(sent).model_dump_json()
        try:
            self._desk.keep_draft(
                table.person, instrument=draft_name(table.ground), follows=len(table.held), content=content
            )
        except AccessRefused:
            self._reads_only = True  # recording says so; asking again would only fill the trail
            return
        self.kept = {"turn": turn, "text": self._texts.say("kept", when=self._texts.hour(self._clock()))}

    def forget_draft(self) -> None:
        """Let go of the draft that was kept, and begin with an empty form."""
        table = self._table
        if table is not None and self._recorded is None:
            self._desk.drop_draft(table.person, instrument=draft_name(table.ground))
            self._open(table.person, table.ground, table.organisations)
            self._show_table("opened")
            self._show_outcome("closed")

    def keep_mine(self) -> None:
        """After a conflict: go on with what was typed, knowing of the conference recorded meanwhile."""
        if self._newer is not None:
            self._table, self._newer = self._newer, None
            self._said = lambda texts: texts.say("conflict_kept")
            self._show_table("kept")
            self._show_outcome("kept")

    def drop_mine(self) -> None:
        """After a conflict: let go of what was typed here."""
        if self._newer is not None:
            self._newer = None
            self.forget_draft()

    def give(self, what: object, kind: object) -> None:
        """Make the sharing pack, or the minutes once recorded, as a file; that too is on record."""
        table = self._table
        if table is None:
            return
        entry = self._recorded.entry if self._recorded else None
        language = check_language(self.language)
        paper = make_paper(self._desk.access, table, entry, what=what, kind=kind, language=language)
        self._turn += 1
        self.given = {
            **paper,
            "turn": self._turn,
            "name": f"{self._texts.say(f'name_{what}')}-{paper['name']}",
        }
        when = self._texts.hour(self._clock())
        self._said = lambda texts: texts.say("given", when=when)
        self._show_outcome("given")

    @property
    def _texts(self) -> Texts:
        return read_texts(check_language(self.language), view.PAGE)

    def _open(self, person: str, ground: str, organisations: tuple[str, ...]) -> None:
        self._table = self._newer = self._recorded = None
        self.kept, self._reads_only, self.given = {}, False, {}
        try:
            self._table = open_table(self._desk.access, person, ground=ground, organisations=organisations)
        except AccessRefused:
            self._said = lambda texts: texts.say("not_yours")

    def _record(self, table: ConferenceTable, draft: ConferenceDraft) -> None:
        content = conference_of(
            draft, ground=table.ground, organisations=table.organisations, catalogue=self._catalogue,
            advisers=view.advisers_named(OFFICIAL),
        )  # fmt: skip
        access = self._desk.access
        try:
            done = record_conference(access, table.person, content, after=len(table.held))
        except AccessRefused:
            self._said = lambda texts: texts.say("not_allowed")
            return
        except ConflictError:
            self._newer = open_table(
                access, table.person, ground=table.ground, organisations=table.organisations
            )
            return
        when, count = done.conference.recorded_at, len(done.measures)
        self._recorded = _Recorded(
            done.conference.id,
            lambda texts: texts.say("recorded", when=texts.moment(when), count=count),
        )
        self.kept = {}
        self._show_table("recorded")

    def _show_table(self, reason: str) -> None:
        """Pass on what lies on the table; ``reason`` tells the page whether to keep what is typed."""
        table, now = self._table, self._clock()
        self._turn += 1
        if table is None:
            people = self._desk.list_people()
            self.people = show_choices(people)
            printed = view.print_line(people, self._texts, now)
            self.table = {"reason": reason, "turn": self._turn, "print": printed}
            return
        self.people = []
        draft, told = self._draft(table, now)
        self.table = {
            **view.show_table(table, self._texts, now),
            "reason": reason,
            "turn": self._turn,
            "draft": draft.model_dump(mode="json"),
            "empty": view.empty_draft(now).model_dump(mode="json"),
            "kept": told,
            "recorded": self._recorded.said(self._texts) if self._recorded else "",
        }

    def _draft(self, table: ConferenceTable, now: datetime) -> tuple[ConferenceDraft, str]:
        """Return the form to begin with, and what is said of a draft that was kept."""
        if table.draft is None:
            return view.empty_draft(now), ""
        when, kept = self._texts.moment(table.draft.saved_at), ConferenceDraft.kept(table.draft.content)
        if kept is None:
            return view.empty_draft(now), self._texts.say("kept_unreadable", when=when)
        return kept, self._texts.say("kept_found", when=when)

    def _show_outcome(self, reason: str) -> None:
        """Pass on what came of the last request; the turn makes each one new."""
        texts = self._texts
        self._turn += 1
        conflict: dict[str, Any] = {}
        if self._newer is not None and self._table is not None:
            conflict = view.show_conflict(self._newer.held[len(self._table.held) :], self._names, texts)
        self.failure = ""
        self.outcome = {
            "turn": self._turn,
            "reason": reason,
            "faults": view.show_faults(self._missing, self._catalogue, texts),
            "notice": self._said(texts) if self._said else "",
            "conflict": conflict,
        }
