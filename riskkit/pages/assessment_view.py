"""From facts to what the assessment page shows, as plain values in one language."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from riskkit.casework import Difference, OpenFile
from riskkit.casework import compare_judgements as compare_versions
from riskkit.pages.draft import Draft, begun_anew, draft_of
from riskkit.pages.field_fault import FieldFault
from riskkit.pages.instrument_form import Choice, InstrumentForm
from riskkit.pages.judgement_steps import show_steps
from riskkit.pages.plan_draft import plan_draft_of
from riskkit.pages.plan_view import plan_rows
from riskkit.pages.texts import Texts
from riskkit.records import Person
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_change import compare_judgements
from riskkit.records.judgement_final import SummaryJudgement
from riskkit.records.judgement_items import Evidence, NotApplicable, Rated, Unknown

Names = Mapping[str, str]
"""Name shown for each assessor's key."""


def show_people(people: Iterable[Person], assessed: frozenset[str], texts: Texts) -> list[dict[str, str]]:
    """Return the caseload as choices, with the place each person is in."""
    mark = f" · {texts.say('person_assessed')}"
    return [
        {
            "id": person.id,
            "place": person.place,
            "label": _person_name(person) + (mark if person.id in assessed else ""),
        }
        for person in people
    ]


def show_instruments(forms: Iterable[InstrumentForm]) -> list[dict[str, str]]:
    """Return which instruments may be chosen."""
    return [{"id": form.reference.id, "title": form.title} for form in forms]


def say_notice(said: Callable[[Texts], str] | None, stopped: str, texts: Texts) -> str:
    """Return what is to be said after a request; that the instrument is suspended comes first."""
    first = texts.say("instrument_stopped", why=stopped.rstrip(".")) if stopped else ""
    return " ".join(filter(None, (first, said(texts) if said else "")))


def show_file(file: OpenFile, form: InstrumentForm, names: Names, texts: Texts) -> dict[str, Any]:
    """Return one open file: whose it is, what was saved, and its history."""
    judgement = file.judgement
    heading = texts.say("version_new")
    if judgement is not None:
        key = "version_open" if judgement.judged else "version_unfinished"
        heading = texts.say(key, **_saving(judgement, names, texts))
    if file.blind is not None:
        asked = names.get(file.blind.by, file.blind.by)
        heading = texts.say("second_blind", who=asked, when=texts.moment(file.blind.at))
    return {
        "blind": file.blind is not None,
        "stands": _stands(judgement, texts),
        "stands_items": judgement is not None and judgement.second_asked is not None,
        "anew": begun_anew(judgement, form).model_dump(mode="json") if judgement else {},
        "steps": show_steps(judgement, form, texts),
        "person": {
            "id": file.person.id,
            "name": file.person.made_up_name or file.person.id,
            "place": file.person.place,
            "synthetic": file.person.synthetic,
        },
        "heading": heading,
        "version": judgement.version if judgement else 0,
        "judged": judgement is not None and judgement.judged,
        "draft": draft_of(judgement, form).model_dump(mode="json"),
        "kept": _kept_draft(file, form, texts),
        "versions": [
            {
                "version": note.version,
                "when": texts.moment(note.saved_at),
                "who": names.get(note.saved_by, note.saved_by),
                "change": note.change or texts.say("versions_first"),
            }
            for note in file.versions
        ],
        "fits": judgement is None or judgement.instrument == form.reference,
    }


def _stands(judgement: Judgement | None, texts: Texts) -> str:
    """Say why the summary judgement can no longer be changed here; empty where it can."""
    if judgement is None or not (judgement.figures_seen or judgement.second_asked):
        return ""
    return texts.say("stands_second" if judgement.second_asked else "stands_figures")


def _kept_draft(file: OpenFile, form: InstrumentForm, texts: Texts) -> dict[str, Any]:
    """Return what this assessor was typing and did not save; empty where there is nothing new in it."""
    if file.draft is None:
        return {}
    kept = Draft.kept(file.draft.content)
    if kept is None:  # it must not bar the file itself
        return {"text": texts.say("kept_unreadable", when=texts.moment(file.draft.saved_at))}
    if kept.model_copy(update={"change": ""}) in (
        draft_of(file.judgement, form),
        begun_anew(file.judgement, form),
    ):
        return {}
    version = file.judgement.version if file.judgement else 0
    said = texts.say("kept_found", when=texts.moment(file.draft.saved_at))
    if file.draft.follows != version:
        said += " " + texts.say("kept_older", version=version)
    return {"draft": kept.model_dump(mode="json"), "text": said}


def show_faults(faults: Iterable[FieldFault], form: InstrumentForm, texts: Texts) -> list[dict[str, str]]:
    """Return what is missing, each with its field, named by its item or its entry of the plan."""
    shown: list[dict[str, str]] = []
    for fault in faults:
        item = form.item(fault.item) if fault.item else None
        place, gaps = f"{item.number}. {item.label}" if item else "", dict[str, str]()
        if fault.row is not None:
            name, number, field = fault.row
            place = f"{texts.say(f'plan_{name}_one')} {number + 1}"
            gaps = {"field": texts.say(f"plan_{name}_{field}")}
        text = texts.say(fault.key, **gaps)
        full = f"{place}: {text[:1].lower()}{text[1:]}" if place else text
        shown.append({"field": fault.field, "text": text, "full": full})
    return shown


def say_saved(judgement: Judgement, form: InstrumentForm, texts: Texts) -> str:
    """Say what was saved, and which rated items stand without evidence."""
    key = "saved" if judgement.judged else "saved_unfinished"
    said = texts.say(key, version=judgement.version, when=texts.moment(judgement.saved_at))
    bare = {
        each.item
        for each in judgement.items
        if each.rating.state == "value" and not each.evidence_for and not each.evidence_against
    }
    if bare:
        names = ", ".join(item.label for item in form.items if item.id in bare)
        said += " " + texts.say("saved_without_evidence", count=len(bare), items=names)
    return said


def show_conflict(
    newest: OpenFile, mine: Judgement, form: InstrumentForm, names: Names, texts: Texts
) -> dict[str, Any]:
    """Return what someone else saved meanwhile, beside what was to be saved."""
    theirs = newest.judgement
    if theirs is None:
        return {}
    rows = [
        {
            "part": _part_name(each, form, texts),
            "theirs": say_content(each.first, each.item, form, texts),
            "mine": say_content(each.second, each.item, form, texts),
        }
        for each in compare_versions(theirs, mine)
    ]
    saving = _saving(theirs, names, texts)
    return {
        "text": texts.say("conflict_text", **saving),
        "keep": texts.say("conflict_keep", version=theirs.version),
        "drop": texts.say("conflict_drop", version=theirs.version),
        "rows": rows,
    }


def show_version(
    judgement: Judgement, now: Judgement | None, form: InstrumentForm, names: Names, texts: Texts
) -> dict[str, Any]:
    """Return one saved version for reading, with what each item has moved since then."""
    moves = _moves(judgement, now, form, texts)
    rows = []
    for each in judgement.items:
        item = form.item(each.item)
        lines = [say_content(each.rating, each.item, form, texts)]
        if each.relevant:
            lines.append(texts.say("mark_decisive" if each.decisive else "mark_relevant"))
        if each.item in moves:
            lines.append(moves[each.item])
        for side, pieces in (("for", each.evidence_for), ("against", each.evidence_against)):
            lines += [f"{texts.say(f'evidence_{side}')}: {_say_evidence(piece, texts)}" for piece in pieces]
        rows.append({"part": f"{item.number}. {item.label}" if item else each.item, "lines": lines})
    rows += plan_rows(plan_draft_of(judgement), texts)
    summary = say_content(judgement.summary, None, form, texts)
    rows.append({"part": texts.say("summary_heading"), "lines": [summary]})
    return {
        "version": judgement.version,
        "heading": texts.say("versions_shown", **_saving(judgement, names, texts)),
        "note": texts.say("change_note") if moves else "",
        "rows": rows,
    }


def _moves(then: Judgement, now: Judgement | None, form: InstrumentForm, texts: Texts) -> dict[str, str]:
    """Say per item in which direction its rating went since; nothing where it did not move."""
    if now is None or now.version <= then.version or then.instrument != form.reference:
        return {}
    change = compare_judgements(then, now, levels=form.rules().levels)
    said: dict[str, str] = {}
    for each in change.items:
        if isinstance(each.later, Rated) and each.direction in ("favourable", "unfavourable"):
            later = say_content(each.later, each.item, form, texts)
            said[each.item] = texts.say(f"change_{each.direction}", later=later)
    return said


def say_content(content: object, item_id: str | None, form: InstrumentForm, texts: Texts) -> str:
    """Say one part of a judgement in words."""
    item = form.item(item_id) if item_id else None
    if isinstance(content, Rated):
        return _level(content.level, item.levels if item else ())
    if isinstance(content, Unknown):
        return texts.say("unknown_because", reason=content.reason)
    if isinstance(content, NotApplicable):
        return texts.say("not_applicable_because", reason=content.reason)
    if isinstance(content, Judgement):
        return "\n".join(
            line for row in plan_rows(plan_draft_of(content), texts) for line in row["lines"]
        ) or texts.say("nothing")
    if isinstance(content, SummaryJudgement):
        level = _level(content.level, form.summary_levels)
        return texts.say("summary_line", level=level, reasons=content.reasons)
    if content in ("relevant", "decisive"):
        return texts.say(f"mark_{content}")
    if isinstance(content, tuple) and content:
        return "\n".join(_say_evidence(piece, texts) for piece in content if isinstance(piece, Evidence))
    return texts.say("nothing")


def _say_evidence(piece: Evidence, texts: Texts) -> str:
    return texts.say(
        "evidence_line", statement=piece.statement, source=piece.source, dated=texts.day(piece.dated)
    )


def _level(code: str, levels: Iterable[Choice]) -> str:
    return next((level.label for level in levels if level.code == code), code)


def _part_name(difference: Difference, form: InstrumentForm, texts: Texts) -> str:
    part = texts.say(f"part_{difference.part}")
    item = form.item(difference.item) if difference.item else None
    if item is None:
        return part[:1].upper() + part[1:]
    return f"{item.number}. {item.label}: {part}"


def _person_name(person: Person) -> str:
    return f"{person.id} – {person.made_up_name}" if person.made_up_name else person.id


def _saving(judgement: Judgement, names: Names, texts: Texts) -> dict[str, object]:
    return {
        "version": judgement.version,
        "when": texts.moment(judgement.saved_at),
        "who": names.get(judgement.saved_by, judgement.saved_by),
    }
