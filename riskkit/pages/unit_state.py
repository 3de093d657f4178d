"""The state of the unit page: what is shown, what was asked and what came of it. No widgets."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import traitlets

from riskkit.casework import Desk
from riskkit.casework.access import present_moment
from riskkit.casework.caseload import CaseloadEntry, read_caseload
from riskkit.casework.placement import check_place, record_place
from riskkit.casework.placement_conflicts import PlacementConflict
from riskkit.casework.policy import Action, reach_of
from riskkit.casework.unit_overview import read_unit
from riskkit.errors import AccessRefused, ConflictError, ErasedError, StoreError
from riskkit.pages.page_state import PageState
from riskkit.pages.texts import CLOCKS, Texts, check_language, read_texts
from riskkit.pages.unit_board import choices_of, field_label, show_board
from riskkit.pages.unit_drafts import UnitDrafts, finishing
from riskkit.pages.unit_figures import Released, count_unit, show_figures
from riskkit.pages.unit_forms import CHANGES, FORMS, form_faults, read_draft
from riskkit.pages.unit_people import UnitPeople
from riskkit.pages.unit_recording import Opened, place_of, record_form
from riskkit.pages.unit_separations import said_what
from riskkit.pages.unit_view import show_people
from riskkit.records.dossier_part import GoingAhead
from riskkit.records.judgement_items import says_something

Message = Mapping[str, Any]


class UnitState(PageState):
    """What the unit page shows and does.

    Parameters
    ----------
    desk : Desk
        The way to the files of the user whom the server named.
    clock : callable
        Returns the present moment with its time zone.

    Raises
    ------
    AccessRefused
        The role has no unit.
    """

    language = traitlets.Unicode("nl")
    texts = traitlets.Dict()
    who = traitlets.Unicode("")
    table = traitlets.Dict()
    board = traitlets.Dict()
    outcome = traitlets.Dict()
    figures = traitlets.Dict()
    kept = traitlets.Dict()

    def __init__(self, desk: Desk, *, clock: Callable[[], datetime] = present_moment) -> None:
        super().__init__()
        self._desk, self._clock = desk, clock
        self._names = desk.names_shown()
        self.who = self._names.get(desk.user, desk.user)
        self._drafts = UnitDrafts(desk.access, clock)
        role = desk.role()
        self._may_record = role is not None and reach_of(role, Action.PLACE) is not None
        self._released: Released | None = None
        self._counted = False
        self._seen: tuple[dict[str, str], tuple[str, ...]] | None = None
        self._read()
        self.choose_language("nl")

    def choose_language(self, code: object) -> None:
        """Say everything in another language."""
        self.failure = ""
        self.language = check_language(code)
        self.texts = self._texts.sentences
        self.outcome = {}
        self._show()

    def submit(self, message: Message) -> None:
        """Record what a form says, or say what it lacks; nothing typed is taken away by a refusal."""
        self.failure = ""
        form = str(message.get("form"))
        if form not in FORMS or form == "place" or (form in CHANGES) != bool(message.get("entry")):
            return
        draft = read_draft(form, message.get("draft"))
        if not self._is_whole(form, draft, message):
            return
        opened = Opened(str(message.get("entry") or ""), _number(message.get("version")))
        access = finishing(self._desk.access, form, opened.entry)
        self._try(form, message, lambda: record_form(access, self._people.overview, form, draft, opened))

    def keep_draft(self, message: Message) -> None:
        """Keep what is being typed in a form, so that a crash loses none of it; it is not recorded."""
        if self._may_record:
            self.kept = self._drafts.keep(message, self._people.overview, self._texts)

    def forget_draft(self, message: Message) -> None:
        """Let go of what was kept of a form."""
        self._drafts.forget(message)

    def check(self, message: Message) -> None:
        """Say every separation that a planned place would break; nothing is recorded yet."""
        self.failure = ""
        draft = read_draft("place", message.get("draft"))
        if self._is_whole("place", draft, message):
            self._say_conflicts(message, draft)

    def place(self, message: Message) -> None:
        """Record a place that was checked; against a separation only with a reason."""
        self.failure = ""
        draft = read_draft("place", message.get("draft"))
        if not self._is_whole("place", draft, message):
            return
        if self._seen is None or self._seen[0] != draft:
            self._say_conflicts(message, draft)  # what was checked is another place
            return
        named, reason = self._seen[1], str(message.get("reason") or "").strip()
        if named and not says_something(reason):
            self._tell(message, "place", faults={"ahead": "fault_reason"}, check=self.outcome.get("check"))
            return
        place = place_of(draft, self._people.overview.place)
        if named:
            place = place.model_copy(update={"going_ahead": GoingAhead(separations=named, reason=reason)})
        access = finishing(self._desk.access, "place", "")
        self._try("place", message, lambda: record_place(access, draft["person"], place))

    def make_figures(self) -> None:
        """Count the unit, and show what may leave."""
        from riskkit.disclosure.office import office_register  # brings pandas along

        self.failure = ""
        with office_register() as register:
            self._released = count_unit(self._people, register)
        self._counted = True
        self._show()

    def fail(self, reference: str) -> None:
        """Tell the user that something went wrong, under this number; what was typed stays."""
        super().fail(reference)
        self.outcome = {"failed": reference}

    @property
    def _texts(self) -> Texts:
        return read_texts(check_language(self.language), "unit")

    def _read(self) -> None:
        now = self._clock()
        overview = read_unit(self._desk.access)
        caseload = read_caseload(self._desk.access)
        self._caseload: dict[str, CaseloadEntry] = {each.person.id: each for each in caseload}
        self._people = UnitPeople(overview, now.astimezone(CLOCKS).date(), self._names)
        self._at = now

    def _show(self) -> None:
        texts = self._texts
        self.table = show_people(self._people, self._caseload, texts, self._at)
        self.board = show_board(self._people, texts, may_record=self._may_record)
        self.figures = show_figures(self._released, texts) if self._counted else {}

    def _is_whole(self, form: str, draft: dict[str, str], message: Message) -> bool:
        """Return whether a form lacks nothing; else say what."""
        offered = {
            name: frozenset(each["value"] for each in choices)
            for name, choices in choices_of(self._people, self._texts).items()
        }
        faults = form_faults(form, draft, self._people.today, offered)
        if faults:
            self._tell(message, form, faults=faults)
        return not faults

    def _say_conflicts(self, message: Message, draft: dict[str, str], problem: str = "") -> None:
        place = place_of(draft, self._people.overview.place)
        try:
            found = check_place(self._desk.access, draft["person"], place)
        except AccessRefused:
            self._tell(message, "place", problem="refused")
            return
        self._seen = draft, tuple(each.separation.id for each in found)
        self._tell(message, "place", problem=problem, check=self._said(found))

    def _said(self, found: tuple[PlacementConflict, ...]) -> dict[str, Any]:
        texts = self._texts
        conflicts: list[dict[str, str]] = []
        for each in found:
            content, kept = each.separation.content, each.separation
            conflicts.append(
                {
                    "what": said_what(kept, self._people, texts),
                    "where": texts.say(
                        "check_where", who=self._people.name(each.other, texts), spot=each.spot
                    ),
                    "reason": content.reason if content else texts.say("reason_elsewhere"),
                    "review": texts.say("check_review", day=texts.short_day(kept.review_on)),
                }
            )
        count = len(conflicts)
        return {
            "conflicts": conflicts,
            "text": texts.say("check_found" if count else "check_free", count=count),
        }

    def _try(self, form: str, message: Message, work: Callable[[], object]) -> None:
        """Do the work; say in words what came of it. What was typed stays with the page until it is done."""
        try:
            work()
        except AccessRefused:
            self._tell(message, form, problem="refused")
            return
        except ErasedError:
            self._tell(message, form, problem="erased")
            return
        except ConflictError:
            self._refresh()
            if form == "place":
                self._say_conflicts(message, read_draft(form, message.get("draft")), problem="changed_check")
            else:
                self._tell(message, form, problem="changed")
            return
        except StoreError as error:
            if any(fault.where == "starts_on" for fault in error.faults):
                self._tell(message, form, faults={"starts_on": "fault_taken"})
                return
            raise
        self._seen = None
        self._refresh()
        when = self._texts.hour(self._clock())
        self._tell(message, form, notice=self._texts.say("done", when=when), done=True)

    def _refresh(self) -> None:
        self._read()
        self._show()

    def _tell(
        self, message: Message, form: str, *, faults: Mapping[str, str] | None = None, problem: str = "",
        notice: str = "", done: bool = False, check: object = None,
    ) -> None:  # fmt: skip
        texts = self._texts
        said = [
            {
                "field": f"unit-{form}-{field}",
                "text": texts.say(key),
                "full": texts.say("fault_at", field=field_label(form, field, texts), text=texts.say(key)),
            }
            for field, key in (faults or {}).items()
        ]
        self.outcome = {
            "turn": _number(message.get("turn")),
            "form": form,
            "entry": str(message.get("entry") or ""),
            "faults": said,
            "problem": texts.say(f"part_problem_{problem}") if problem else "",
            "notice": notice,
            "done": done,
            "check": check,
        }


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
