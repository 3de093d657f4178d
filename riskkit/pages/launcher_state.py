"""The state of the launcher: the open form, what is wrong with it, the user's reports. No widgets."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import traitlets
from pydantic import ValidationError

from riskkit.casework import Desk
from riskkit.casework.report_data import PLACES, DataPlace, data_folder, locate_inside
from riskkit.casework.report_folder import Run, is_served, owner_folder
from riskkit.casework.report_runs import (
    LIMITS,
    MOST_WAITING,
    ask_for_report,
    cancel_run,
    own_runs,
    progress_of,
    report_files,
)
from riskkit.errors import AccessRefused, OutputError, ParameterError
from riskkit.pages import launcher_view as view
from riskkit.pages.launcher_drafts import FoundForm, LauncherDrafts
from riskkit.pages.launcher_faults import say_wrong, wrong_by_class, wrong_files
from riskkit.pages.launcher_fields import Field, form_fields
from riskkit.pages.launcher_starts import files_to_choose, show_choices, starts_of
from riskkit.pages.launcher_values import Wrong, empty, field_id, filled, read_typed
from riskkit.pages.page_state import PageState
from riskkit.pages.texts import Texts, check_language, read_texts
from riskkit.parameters import Parameters, read_yaml
from riskkit.parameters.registry import NOTEBOOKS

AGAIN_SECONDS: Final = 10.0
"""How long not to start another process for a queue that nobody seems to serve."""


class LauncherState(PageState):
    """What the launcher shows and does.

    Parameters
    ----------
    desk : Desk
        The way to the store, for the user whom the server named.
    start : callable
        Starts the process that makes the reports of a folder.
    """

    language = traitlets.Unicode("nl")
    texts = traitlets.Dict()
    who = traitlets.Unicode("")
    choices = traitlets.List()
    form = traitlets.Dict()
    outcome = traitlets.Dict()
    runs = traitlets.Dict()
    kept = traitlets.Dict()

    def __init__(self, desk: Desk, start: Callable[[Path], None]) -> None:
        super().__init__()
        self._access, self._start = desk.access, start
        self.who = desk.names_shown().get(desk.user, desk.user)
        self._notebook, self._place = "", "shipped"
        self._fields: Field | None = None
        self._typed: Any = {}
        self._fresh: Any = {}
        self._drafts = LauncherDrafts(desk.access, desk.access.clock)
        self._found: FoundForm | None = None
        self._wrong: list[Wrong] = []
        self._notice = ""
        self._turn, self._form_turn, self._tried = 0, 0, float("-inf")
        self._runs: tuple[Run, ...] = own_runs(self._access)
        self._serve_queue()
        self._go_on(self._drafts.found())
        self.choose_language("nl")

    def choose_language(self, code: object) -> None:
        """Say everything in another language; what is typed stays with the browser."""
        self.failure = ""
        self.language = check_language(code)
        self.texts = self._texts.sentences
        self.choices = show_choices(self._texts)
        self._show_form()
        self._show_outcome()
        self._show_runs()

    def open_form(self, notebook: object, start: object) -> None:
        """Open the form of a notebook, filled in from a parameter file that ships with riskkit."""
        self.failure, self._notice, self._wrong = "", "", []
        if not isinstance(notebook, str) or notebook not in NOTEBOOKS:
            return
        self._drafts.forget()
        self._found = None
        self._begin(notebook, str(start))
        self._show_form()
        self._show_outcome()

    def keep_draft(self, message: Mapping[str, Any]) -> None:
        """Keep what stands in the form, so that a crash loses none of it; no report is asked for."""
        self.kept = self._drafts.keep(message, self._texts)

    def forget_draft(self) -> None:
        """Let go of what was kept of the form."""
        self._drafts.forget()

    def choose_place(self, place: object) -> None:
        """Choose from which folder files are offered; what is typed stays."""
        if place in PLACES:
            self._place = str(place)
            self._show_form()

    def run(self, typed: object, limit: object, *, pdf: bool) -> None:
        """Ask for a report with what stands in the form, or say everything that is wrong with it.

        Parameters
        ----------
        typed : object
            The form as the browser sent it.
        limit : object
            Seconds that the report may take.
        pdf : bool
            Whether to make a PDF too.
        """
        if self._fields is None:
            return
        self.failure = self._notice = ""
        values, self._wrong = read_typed(self._fields, typed)
        place: DataPlace = "office" if self._place == "office" else "shipped"
        if not self._wrong:
            self._wrong = self._refused(values, typed, place)
        if not self._wrong:
            chosen = next((each for each in LIMITS if each == limit), LIMITS[-1])
            self._ask(values, place, chosen, pdf=pdf)
        self._show_outcome(fresh=True)

    def cancel(self, run: object) -> None:
        """Stop one of the user's own runs."""
        self.failure = ""
        cancel_run(self._access, str(run))
        self.look()

    def look(self) -> None:
        """See how the runs stand, and that somebody makes those that wait."""
        self._runs = progress_of(self._access)
        self._serve_queue()
        self._show_runs()

    @property
    def _texts(self) -> Texts:
        return read_texts(check_language(self.language), "launcher")

    def _begin(self, notebook: str, start: str) -> None:
        """Begin the form of a notebook with what an example says, or empty."""
        self._notebook, self._place = notebook, "shipped"
        self._fields = form_fields(NOTEBOOKS[notebook])
        path = {each.stem: each for each in starts_of(notebook)}.get(start)
        self._typed = filled(self._fields, read_yaml(path).content) if path else empty(self._fields)
        self._fresh = self._typed
        self._form_turn += 1

    def _go_on(self, found: FoundForm | None) -> None:
        """Begin with the form as the user left it."""
        if found is not None:
            self._begin(found.form.notebook, found.form.start)
            self._found, self._typed, self._place = found, found.form.typed, found.form.place

    def _refused(self, values: Mapping[str, Any], typed: object, place: DataPlace) -> list[Wrong]:
        """Return what the notebook's class, or the folder of data, refuses."""
        model, fields = NOTEBOOKS[self._notebook], self._fields
        if fields is None:
            return []
        try:
            checked = _checked(model, values)
        except ValidationError as error:
            return wrong_by_class(error, fields, typed)
        try:
            locate_inside(checked, data_folder(place, self._notebook))
        except ParameterError as error:
            return wrong_files(error, fields, typed)
        return []

    def _ask(self, values: Mapping[str, Any], place: DataPlace, limit: float, *, pdf: bool) -> None:
        try:
            ask_for_report(self._access, self._notebook, values, place=place, limit=limit, pdf=pdf)
        except AccessRefused:
            waiting = sum(not state.over for _, state in progress_of(self._access))
            self._notice = "too_many" if waiting >= MOST_WAITING else "not_allowed"
            return
        except OutputError:
            self._notice = "not_kept"
            return
        self._notice, self._tried = "asked", float("-inf")
        self._drafts.forget()
        self._found = None
        self.look()

    def _serve_queue(self) -> None:
        """Start the process that makes reports if some wait, or were left, and nobody is at it."""
        if all(state.over for _, state in self._runs) or time.monotonic() - self._tried < AGAIN_SECONDS:
            return
        folder = owner_folder(self._access.user)
        if not is_served(folder):
            self._tried = time.monotonic()
            self._start(folder)

    def _show_form(self) -> None:
        """Pass on the form; a new turn tells the page to take what stands in it."""
        if self._fields is None:
            return
        texts = self._texts
        minutes = {f"{each:g}": texts.say("limit_option", minutes=round(each / 60)) for each in LIMITS}
        self.form = {
            "turn": self._form_turn,
            "notebook": self._notebook,
            "heading": texts.say("form_heading", name=view.notebook_name(self._notebook, texts)),
            "fields": view.show_fields(self._fields, texts, files_to_choose(self._notebook, self._place)),
            "typed": self._typed,
            "fresh": self._fresh,
            "left": self._found.form.model_dump(mode="json", exclude={"typed"}) if self._found else {},
            "told": texts.say("typed_back", when=texts.moment(self._found.saved_at)) if self._found else "",
            "place": self._place,
            "places": [{"value": each, "label": texts.say(f"place_{each}")} for each in PLACES],
            "limits": [{"value": value, "label": label} for value, label in minutes.items()],
        }

    def _show_outcome(self, *, fresh: bool = False) -> None:
        """Pass on what came of the last request; one that is fresh is where the user goes on."""
        self._turn += 1
        notice = self._texts.say(self._notice, most=MOST_WAITING) if self._notice else ""
        faults = [self._fault(each) for each in self._wrong]
        self.outcome = {
            "turn": self._turn,
            "notice": notice,
            "asked": self._notice == "asked",
            "fresh": fresh,
            "faults": faults,
        }

    def _fault(self, wrong: Wrong) -> dict[str, str]:
        texts, language = self._texts, check_language(self.language)
        text = say_wrong(wrong, language)
        if wrong.line is not None:
            text = texts.say("fault_on_line", fault=text, line=wrong.line)
        name = view.names_at(self._fields, wrong.at, language) if self._fields else ""
        full = texts.say("fault_full", field=name, fault=text) if name else text
        return {"field": field_id(wrong.at), "text": text, "full": full}

    def _show_runs(self) -> None:
        shown = self._runs[-view.MOST_SHOWN :]
        files = {
            each.run: report_files(self._access, each.run) for each, state in shown if state.status == "done"
        }
        more = len(self._runs) > len(shown)
        texts = self._texts
        self.runs = {
            "list": view.show_runs(self._runs, files, texts),
            "note": texts.say("runs_shown", shown=len(shown), all=len(self._runs)) if more else "",
            "busy": any(not state.over for _, state in self._runs),
        }


def _checked(model: type[Parameters], values: Mapping[str, Any]) -> Parameters:
    """Return values as their class; ValidationError with every fault, as `check_parameters` finds them."""
    return model.model_validate_json(json.dumps(dict(values), allow_nan=False))
