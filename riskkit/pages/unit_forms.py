"""The forms of the unit page: which fields each has, and what a filled-in form still lacks.

The fields stand here once: the page draws them from this table and the checks ask for them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from riskkit.pages.draft_part import MOST_CHARACTERS, MOST_OF_LINE
from riskkit.pages.form_values import allowed_values, day_of
from riskkit.records.dossier import Leave, PlanGoal
from riskkit.records.dossier_unit import DetentionPhase, Handover, PlannedRelease, UnitPlace
from riskkit.records.judgement_items import says_something

Kind = Literal["person", "release", "text", "long", "choice", "day"]
APART: Final = (
    "must_not_meet", "may_harm.from_person", "may_harm.from_other", "may_harm.both",
    "may_influence.from_person", "may_influence.from_other", "may_influence.both",
)  # fmt: skip
"""What a separation is and from whom it goes out, in one choice."""

Draft = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form: its name, how it is filled in, whether it must be, and its choices.

    Attributes
    ----------
    name : str
        As it is called in the record.
    kind : {"person", "release", "text", "long", "choice", "day"}
        One of the unit, one planned release, one line, several lines, one out of a list, a day.
    required : bool
        Whether it must be filled in.
    choices : tuple of str
        Of a choice.
    past : bool
        Whether the day must not lie ahead.
    """

    name: str
    kind: Kind
    required: bool = True
    choices: tuple[str, ...] = ()
    past: bool = False


_PERSON: Final = FormField("person", "person")
_STARTS: Final = FormField("starts_on", "day")
_ENDS: Final = FormField("ends_on", "day", required=False)
_REVIEW: Final = FormField("review_on", "day")
_OUTCOME: Final = FormField("outcome", "choice", choices=allowed_values(Leave, "outcome"))

FORMS: Final[Mapping[str, tuple[FormField, ...]]] = {
    "separation": (
        _PERSON, FormField("other", "person"), FormField("what", "choice", choices=APART),
        FormField("reason", "long"), _STARTS, _REVIEW,
    ),
    "separation_review": (FormField("review", "long"), _REVIEW),
    "separation_end": (FormField("review", "long"), FormField("ends_on", "day", past=True)),
    "place": (
        _PERSON, FormField("spot_kind", "choice", choices=allowed_values(UnitPlace, "spot_kind")),
        FormField("spot", "text"), _STARTS, _ENDS,
    ),
    "phase": (
        _PERSON, FormField("phase", "choice", choices=allowed_values(DetentionPhase, "phase")),
        FormField("regime", "choice", choices=allowed_values(DetentionPhase, "regime")), _STARTS,
        FormField("reasons", "long"),
    ),
    "incident": (
        _PERSON, FormField("incident_kind", "text"), FormField("happened_on", "day", past=True),
        FormField("account", "long"),
    ),
    "leave": (
        _PERSON, FormField("leave_kind", "text"), _OUTCOME, _STARTS, _ENDS, FormField("reasons", "long"),
        FormField("conditions", "long", required=False),
    ),
    "leave_outcome": (_OUTCOME, _ENDS),
    "goal_progress": (FormField("progress", "choice", choices=allowed_values(PlanGoal, "progress")), _REVIEW),
    "release": (
        _PERSON, FormField("release_on", "day"),
        FormField("release_kind", "choice", choices=allowed_values(PlannedRelease, "release_kind")),
        FormField("account", "long"),
    ),
    "handover": (
        FormField("release", "release"),
        FormField("organisation", "choice", choices=allowed_values(Handover, "organisation")),
        FormField("task", "long"), FormField("due_on", "day"),
        FormField("asked_on", "day", required=False, past=True),
    ),
    "handover_step": (
        FormField("asked_on", "day", required=False, past=True),
        FormField("accepted_on", "day", required=False, past=True),
        FormField("done_on", "day", required=False, past=True), FormField("due_on", "day"),
        FormField("note", "long", required=False),
    ),
}  # fmt: skip
"""By name of the form; those that change an entry are opened from its row."""

CHANGES: Final = frozenset(
    {"separation_review", "separation_end", "leave_outcome", "goal_progress", "handover_step"}
)
"""Forms that make the next version of an entry."""


def read_draft(form: str, draft: object) -> dict[str, str]:
    """Return what was typed, by field of the form; what is no text of a field is left out."""
    given: Mapping[Any, Any] = draft if isinstance(draft, Mapping) else {}
    values = {field.name: given.get(field.name) for field in FORMS[form]}
    return {name: value.strip() if isinstance(value, str) else "" for name, value in values.items()}


def form_faults(
    form: str, draft: Draft, today: date, choices: Mapping[str, frozenset[str]]
) -> dict[str, str]:
    """Return which sentence says what is wrong with which field, in the form's order.

    Parameters
    ----------
    form, draft
        Name of the form, and what was filled in.
    today : date
        Days that must not lie ahead are compared with it.
    choices : mapping of str to frozenset of str
        Who may be chosen ("person") and which releases ("release").
    """
    found = {
        field.name: fault
        for field in FORMS[form]
        if (fault := _fault_of(field, draft[field.name], today, choices)) is not None
    }
    for name, fault in _between(form, draft):
        found.setdefault(name, fault)
    return found


def _fault_of(field: FormField, text: str, today: date, choices: Mapping[str, frozenset[str]]) -> str | None:
    if not text:
        missing = {"choice": "fault_choose", "person": "fault_choose", "release": "fault_choose"}
        return (
            missing.get(field.kind, "fault_day" if field.kind == "day" else "fault_fill")
            if field.required
            else None
        )
    if field.kind in ("choice", "person", "release"):
        allowed = choices.get(field.kind, frozenset(field.choices))
        return None if text in allowed else "fault_choose"
    if field.kind == "day":
        day = day_of(text)
        return "fault_day" if day is None else "fault_future" if field.past and day > today else None
    if not says_something(text):
        return "fault_fill"
    most = MOST_OF_LINE if field.kind == "text" else MOST_CHARACTERS
    return "fault_long" if len(text) > most else None


def _between(form: str, draft: Draft) -> Iterator[tuple[str, str]]:
    """Find what fields of one form cannot be together: the later field and the sentence."""
    if form == "separation" and draft["person"] == draft["other"]:
        yield "other", "fault_same"
    for first, last, fault in (
        ("starts_on", "ends_on", "fault_ends"), ("asked_on", "accepted_on", "fault_steps"),
        ("accepted_on", "done_on", "fault_steps"),
    ):  # fmt: skip
        one, other = day_of(draft.get(first, "")), day_of(draft.get(last, ""))
        steps = fault == "fault_steps" and last in draft
        if other is not None and ((one is not None and other < one) or (one is None and steps)):
            yield last, fault
    if form == "separation":
        starts, review = day_of(draft["starts_on"]), day_of(draft["review_on"])
        if starts is not None and review is not None and review <= starts:
            yield "review_on", "fault_review"
