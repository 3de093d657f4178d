"""Two judgements of one person side by side, and what both agreed, as plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

from riskkit.casework.second import Candidate
from riskkit.pages.assessment_view import Names, say_content
from riskkit.pages.instrument_form import FormItem, InstrumentForm
from riskkit.pages.texts import Language, Texts, read_texts
from riskkit.records.judgement import Judgement, Rating, SecondAssessment, SummaryJudgement
from riskkit.records.judgement_check import differing_items


def show_second(
    judgement: Judgement,
    candidates: Sequence[Candidate] | None,
    faults: Mapping[str, str],
    form: InstrumentForm,
    names: Names,
    user: str,
    language: Language,
) -> dict[str, Any]:
    """Return where a second assessment stands.

    Parameters
    ----------
    judgement : Judgement
        With a summary judgement.
    candidates : sequence of Candidate or None
        Who could be asked; None until it was looked up.
    faults : mapping of str to str
        Which sentence says what is wrong, by field.
    form, names, user, language
        For the words, and who looks.
    """
    texts = read_texts(language)
    stage = "ask" if judgement.second_asked is None and judgement.second is None else "waiting"
    if judgement.second is not None:
        stage = "agreed" if judgement.consensus else "compare"
    asked = judgement.second_asked
    return {
        "stage": stage,
        "waiting": texts.say(
            "second_waiting", who=names.get(asked.assessor, asked.assessor), when=texts.moment(asked.at)
        )
        if asked
        else "",
        "candidates": None
        if candidates is None
        else [
            {
                "value": each.account,
                "label": texts.say("second_seen", name=each.name) if each.seen else each.name,
                "seen": each.seen,
            }
            for each in candidates
        ],
        "faults": {name: texts.say(key) for name, key in faults.items()},
        **(_compared(judgement, judgement.second, form, names, texts) if judgement.second else {}),
        "may_agree": stage == "compare" and user in judgement.assessors,
        "agreed": _agreed(judgement, form, texts),
    }


def _compared(
    judgement: Judgement, second: SecondAssessment, form: InstrumentForm, names: Names, texts: Texts
) -> dict[str, Any]:
    """Return both judgements item by item; where they differ, what both may agree on."""
    first = {each.item: each for each in judgement.items}
    other = {each.item: each for each in second.ratings}
    differing = differing_items(judgement)
    settled = {each.item: each.rating for each in judgement.consensus.ratings} if judgement.consensus else {}
    rows = []
    for item in form.items:
        one, two = first.get(item.id), other.get(item.id)
        rows.append(
            {
                "label": f"{item.number}. {item.label}",
                "first": _rating(one.rating if one else None, item, form, texts),
                "second": _rating(two.rating if two else None, item, form, texts)
                + (f". {two.reasons}" if two and two.reasons else ""),
                "differs": item.id in differing,
                "agreed": _rating(settled.get(item.id), item, form, texts) if item.id in settled else "",
            }
        )
    summaries = [_summary(each, form, names, texts) for each in (judgement.summary, second.summary) if each]
    return {
        "columns": [each["who"] for each in summaries],
        "rows": rows,
        "summaries": [each["said"] for each in summaries],
        "same_level": bool(judgement.summary) and judgement.summary.level == second.summary.level,
        "count": texts.say("second_differ", count=len(differing), all=len(form.items)),
        "questions": [
            _question(item, first[item.id].rating, other[item.id].rating, form, texts)
            for item in form.items
            if item.id in differing
        ],
        "levels": [{"value": each.code, "label": each.label} for each in form.summary_levels],
    }


def _question(item: FormItem, one: Rating, two: Rating, form: InstrumentForm, texts: Texts) -> dict[str, Any]:
    """Return one item to settle: its levels, and an answer without level that one of the two gave."""
    options = [{"value": level.code, "label": level.label} for level in item.levels]
    options += [
        {"value": each.state, "label": _rating(each, item, form, texts)}
        for each in {each.state: each for each in (one, two)}.values()
        if each.state != "value"
    ]
    return {"id": item.id, "label": f"{item.number}. {item.label}", "options": options}


def _rating(rating: Rating | None, item: FormItem, form: InstrumentForm, texts: Texts) -> str:
    return say_content(rating, item.id, form, texts)


def _summary(summary: SummaryJudgement, form: InstrumentForm, names: Names, texts: Texts) -> dict[str, str]:
    who = names.get(summary.assessor, summary.assessor)
    return {"who": who, "said": say_content(summary, None, form, texts)}


def _agreed(judgement: Judgement, form: InstrumentForm, texts: Texts) -> str:
    consensus = judgement.consensus
    if consensus is None:
        return ""
    labels = {each.code: each.label for each in form.summary_levels}
    said = texts.say(
        "agreed_line", level=labels.get(consensus.level, consensus.level), reasons=consensus.reasons,
        when=texts.moment(consensus.at),
    )  # fmt: skip
    if judgement.consensus_after_figures:
        said += " " + texts.say("agreed_after_figures")
    return said
