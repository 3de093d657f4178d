"""From a person's file to what can be recorded in it, as plain values in one language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from riskkit.casework.person_file import PersonFile
from riskkit.casework.policy import Action, Role, reach_of
from riskkit.casework.sharing import sharing_words
from riskkit.pages.conference_view import show_grounds, show_organisations
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.person_forms import RECORDED, Values, fields_of, show_forms, values_of
from riskkit.pages.person_timeline import SUBJECT, WHEN
from riskkit.pages.texts import Texts
from riskkit.records.dossier import CorrectionRequest
from riskkit.records.dossier_entries import DossierEntry
from riskkit.records.judgement_items import says_something

MAY: Final = {
    "record": Action.RECORD, "share": Action.SHARE, "decide": Action.DECIDE_CORRECTION,
    "break_glass": Action.BREAK_GLASS,
}  # fmt: skip
OUTCOMES: Final = ("corrected", "noted_beside", "refused")
DECISION: Final = ("outcome", "decided_on", "reasons")


def show_rights(role: Role | None) -> dict[str, bool]:
    """Return which parts of the page a role has use for; what it may is decided when it asks."""
    return {name: role is not None and reach_of(role, action) is not None for name, action in MAY.items()}


def show_work(file: PersonFile, user: str, names: Mapping[str, str], texts: Texts) -> dict[str, Any]:
    """Return whose file it is, and what can be recorded, decided and shared in it."""
    return {
        "person": file.person.id,
        "forms": show_forms(texts),
        "entries": show_entries(file, texts),
        "requests": show_requests(file, user, names, texts),
        "outcomes": [{"value": each, "label": texts.say(f"outcome_{each}")} for each in OUTCOMES],
        "grounds": show_grounds(texts),
        "organisations": show_organisations(texts),
    }


def show_entries(file: PersonFile, texts: Texts) -> list[dict[str, Any]]:
    """Return every entry that can get a next version, by kind, newest first."""
    listed = sorted(
        (each for each in file.entries if can_follow(each)), key=lambda each: each.recorded_at, reverse=True
    )
    listed.sort(key=lambda each: RECORDED.index(each.content.KIND))
    return [
        {
            "id": each.id,
            "kind": each.content.KIND,
            "label": texts.say("entry_line", what=name_of(each, texts), day=_day(each, texts)),
            "version": each.version,
        }
        for each in listed
    ]


def show_requests(
    file: PersonFile, user: str, names: Mapping[str, str], texts: Texts
) -> list[dict[str, Any]]:
    """Return the open requests for correction; who recorded one does not decide it."""
    return [
        {
            "id": each.id,
            "about": each.content.about,
            "request": each.content.request,
            "received": texts.say(
                "request_line",
                day=texts.day(each.content.received_on),
                who=names.get(each.recorded_by, each.recorded_by),
            ),
            "own": each.recorded_by == user,
        }
        for each in open_requests(file)
        if isinstance(each.content, CorrectionRequest)
    ]


def open_requests(file: PersonFile) -> tuple[DossierEntry, ...]:
    """Return the requests for correction that are not decided yet."""
    return tuple(
        each
        for each in file.entries
        if isinstance(each.content, CorrectionRequest) and each.content.outcome == "open"
    )


def name_of(entry: DossierEntry, texts: Texts) -> str:
    """Say what an entry is: its kind and its subject."""
    kind = entry.content.KIND
    subject = getattr(entry.content, SUBJECT.get(kind, "domain"))
    said = sharing_words(texts.language).texts.get(f"value_{subject}", str(subject))
    return texts.say("event_title", what=texts.say(f"what_{kind}"), subject=_short(said))


def show_conflict(
    theirs: DossierEntry, mine: Values, names: Mapping[str, str], texts: Texts
) -> dict[str, Any]:
    """Return where the version saved meanwhile differs from what was typed."""
    say = sharing_words(texts.language)
    there = values_of(theirs.content)
    rows = [
        {
            "part": say(f"field_{field.name}"),
            "theirs": _said(there.get(field.name, ""), say.texts, texts),
            "mine": _said(mine.get(field.name, "").strip(), say.texts, texts),
        }
        for field in fields_of(theirs.content.KIND)
        if there.get(field.name, "") != mine.get(field.name, "").strip()
    ]
    who, when = names.get(theirs.recorded_by, theirs.recorded_by), texts.moment(theirs.recorded_at)
    return {
        "text": texts.say("entry_conflict", who=who, when=when, version=theirs.version),
        "keep": texts.say("entry_keep", version=theirs.version),
        "drop": texts.say("entry_drop", version=theirs.version),
        "rows": rows,
    }


def show_entry_faults(faults: Iterable[FieldFault], texts: Texts) -> list[dict[str, str]]:
    """Return what is missing, each with its field, in the words of its label."""
    labels = sharing_words(texts.language).texts
    shown: list[dict[str, str]] = []
    for fault in faults:
        text = texts.say(fault.key, field=labels.get(f"field_{fault.item}", ""))
        full = (
            text
            if "{field}" in texts.sentences[fault.key] or not fault.item
            else f"{labels[f'field_{fault.item}']}: {text}"
        )
        shown.append({"field": fault.field, "text": text, "full": full})
    return shown


def decision_faults(values: Values, today: date) -> list[FieldFault]:
    """Return what a decision on a request for correction still lacks."""
    found: dict[str, str] = {}
    if values.get("outcome") not in OUTCOMES:
        found["outcome"] = "fault_choose"
    try:
        if date.fromisoformat(values.get("decided_on", "")) > today:
            found["decided_on"] = "fault_future"
    except ValueError:
        found["decided_on"] = "fault_day"
    said = says_something(values.get("reasons", ""))
    if not said and (values.get("outcome") == "refused" or values.get("reasons", "").strip()):
        found["reasons"] = "fault_fill"
    return [FieldFault(f"decide-{name}", found[name], name) for name in DECISION if name in found]


def can_follow(entry: DossierEntry) -> bool:
    """Return whether an entry can get a next version here: its kind has a form, and it is not decided."""
    content = entry.content
    decided = isinstance(content, CorrectionRequest) and content.outcome != "open"
    return content.KIND in RECORDED and not decided


def _day(entry: DossierEntry, texts: Texts) -> str:
    first = WHEN.get(entry.content.KIND, ("review_on",))[0]
    return texts.day(getattr(entry.content, first))


def _short(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _said(value: str, labels: Mapping[str, str], texts: Texts) -> str:
    return labels.get(f"value_{value}", value) or texts.say("nothing")


def chosen_entry(entries: Sequence[DossierEntry], wanted: object) -> DossierEntry | None:
    """Return one entry by its id; None if there is none that can get a next version."""
    return next((each for each in entries if each.id == wanted and can_follow(each)), None)
