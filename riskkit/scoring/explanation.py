"""The account of a result for the person it is about, in plain Dutch or English.

No "odds", no "coefficient": how many of so many people, which answers counted most and what
the result would be with another answer, what is not known, what can change, and that a
number about a group is not a decision about a person.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np

from riskkit.instruments import Instrument
from riskkit.instruments.bounds import profile
from riskkit.instruments.item import Item
from riskkit.instruments.outcome import coded
from riskkit.instruments.responses import Answer, Unknown, check_responses
from riskkit.instruments.term_function import FloatArray
from riskkit.instruments.words import Language
from riskkit.scoring.assessment import ScoredAssessment
from riskkit.scoring.movers import Mover, find_movers
from riskkit.scoring.score import score
from riskkit.wording import Wording, people, wording

MOST: Final = 5
"""Items told of under one heading."""


def explain(instrument: Instrument, responses: Mapping[str, Any], *, language: Language = "nl") -> str:
    """Return the account of a person's result.

    Parameters
    ----------
    instrument : Instrument
        Scored, not a judgement.
    responses : mapping
        As for `riskkit.scoring.score`.
    language : {"nl", "en"}
        Dutch unless said otherwise.

    Returns
    -------
    str
        Paragraphs and lists, one line each.

    Raises
    ------
    ResponseError, GateRefused
        As `riskkit.scoring.score`.
    """
    say = wording("instrument", language)
    result = score(instrument, responses)
    answers = check_responses(instrument, responses)
    lines = [
        say("title", name=instrument.name.text(language)),
        say("what", outcome=instrument.outcome.text(language)),
        *_result(instrument, result, say),
        say("group"),
        "",
        say("counted"),
        *_listed(_counted(instrument, answers, say), say("nothing_counted")),
    ]
    if result.omitted:
        lines += ["", say("unknown"), *_listed(_unknown(instrument, answers, say), "")]
    if instrument.bands is not None:
        moved = _changes(instrument, find_movers(instrument, responses), answers, say)
        lines += ["", say("change"), *_listed(moved, say("change_none"))]
    return "\n".join([*lines, "", *_around(instrument, say)]) + "\n"


def _listed(entries: Iterable[str], otherwise: str) -> list[str]:
    return [f"- {entry}" for entry in entries] or [otherwise]


def _around(instrument: Instrument, say: Wording) -> list[str]:
    return [
        say("rights"),
        say("population", population=instrument.population.description.text(say.language)),
        say("misuse", misuse=instrument.misuse.text(say.language)),
        say("version", id=instrument.id, version=instrument.version, hash=instrument.hash[:12]),
    ]


def _result(instrument: Instrument, result: ScoredAssessment, say: Wording) -> Iterable[str]:
    """Say the probability at each horizon, or the points, and the band."""
    for name in instrument.horizons:
        low, high = result.interval[name]
        horizon = _horizon(name, say)
        if low == high:
            of = people(low)
            count = round(low * of)
            yield say(
                "certain", horizon=horizon, of=say.number(of), count=say.number(count),
                rest=say.number(of - count), percent=_percent(low, say),
            )  # fmt: skip
        else:
            yield say("between", horizon=horizon, low=_percent(low, say), high=_percent(high, say))
    if not instrument.horizons:
        low, high = result.score_interval
        key = "points" if low == high else "points_between"
        yield say(key, score=say.plain(low), low=say.plain(low), high=say.plain(high))
    if instrument.bands is not None:
        names = {band.id: band.label.text(say.language) for band in instrument.bands.levels}
        possible = [names[band] for band in result.bands]
        yield (
            say("band", band=possible[0])
            if len(possible) == 1
            else say("band_possible", bands=", ".join(possible))
        )


def _percent(value: float, say: Wording) -> str:
    return say.percent(value, 0 if 0.095 <= value <= 0.905 else 1 if 0.001 <= value <= 0.999 else 2)


def _horizon(name: str, say: Wording) -> str:
    count = int(name[:-1])
    if name.endswith("m"):
        return say("months", count=count)
    return say("year_one") if count == 1 else say("years", count=count)


def _counted(instrument: Instrument, answers: Mapping[str, Answer], say: Wording) -> list[str]:
    """Tell the items that raise the result most above what their most favourable answer would give."""
    known = coded(instrument, answers)
    found: list[tuple[float, str]] = []
    for item in instrument.items:
        if item.id not in known:
            continue
        shown = _shown(instrument, profile(instrument.engine, known, item.id)[1])
        now = float(shown[instrument.engine.domains[item.id] == known[item.id]][0])
        least = float(np.nanmin(shown))
        if least < now:
            text = say(
                "raises",
                label=item.label.text(say.language),
                answer=_answer(item, answers[item.id], say),
                value=_percent(least, say) if instrument.horizons else say.plain(least),
            )
            found.append((now - least, text))
    return [text for _, text in sorted(found, key=lambda each: -each[0])[:MOST]]


def _shown(instrument: Instrument, predictor: FloatArray) -> FloatArray:
    """Return the upper end of what is shown: the last horizon's probability, or the points.

    Answers that cannot go together with the rest (minus infinity) are not numbers.
    """
    possible = np.isfinite(predictor)
    values = predictor
    if instrument.horizons:
        values = instrument.engine.probabilities(np.where(possible, predictor, 0.0))[instrument.horizons[-1]]
    return np.where(possible, values, np.nan)


def _answer(item: Item, answer: Answer, say: Wording) -> str:
    if item.options and isinstance(answer, int | str):
        return item.option(answer).label.text(say.language)
    return str(answer)


def _unknown(instrument: Instrument, answers: Mapping[str, Answer], say: Wording) -> Iterable[str]:
    for item in instrument.items:
        answer = answers[item.id]
        if isinstance(answer, Unknown):
            reason = say("not_answered") if answer == Unknown() else answer.reason
            yield say("unknown_item", label=item.label.text(say.language), reason=reason)


def _changes(
    instrument: Instrument, movers: tuple[Mover, ...], answers: Mapping[str, Answer], say: Wording
) -> Iterable[str]:
    """Tell which changeable items alone would lower the band, or make it more certain."""
    for mover in movers:
        item = instrument.item(mover.item)
        label = item.label.text(say.language)
        if mover.unknown and mover.changeable:
            yield say("change_unknown", label=label)
        elif mover.changeable and mover.lower:
            yield say(
                "change_item",
                label=label,
                now=_answer(item, answers[item.id], say),
                answers=describe_answers(item, mover.lower, say),
            )


def describe_answers(item: Item, answers: tuple[int | str, ...], say: Wording) -> str:
    """Return answers in words: names of options, runs of whole numbers as "3 to 7"."""
    if item.options:
        return ", ".join(_answer(item, answer, say) for answer in answers)
    runs: list[list[int]] = []
    for answer in sorted(int(each) for each in answers):
        if runs and answer == runs[-1][1] + 1:
            runs[-1][1] = answer
        else:
            runs.append([answer, answer])
    return ", ".join(str(low) if low == high else say("span", low=low, high=high) for low, high in runs)
