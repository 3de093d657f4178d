"""What is being typed in the forms of the unit page: kept about whom it is, and found again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import Field

from riskkit.casework.access import Access
from riskkit.casework.form_drafts import draft_name
from riskkit.casework.unit_overview import UnitOverview
from riskkit.pages.draft_part import DraftPart, Typed
from riskkit.pages.kept_forms import KeptForms, acknowledged
from riskkit.pages.texts import Texts
from riskkit.pages.unit_forms import CHANGES, FORMS
from riskkit.pages.unit_people import UnitPeople

NAMED: Final = "unit/"
"""What the names of these forms begin with among the drafts."""


class UnitTyped(DraftPart):
    """A form as filled in, and the reason to go ahead with a place in spite of a separation."""

    values: Annotated[dict[Annotated[str, Field(max_length=60)], Typed], Field(max_length=20)]
    ahead: Typed = ""


@dataclass(frozen=True, slots=True)
class _About:
    """Whom a form is about: the second is empty where it is about one."""

    person: str
    other: str = ""


def form_name(form: str, entry: str) -> str:
    """Return under which name a form is kept: one that changes an entry has the entry in it."""
    return f"{NAMED}{form}/{entry}" if entry else NAMED + form


def finishing(access: Access, form: str, entry: str) -> Access:
    """Return the access with which a form is recorded: its draft goes with it."""
    return access.finishing(draft_name(form_name(form, entry)))


class UnitDrafts:
    """The drafts of the unit page.

    Parameters
    ----------
    access : Access
        The user's way to the store.
    clock : callable
        Returns the present moment with its time zone.
    """

    def __init__(self, access: Access, clock: Callable[[], datetime]) -> None:
        self._kept = KeptForms(access, clock)

    def keep(self, message: Mapping[str, Any], overview: UnitOverview, texts: Texts) -> dict[str, Any]:
        """Keep what stands in one form; return what tells the page so, and about whom it was kept.

        Parameters
        ----------
        message : mapping
            ``form`` by which the page knows it, ``kind`` of form, ``entry`` and ``version`` that it
            changes, ``draft`` as filled in, ``was`` about whom it was kept before, ``turn``.
        overview : UnitOverview
            Who is here, and what there is to change.
        texts : Texts
            The sentences.

        Raises
        ------
        JudgementError
            It does not have the shape of this form; no value is repeated.
        """
        kind, entry = str(message.get("kind")), str(message.get("entry") or "")
        if kind not in FORMS or (kind in CHANGES) != bool(entry):
            return {}
        typed = UnitTyped.sent(message.get("draft"))
        about = _about(typed, entry, overview)
        if about is None:
            return {}
        name, version, was = form_name(kind, entry), message.get("version"), str(message.get("was") or "")
        if was and was != about.person:
            self._kept.drop(name, was)
        said = self._kept.keep(
            name, typed.model_dump_json(), texts, person=about.person, other=about.other,
            follows=version if isinstance(version, int) else 0,
        )  # fmt: skip
        return {**acknowledged(str(message.get("form")), message.get("turn"), said), "at": about.person}

    def forget(self, message: Mapping[str, Any]) -> None:
        """Let go of what was kept of one form; the page says about whom that was."""
        kind, was = str(message.get("kind")), str(message.get("was") or "")
        if kind in FORMS and was:
            self._kept.drop(form_name(kind, str(message.get("entry") or "")), was)


def show_typed(people: UnitPeople, texts: Texts) -> list[dict[str, Any]]:
    """Return every form that the user left half-way, with what stood in it."""
    shown: list[dict[str, Any]] = []
    for kept in people.overview.typed:
        kind, _, entry = kept.form.removeprefix(NAMED).partition("/")
        typed = UnitTyped.kept(kept.content)
        if not kept.form.startswith(NAMED) or kind not in FORMS or typed is None:
            continue
        who = [people.name(each, texts) for each in (kept.person, kept.other) if each]
        told = texts.say("typed_left", when=texts.moment(kept.saved_at))
        shown.append(
            {
                "kind": kind,
                "entry": entry,
                "follows": kept.follows,
                "values": typed.values,
                "ahead": typed.ahead,
                "at": kept.person,
                "what": texts.say("pair", first=texts.say(f"part_form_{kind}"), second=" + ".join(who)),
                "told": told,
            }
        )
    return shown


def _about(typed: UnitTyped, entry: str, overview: UnitOverview) -> _About | None:
    """Return whom a form is about; None where that was not chosen, or there is no such entry."""
    if entry:
        for kept in overview.separations:
            if kept.id == entry:
                return _About(kept.person, kept.other)
        return _of_entry(entry, overview)
    if release := typed.values.get("release"):
        return _of_entry(release, overview)
    person = typed.values.get("person", "")
    return _About(person, typed.values.get("other", "")) if person else None


def _of_entry(entry: str, overview: UnitOverview) -> _About | None:
    every = (each for entries in overview.entries.values() for each in entries)
    return next((_About(each.person) for each in every if each.id == entry), None)
