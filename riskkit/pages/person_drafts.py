"""What is being typed in the forms of the person page: read from the browser, kept, and found again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field

from riskkit.casework.access import Access
from riskkit.casework.person_file import PersonFile
from riskkit.pages.draft_part import DraftPart, Typed
from riskkit.pages.kept_forms import KeptForms, acknowledged
from riskkit.pages.person_entry_view import chosen_entry, open_requests
from riskkit.pages.person_forms import RECORDED, Values, values_of
from riskkit.pages.texts import Texts
from riskkit.records.dossier_entries import DossierEntry

Filled = Annotated[dict[Annotated[str, Field(max_length=60)], Typed], Field(max_length=40)]
GLASS: Final = "glass"
"""The form of broken glass: about no file that the user may see yet, so that it is the user's own."""


class EntryTyped(DraftPart):
    """A form for an entry; ``entry`` is the one that it brings up to date, empty for a new one."""

    kind: Typed
    entry: Typed = ""
    values: Filled = Field(default_factory=dict[str, str])


class DecisionTyped(DraftPart):
    """A decision on a request for correction."""

    entry: Typed
    values: Filled = Field(default_factory=dict[str, str])


class SharingTyped(DraftPart):
    """On which ground, and with whom, a file is to be shared."""

    ground: Typed = ""
    organisations: Annotated[tuple[Typed, ...], Field(max_length=40)] = ()
    other: Typed = ""


class GlassTyped(DraftPart):
    """Whose file is to be opened, and what for."""

    person: Typed = ""
    purpose: Typed = ""


FORMS: Final[Mapping[str, type[DraftPart]]] = {
    "entry": EntryTyped, "decide": DecisionTyped, "share": SharingTyped, GLASS: GlassTyped,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """What stood in the forms of a file when it was left.

    Attributes
    ----------
    kind, values : str, dict
        The form of an entry; empty where none was open.
    editing : DossierEntry or None
        The entry that it brings up to date, in the version that it was opened on.
    gone : bool
        That entry can no longer be changed.
    others : dict of str to dict
        What stood in the other forms, by name of the form.
    saved_at : dict of str to datetime
        When each was kept.
    """

    kind: str
    values: Values
    editing: DossierEntry | None
    gone: bool
    others: dict[str, dict[str, Any]]
    saved_at: dict[str, datetime]

    def shown(self, texts: Texts) -> dict[str, Any]:
        """Return what the page begins its forms with, and what it says of each."""
        told = {form: texts.say("typed_found", when=texts.moment(at)) for form, at in self.saved_at.items()}
        if self.gone:
            told["entry"] = f"{told['entry']} {texts.say('typed_gone')}"
        return {**self.others, "told": told}


NOTHING: Final = Found("", {}, None, False, {}, {})


class PersonDrafts:
    """The drafts of the person page.

    Parameters
    ----------
    access : Access
        The user's way to the store.
    clock : callable
        Returns the present moment with its time zone.
    """

    def __init__(self, access: Access, clock: Callable[[], datetime]) -> None:
        self._kept = KeptForms(access, clock)

    def keep(self, form: object, sent: object, message: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
        """Keep what stands in one form; return what tells the page so.

        Parameters
        ----------
        form, sent : object
            Name of the form and what stands in it, as the browser sent them.
        message : mapping
            With ``person`` about whom it is, ``version`` of the entry that it changes, and ``turn``.

        Raises
        ------
        JudgementError
            It does not have the shape of this form; no value is repeated.
        """
        part = FORMS.get(str(form))
        if part is None:
            return {}
        content = part.sent(sent).model_dump_json()
        person = "" if form == GLASS else str(message.get("person") or "")
        if not person and form != GLASS:
            return {}
        version = message.get("version")
        follows = version if isinstance(version, int) else 0
        said = self._kept.keep(str(form), content, texts, person=person, follows=follows)
        return acknowledged(str(form), message.get("turn"), said)

    def forget(self, form: object, person: object) -> None:
        """Let go of what stood in one form."""
        if form == GLASS:
            self._kept.drop(GLASS)
        elif form in FORMS and person:
            self._kept.drop(str(form), str(person))

    def found_of(self, file: PersonFile) -> Found:
        """Return what stood in the forms of a file when the user left it."""
        read = {
            each.form: (each, FORMS[each.form].kept(each.content))
            for each in file.typed
            if each.form in FORMS
        }
        there = {form: (kept, typed) for form, (kept, typed) in read.items() if typed is not None}
        others = {form: typed.model_dump(mode="json") for form, (_, typed) in there.items()}
        times = {form: kept.saved_at for form, (kept, _) in there.items()}
        decide = there.get("decide")
        asked = {each.id for each in open_requests(file)}
        if decide and isinstance(decide[1], DecisionTyped) and decide[1].entry not in asked:
            del others["decide"], times["decide"]  # decided meanwhile
        entry = others.pop("entry", None)
        if entry is None or entry["kind"] not in RECORDED:
            times.pop("entry", None)
            return Found("", {}, None, False, others, times)
        editing = _editing(file, entry["entry"], there["entry"][0].follows)
        gone = bool(entry["entry"]) and editing is None
        return Found(entry["kind"], entry["values"], editing, gone, others, times)

    def found_glass(self, texts: Texts) -> dict[str, Any]:
        """Return what stood in the form of broken glass, and what is said of it; empty if nothing."""
        kept = self._kept.found(GLASS)
        typed = GlassTyped.kept(kept.content) if kept else None
        if kept is None or typed is None:
            return {}
        told = texts.say("typed_found", when=texts.moment(kept.saved_at))
        return {**typed.model_dump(mode="json"), "told": told}


def fresh_values(editing: DossierEntry | None) -> Values:
    """Return what a form begins with before anything is typed in it."""
    return values_of(editing.content) if editing else {}


def _editing(file: PersonFile, entry: str, follows: int) -> DossierEntry | None:
    """Return the entry in the version that was opened: a newer one then shows as a conflict."""
    found = chosen_entry(file.entries, entry) if entry else None
    return replace(found, version=follows) if found and follows else found
