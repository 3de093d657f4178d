"""The practice page as plain values in one language: cases, a story, a form, and what came of it."""

from collections.abc import Mapping
from typing import Any, Final

from riskkit.casework.practice import compare_attempt, reference_summary
from riskkit.casework.practice_cases import PracticeCase, practice_cases
from riskkit.casework.practice_progress import Attempt, Figure, Progress
from riskkit.pages.instrument_form import FormItem, InstrumentForm
from riskkit.pages.texts import Texts
from riskkit.wording import wording

NO_ANSWER: Final = {"state": "", "level": "", "reason": ""}

Node = dict[str, Any]


def show_cases(progress: Progress, texts: Texts) -> list[Node]:
    """Return every case with how far the trainee is in it; nothing of its answers."""
    return [_case(each, progress, texts) for each in practice_cases()]


def _case(case: PracticeCase, progress: Progress, texts: Texts) -> Node:
    locked, waiting = progress.locked(case.id), progress.open_attempt(case.id)
    if waiting is not None:
        status, ask = texts.say("case_open", number=waiting.number), texts.say("go_on")
    elif locked:
        status, ask = texts.say("case_locked", times=len(locked)), texts.say("again")
    else:
        status, ask = texts.say("case_new"), texts.say("begin")
    return {
        "id": case.id,
        "title": case.title.in_(texts.language),
        "status": status,
        "ask": ask,
        "look": texts.say("look") if locked else "",
    }


def show_case(case: PracticeCase, attempt: Attempt, form: InstrumentForm, texts: Texts) -> Node:
    """Return one open case: what is known, the form, and what stands in it."""
    return {
        "id": case.id,
        "number": attempt.number,
        "heading": texts.say("attempt_heading", title=case.title.in_(texts.language), number=attempt.number),
        "instrument": texts.say("instrument_note", title=form.title, version=form.reference.version),
        "story": _story(case, texts),
        "domains": [
            {"id": each.id, "label": each.label, "items": [_item(item) for item in each.items]}
            for each in form.domains
        ],
        "summary_question": form.summary_question,
        "summary_levels": _levels(form.summary_levels),
        "no_total": form.no_total,
        "answers": answers_shown(attempt, form),
        "print": texts.say("print_line", title=case.title.in_(texts.language)),
    }


def _story(case: PracticeCase, texts: Texts) -> list[Node]:
    language = texts.language
    return [{"heading": each.heading.in_(language), "text": each.text.in_(language)} for each in case.story]


def _item(item: FormItem) -> Node:
    return {
        "id": item.id,
        "number": item.number,
        "label": item.label,
        "question": item.question,
        "protective": item.protective,
        "unknown": item.unknown or "",
        "levels": _levels(item.levels),
    }


def _levels(levels: Any) -> list[Node]:
    return [{"value": each.code, "label": each.label, "meaning": each.meaning} for each in levels]


def answers_shown(attempt: Attempt, form: InstrumentForm) -> Node:
    """Return what stands in the form, with every item there."""
    answers = attempt.answers
    kept = {name: each.model_dump() for name, each in answers.items.items()}
    return {
        "items": {item.id: kept.get(item.id, dict(NO_ANSWER)) for item in form.items},
        "summary_level": answers.summary_level,
        "summary_reasons": answers.summary_reasons,
    }


def show_result(case: PracticeCase, attempt: Attempt, form: InstrumentForm, texts: Texts) -> Node:
    """Return a locked attempt beside the reference, with the figures once they are worked out."""
    level, dutch, english = reference_summary(attempt)
    names = {each.code: each.label for each in form.summary_levels}
    mine = names.get(attempt.answers.summary_level, attempt.answers.summary_level)
    when = texts.moment(attempt.locked_at) if attempt.locked_at else ""
    return {
        "id": case.id,
        "number": attempt.number,
        "heading": texts.say("result_heading", title=case.title.in_(texts.language), number=attempt.number),
        "when": texts.say("locked_on", when=when),
        "figures": _figures(attempt, texts),
        "waiting": attempt.agreement is None,
        "columns": [
            texts.say(each) for each in ("column_item", "column_mine", "column_reference", "column_why")
        ],
        "rows": _rows(attempt, form, texts),
        "summary": {
            "alike": attempt.answers.summary_level == level,
            "mine": mine,
            "mine_why": attempt.answers.summary_reasons,
            "reference": names.get(level, level),
            "why": english if texts.language == "en" else dutch,
        },
        "story": _story(case, texts),
        "print": texts.say("print_line", title=case.title.in_(texts.language)),
    }


def _rows(attempt: Attempt, form: InstrumentForm, texts: Texts) -> list[Node]:
    rows: list[Node] = []
    for each in compare_attempt(attempt):
        item = form.item(each.item)
        if item is None:
            continue
        names = {level.code: level.label for level in item.levels}
        unknown = texts.say("unknown")
        mine = unknown if each.answer.state == "unknown" else names.get(each.answer.level, each.answer.level)
        rows.append(
            {
                "label": f"{item.number}. {item.label}",
                "mine": mine,
                "mine_why": each.answer.reason,
                "reference": unknown if each.reference.unknown else names[str(each.reference.level)],
                "alike": each.alike,
                "said": _said(each.alike, each.steps, texts),
                "why": each.reference.reason.in_(texts.language),
            }
        )
    return rows


def _said(alike: bool, steps: int | None, texts: Texts) -> str:
    """Say in words how an answer stands to the reference."""
    if alike:
        return texts.say("alike")
    if steps is None:
        return texts.say("one_unknown")
    key = "higher" if steps > 0 else "lower"
    return texts.say(f"{key}_one" if abs(steps) == 1 else f"{key}_more", steps=abs(steps))


def _figures(attempt: Attempt, texts: Texts) -> list[str]:
    """Say the figures of agreement, each with its interval and what it does not say."""
    found = attempt.agreement
    if found is None:
        return [texts.say("figures_waiting")]
    say = wording("practice", texts.language)
    share = found.share
    said = [
        texts.say(
            "figure_share", same=found.same, all=share.n, share=say.percent(share.estimate),
            lower=say.percent(share.lower), upper=say.percent(share.upper),
        )
    ]  # fmt: skip
    said.append(_kappa(found.kappa, say) if found.kappa else texts.say("figure_no_kappa"))
    return said


def _kappa(kappa: Figure, say: Any) -> str:
    return say(
        "figure_kappa", kappa=say.number(kappa.estimate, 2), lower=say.number(kappa.lower, 2),
        upper=say.number(kappa.upper, 2), n=kappa.n,
    )  # fmt: skip


def fault_sentence(where: str, wrong: str, form: InstrumentForm, texts: Texts) -> Mapping[str, str]:
    """Return what is missing, at its field and as a line of the list above the form."""
    if where == "summary":
        text = texts.say(f"fault_summary_{wrong}")
        return {"field": f"summary-{wrong}", "text": text, "full": text}
    item = form.item(where)
    text = texts.say(f"fault_{wrong}")
    name = f"{item.number}. {item.label}" if item else where
    field = f"item-{where}-reason" if wrong == "reason" else f"item-{where}"
    return {"field": field, "text": text, "full": f"{name}: {text}"}
