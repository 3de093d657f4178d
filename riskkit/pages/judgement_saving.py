"""From a complete form to what is saved: the next version, a new assessment, or a second judgement."""

from datetime import datetime
from typing import Any

from riskkit.casework import OpenFile
from riskkit.casework.access import Access
from riskkit.casework.second import give_second
from riskkit.pages.draft import Draft, ItemDraft, judged_parts, rating_of
from riskkit.pages.instrument_form import InstrumentForm
from riskkit.pages.texts import Texts
from riskkit.records import new_record_id
from riskkit.records.judgement import ItemRating, Judgement, revise_judgement


def next_judgement(
    opened: OpenFile, draft: Draft, form: InstrumentForm, *, by: str, at: datetime, texts: Texts
) -> Judgement:
    """Return the version that a complete form makes of the open file.

    Parameters
    ----------
    opened : OpenFile
        What the form follows.
    draft : Draft
        `faults_of` finds nothing in it.
    form : InstrumentForm
        The instrument.
    by, at : str, datetime
        Who saves, and when.
    texts : Texts
        For the note of an unfinished version.
    """
    base = None if draft.anew else opened.judgement
    parts = judged_parts(draft, form, base=base, by=by, at=at)
    if base is not None:
        return revise_judgement(
            base, parts, by=by, at=at, why=draft.change.strip() or texts.say("change_unfinished")
        )
    start: dict[str, Any] = {
        "record": new_record_id(), "saved_by": by, "saved_at": at, "person": opened.person.id,
        "instrument": form.reference, **parts,
    }  # fmt: skip
    return Judgement(**start)


def give_apart(access: Access, opened: OpenFile, draft: Draft, form: InstrumentForm, texts: Texts) -> None:
    """Give a second assessor's judgement as it stands in a form in which nothing lacks."""
    filled = [(item.id, draft.items.get(item.id, ItemDraft())) for item in form.items]
    ratings = [
        ItemRating(
            item=name, rating=rating_of(each),
            reasons=each.reason.strip() or None if each.state == "value" else None,
        )
        for name, each in filled
    ]  # fmt: skip
    give_second(
        access, opened.person.id, ratings=ratings, level=draft.summary_level,
        reasons=draft.summary_reasons.strip(), rules=form.rules(), why=texts.say("second_why"),
    )  # fmt: skip
