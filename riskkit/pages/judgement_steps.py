"""The six steps of structured judgement on the page: which are done, and what each still lacks."""

from typing import Any

from riskkit.pages.instrument_form import InstrumentForm
from riskkit.pages.texts import Texts
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_check import missing_steps


def show_steps(judgement: Judgement | None, form: InstrumentForm, texts: Texts) -> list[dict[str, Any]]:
    """Return every step in the order of the method, by what was saved; nothing before that.

    Parameters
    ----------
    judgement : Judgement or None
        The newest saved version.
    form : InstrumentForm
        The instrument.
    texts : Texts
        In the language of the page.
    """
    if judgement is None or judgement.instrument != form.reference:
        return []
    return [
        {
            "name": texts.say(f"step_{step}"),
            "done": not lacks,
            "state": texts.say(f"lacks_{step}", count=len(lacks)) if lacks else texts.say("step_done"),
        }
        for step, lacks in missing_steps(judgement, form.rules()).items()
    ]
