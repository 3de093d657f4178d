"""The letter about one case after a correction, in plain Dutch or English."""

import math

from riskkit.parameters.labels import Language
from riskkit.stewardship.recompute import Recomputed
from riskkit.stewardship.written import Part, Written
from riskkit.wording import Wording, wording


def write_letter(found: Recomputed, *, model: str, why: str, language: Language) -> Written:
    """Return the letter about one estimate that changed.

    Parameters
    ----------
    found : Recomputed
        What changed.
    model : str
        The model's name for readers.
    why : str
        What was wrong, as the steward wrote it.
    language : {"nl", "en"}
        Of the letter.
    """
    say = wording("stewardship", language)
    before = found.before
    sentences = [
        say("letter_about", person=before.person, model=model, on=before.shown_at.date().isoformat()),
        say("letter_wrong", why=why),
        say("letter_before", figure=_figure(before.risk, before.lower, before.upper, say))
        + _band(before.band, say),
        _now(found, say),
        say("letter_advice", advice=before.advice) if before.advice else say("letter_no_advice"),
        say("letter_do"),
        say("letter_rights"),
        say("letter_kept"),
    ]
    return Written(say("letter_title"), language, (Part("", tuple(sentences)),))


def _now(found: Recomputed, say: Wording) -> str:
    now = found.now
    if now is None:
        return say("letter_refused")
    text = say("letter_now", figure=_figure(now.risk, now.lower, now.upper, say)) + _band(found.band, say)
    changed = found.band != found.before.band
    return f"{text} {say('letter_band_changed' if changed else 'letter_band_same')}" if found.band else text


def _figure(risk: float, lower: float, upper: float, say: Wording) -> str:
    limits = {"lower": say.frequency(lower), "upper": say.frequency(upper)}
    if math.isnan(risk):
        return say("letter_span", **limits)
    return say("letter_figure", risk=say.frequency(risk), **limits)


def _band(band: str, say: Wording) -> str:
    return " " + say("letter_band", band=say.texts.get(f"band_{band}", band)) if band else ""
