"""The state of recording in an open file: entries, corrections, sharing, broken glass. No widgets.

The file itself is that of `PersonState`; what is recorded here is shown there.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

import traitlets

from riskkit.casework import Desk
from riskkit.casework.dossier import decide_correction, read_entries, record
from riskkit.casework.form_drafts import draft_name
from riskkit.casework.person_file import PersonFile
from riskkit.casework.sharing import pack_for_conference
from riskkit.casework.supervision import SHORTEST_PURPOSE, open_with_purpose
from riskkit.errors import AccessRefused, ConflictError
from riskkit.pages import person_entry_view as view
from riskkit.pages.conference_papers import FORMATS
from riskkit.pages.conference_view import GROUNDS, organisations_named
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.page_state import PageState
from riskkit.pages.person_drafts import GLASS, NOTHING, Found, PersonDrafts, fresh_values
from riskkit.pages.person_forms import Values, content_of, entry_faults, read_values, values_of
from riskkit.pages.person_state import PersonState
from riskkit.pages.texts import CLOCKS, Texts, check_language, read_texts
from riskkit.records.dossier_entries import DossierEntry
from riskkit.records.judgement_items import says_something

Say = Callable[[Texts], str]
ASKED: Final = ("record", "decide", "share", "glass")
"""What a user asks for with a filled-in form: what is missing is then brought to their eyes."""


class PersonEntryState(PageState):
    """What can be done in an open file, and what came of it.

    Parameters
    ----------
    desk : Desk
        The way to the files of the user whom the server named.
    person : PersonState
        The page's open file.
    """

    texts = traitlets.Dict()
    work = traitlets.Dict()
    outcome = traitlets.Dict()
    given = traitlets.Dict()
    kept = traitlets.Dict()

    def __init__(self, desk: Desk, person: PersonState) -> None:
        super().__init__()
        self._desk, self._person = desk, person
        self._names = desk.names_shown()
        self._rights = view.show_rights(desk.role())
        self._drafts, self._found = PersonDrafts(desk.access, person.now), NOTHING
        self._glass = self._drafts.found_glass(self._texts) if self._rights["break_glass"] else {}
        self._editing: DossierEntry | None = None
        self._typed: tuple[str, Values] | None = None
        self._newer: DossierEntry | None = None
        self._missing: list[FieldFault] = []
        self._said: Say | None = None
        self._turn = self._opening = 0
        self.refresh("said")

    def refresh(self, reason: str = "opened") -> None:
        """Show what the open file has by now, in the page's language.

        Parameters
        ----------
        reason : str
            "opened" for another file, "said" for another language: the page keeps what is typed then.
        """
        self.failure = ""
        self.texts = self._texts.sentences
        if reason == "opened":
            self._newer, self._missing, self._said = None, [], None
            self._begin(self._drafts.found_of(self._file) if self._file else NOTHING)
        self._show(reason)

    def keep_draft(self, form: object, sent: object, message: Mapping[str, Any]) -> None:
        """Keep what is being typed in one of the forms, so that a crash loses none of it; it is not recorded.

        Parameters
        ----------
        form, sent : object
            Name of the form and what stands in it, as the browser sent them.
        message : mapping
            About whom, following which version, and the number that the browser gave it.
        """
        self.kept = self._drafts.keep(form, sent, message, self._texts)

    def forget_draft(self, form: object, person: object) -> None:
        """Let go of what was kept of one of the forms."""
        self._drafts.forget(form, person)

    def edit(self, wanted: object) -> None:
        """Open one entry for its next version."""
        file = self._file
        self._editing = view.chosen_entry(file.entries, wanted) if file else None
        self._newer, self._missing, self._said = None, [], None
        self._typed = (
            (self._editing.content.KIND, values_of(self._editing.content)) if self._editing else None
        )
        self._show("edit")

    def leave(self) -> None:
        """Close the form; what was typed is dropped (the page asks first)."""
        if self._file is not None:
            self._drafts.forget("entry", self._file.person.id)
        self._editing, self._typed, self._newer, self._missing, self._said = None, None, None, [], None
        self._show("left")

    def record(self, kind: object, sent: object) -> None:
        """Record an entry, or the next version of the one opened, or say everything that is missing."""
        file = self._file
        if file is None or not isinstance(kind, str):
            return
        values = read_values(sent)
        self._typed, self._newer, self._said = (kind, values), None, None
        self._missing = entry_faults(kind, values, today=self._today)
        if not self._missing:
            self._record(file.person.id, kind, values)
        self._show("record")

    def keep_mine(self) -> None:
        """After a conflict: follow the newly saved version with what was typed here."""
        if self._newer is not None:
            self._editing, self._newer = self._newer, None
            self._said = lambda texts: texts.say("entry_kept")
            self._show("kept")

    def drop_mine(self) -> None:
        """After a conflict: open what was saved and let go of what was typed here."""
        if self._newer is not None:
            newer = self._newer
            self._person.refresh()
            self.edit(newer.id)

    def decide(self, wanted: object, sent: object) -> None:
        """Decide a request for correction; someone else than who recorded it."""
        file = self._file
        requests = view.open_requests(file) if file else ()
        request = next((each for each in requests if each.id == wanted), None)
        if request is None:
            return
        values = read_values(sent)
        self._said, self._missing = None, view.decision_faults(values, self._today)
        if not self._missing:
            self._decide(request, values)
        self._show("decide")

    def share(self, ground: object, chosen: object, other: object, kind: object) -> None:
        """Make the sharing pack that a ground allows as a file; with whom and why is on record."""
        file = self._file
        if file is None:
            return
        organisations = organisations_named(chosen, other)
        there = {"ground": ground in GROUNDS, "organisations": bool(organisations), "format": kind in FORMATS}
        self._said = None
        self._missing = [
            FieldFault(f"share-{name}", f"choose_{name}") for name, has in there.items() if not has
        ]
        if not self._missing:
            self._share(file.person.id, str(ground), organisations, str(kind))
        self._show("share")

    def break_glass(self, person: object, purpose: object) -> None:
        """Open a file outside one's reach for a stated purpose; the supervisor is told."""
        wanted, why = str(person or "").strip(), " ".join(str(purpose or "").split())
        self._said, self._missing = None, []
        if not wanted:
            self._missing.append(FieldFault("glass-person", "choose_glass_person"))
        if len(why) < SHORTEST_PURPOSE or not says_something(why):
            self._missing.append(FieldFault("glass-purpose", "fault_purpose"))
        if not self._missing:
            try:
                flag = open_with_purpose(self._desk.access, wanted, why)
            except AccessRefused:
                self._said = lambda texts: texts.say("glass_refused")
            else:
                until = flag.expires_at
                self._drafts.forget(GLASS, "")
                self._glass = {}
                self._person.open_file(wanted)
                self.refresh()
                self._said = lambda texts: texts.say("glass_broken", until=texts.moment(until))
        self._show("glass")

    @property
    def _texts(self) -> Texts:
        return read_texts(check_language(self._person.language), "person")

    @property
    def _file(self) -> PersonFile | None:
        return self._person.opened

    @property
    def _today(self) -> date:
        return self._person.now().astimezone(CLOCKS).date()

    def _begin(self, found: Found) -> None:
        """Begin the forms of a file with what stood in them when the user left it."""
        self._opening += 1
        self._found, self._editing = found, found.editing
        self._typed = (found.kind, found.values) if found.kind else None

    def _record(self, person: str, kind: str, values: Values) -> None:
        editing = self._editing if self._editing and kind == self._editing.content.KIND else None
        try:
            access = self._desk.access.finishing(draft_name("entry"))
            done = record(access, person, content_of(kind, values), follows=editing)
        except AccessRefused:
            self._said = lambda texts: texts.say("not_allowed")
            return
        except ConflictError:
            there = read_entries(self._desk.access, person, kind)
            newer = next((each for each in there if editing and each.id == editing.id), None)
            self._newer = newer if newer and view.can_follow(newer) else None
            if self._newer is None:
                self._said = lambda texts: texts.say("decide_late")
            return
        self._editing, self._typed = None, None
        self._said = lambda texts: texts.say(
            "entry_recorded", what=view.name_of(done, texts), version=done.version
        )
        self._person.refresh()

    def _decide(self, request: DossierEntry, values: Values) -> None:
        try:
            decide_correction(
                self._desk.access.finishing(draft_name("decide")), request, outcome=values["outcome"],
                reasons=values.get("reasons", "").strip() or None,
                decided_on=date.fromisoformat(values["decided_on"]),
            )  # fmt: skip
        except AccessRefused:
            self._said = lambda texts: texts.say("decide_refused")
            return
        except ConflictError:
            self._said = lambda texts: texts.say("decide_late")
        else:
            self._said = lambda texts: texts.say("decided")
        self._person.refresh()

    def _share(self, person: str, ground: str, organisations: tuple[str, ...], kind: str) -> None:
        language = check_language(self._person.language)
        try:
            access = self._desk.access.finishing(draft_name("share"))
            pack = pack_for_conference(
                access, person, ground=ground, organisations=organisations, language=language
            )
        except AccessRefused:
            self._said = lambda texts: texts.say("share_refused")
            return
        media, write = FORMATS[kind]
        self._turn += 1
        name = f"{self._texts.say('name_pack')}-{person}.{kind}"
        self.given = {"turn": self._turn, "name": name, "type": media, "content": write(pack)}
        when = self._texts.hour(self._person.now())
        self._said = lambda texts: texts.say("given", when=when)

    def _show(self, reason: str) -> None:
        """Pass on what can be done and what came of the last request; the turn makes each one new."""
        texts, file = self._texts, self._file
        self._turn += 1
        kind, values = self._typed or ("", {})
        shown: dict[str, Any] = {
            "rights": self._rights, "turn": self._turn, "reason": reason, "glass": self._glass,
            "opening": self._opening,
        }  # fmt: skip
        if file is not None:
            shown |= {
                **view.show_work(file, self._desk.user, self._names, texts),
                "editing": view.name_of(self._editing, texts) if self._editing else "",
                "entry": self._editing.id if self._editing else "",
                "version": self._editing.version if self._editing else 0,
                "fresh": fresh_values(self._editing),
                "found": self._found.shown(texts),
                "kind": kind,
                "values": values,
            }  # fmt: skip
        self.work = shown
        conflict = view.show_conflict(self._newer, values, self._names, texts) if self._newer else {}
        self.failure = ""
        self.outcome = {
            "turn": self._turn,
            "reason": "save" if reason in ASKED else reason,
            "faults": view.show_entry_faults(self._missing, texts),
            "notice": self._said(texts) if self._said else "",
            "conflict": conflict,
        }
