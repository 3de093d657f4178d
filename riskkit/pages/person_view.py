"""From a person's file to what its page shows, as plain values in one language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from riskkit.casework.person_file import Look, PersonFile
from riskkit.fields import SYNTHETIC
from riskkit.pages.assessment_view import Names, say_content
from riskkit.pages.instrument_form import InstrumentForm
from riskkit.pages.person_timeline import events_of, show_timeline
from riskkit.pages.plan_draft import plan_draft_of
from riskkit.pages.plan_view import plan_rows
from riskkit.pages.texts import CLOCKS, Language, Texts, read_texts
from riskkit.records import Person
from riskkit.records.dossier import PlanGoal
from riskkit.records.judgement import Judgement
from riskkit.wording import wording

Forms = Mapping[str, Mapping[Language, InstrumentForm]]

DONE: Final = ("reached", "dropped")
MOST_VERSIONS: Final = 4
"""So many of the newest versions stand beside each other."""


def show_choices(people: Sequence[Person]) -> list[dict[str, str]]:
    """Return the caseload as choices."""
    return [
        {"id": each.id, "label": f"{each.id} – {each.made_up_name}" if each.made_up_name else each.id}
        for each in people
    ]


def show_person(
    file: PersonFile, looks: Sequence[Look], forms: Forms, names: Names, texts: Texts, now: datetime
) -> dict[str, Any]:
    """Return one person's file: header, timeline, profile, plan, and who looked."""
    person, when = file.person, texts.moment(now)
    mark = f"{SYNTHETIC} · " if person.synthetic else ""
    today = now.astimezone(CLOCKS).date()
    titles = {name: form[texts.language].title for name, form in forms.items()}
    return {
        "person": {
            "id": person.id,
            "name": person.made_up_name or person.id,
            "place": person.place,
            "synthetic": person.synthetic,
        },
        "heading": texts.say("as_of", when=when),
        "print": mark + texts.say("print_line", person=person.id, place=person.place, when=when),
        "timeline": show_timeline(events_of(file, titles, texts), texts, today),
        "profiles": [
            shown for versions in file.assessments if (shown := _profile(versions, forms, names, texts))
        ],
        "goals": _goals(file, texts, today),
        "plan": _plan(file, texts),
        "looks": {"columns": _columns(texts, "look"), "rows": [_look(each, names, texts) for each in looks]},
    }


def _profile(
    versions: Sequence[Judgement], forms: Forms, names: Names, texts: Texts
) -> dict[str, Any] | None:
    """Return the newest versions of one assessment beside each other, one row an item."""
    found = forms.get(versions[-1].instrument.id)
    if found is None:
        return None
    form, said = found[texts.language], read_texts(texts.language)
    newest = versions[-MOST_VERSIONS:]
    rows = [
        {
            "label": f"{item.number}. {item.label}",
            "cells": [
                next((say_content(i.rating, i.item, form, said) for i in each.items if i.item == item.id), "")
                for each in newest
            ],
        }
        for item in form.items
    ]
    levels = {level.code: level.label for level in form.summary_levels}
    summary = [levels.get(each.standing_level or "", texts.say("nothing")) for each in newest]
    return {
        "title": form.title,
        "columns": [
            texts.say(
                "version_column",
                version=each.version,
                day=texts.day(each.saved_at.astimezone(CLOCKS).date()),
                who=names.get(each.saved_by, each.saved_by),
            )
            for each in newest
        ],
        "rows": [*rows, {"label": texts.say("summary_row"), "cells": summary}],
    }


def _goals(file: PersonFile, texts: Texts, today: date) -> dict[str, Any]:
    labels = wording("casework", texts.language)
    rows = [
        [
            each.content.domain,
            each.content.goal,
            labels(f"value_{each.content.progress}").capitalize(),
            _review(each.content, texts, today),
            each.content.responsible,
        ]
        for each in file.entries
        if isinstance(each.content, PlanGoal)
    ]
    return {"columns": _columns(texts, "goal"), "rows": rows}


def _review(goal: PlanGoal, texts: Texts, today: date) -> str:
    day = texts.day(goal.review_on)
    late = goal.review_on < today and goal.progress not in DONE
    return texts.say("goal_late", day=day) if late else day


def _plan(file: PersonFile, texts: Texts) -> list[dict[str, Any]]:
    """Return formulation, scenarios and plan of the newest assessment."""
    if not file.assessments:
        return []
    return plan_rows(plan_draft_of(file.assessments[-1][-1]), read_texts(texts.language))


def _look(look: Look, names: Names, texts: Texts) -> list[str]:
    did = texts.sentences.get(f"did_{look.action.replace('.', '_')}", look.action)
    said = did if look.outcome == "done" else texts.say(f"did_{look.outcome}", what=did)
    if look.purpose:
        said = texts.say("did_purpose", what=said, purpose=look.purpose)
    return [texts.moment(look.at), names.get(look.actor, look.actor), said]


def _columns(texts: Texts, table: str) -> list[str]:
    names = {"look": ("when", "who", "what"), "goal": ("domain", "goal", "progress", "review", "responsible")}
    return [texts.say(f"column_{name}") for name in names[table]]
