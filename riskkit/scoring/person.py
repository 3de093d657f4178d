"""Score one person: exact where all is known, else everything that is still possible."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from riskkit.instruments import Instrument
from riskkit.instruments.bounds import extent
from riskkit.instruments.engine import Engine
from riskkit.instruments.outcome import Outcome, coded, complete_outcome, find_outcome
from riskkit.instruments.responses import NotApplicable, Unknown, check_responses
from riskkit.scoring.assessment import ScoredAssessment, TermContribution
from riskkit.scoring.lookup import Lookup


@lru_cache(maxsize=64)
def _tables(engine: Engine) -> Lookup:
    return Lookup(engine.instrument)


def lookup_of(instrument: Instrument) -> Lookup:
    """Return the tables of an instrument, made once for as long as it is the same object."""
    return _tables(instrument.engine)


def score_person(instrument: Instrument, responses: Mapping[str, Any]) -> ScoredAssessment:
    """Return the result of one person; see `riskkit.scoring.score`."""
    answers = check_responses(instrument, responses)
    codes = coded(instrument, answers)
    omitted = {name: answer.reason for name, answer in answers.items() if isinstance(answer, Unknown)}
    if omitted:
        outcome = find_outcome(instrument.engine, answers)
    else:
        columns = {name: np.array([code], dtype=np.int64) for name, code in codes.items()}
        outcome = complete_outcome(instrument.engine, lookup_of(instrument).predictor(columns))
    terms = _terms(instrument, codes)
    contributions = _by_item(instrument, terms)
    return ScoredAssessment(
        instrument=instrument.id,
        version=instrument.version,
        hash=instrument.hash,
        raw_score=_certain(outcome.predictor),
        prorated_score=outcome.prorated,
        score_interval=outcome.predictor,
        probability=MappingProxyType({name: _certain(ends) for name, ends in outcome.probability.items()}),
        interval=MappingProxyType(_interval(outcome)),
        bands=outcome.bands,
        contributions=MappingProxyType(contributions),
        domains=MappingProxyType(_by_domain(instrument, contributions)),
        terms=terms,
        omitted=tuple(omitted),
        reasons=MappingProxyType(omitted),
        not_applicable=tuple(
            item.id for item in instrument.items if isinstance(responses.get(item.id), NotApplicable)
        ),
    )


def _certain(ends: tuple[float, float]) -> float | None:
    return ends[0] if ends[0] == ends[1] else None


def _interval(outcome: Outcome) -> dict[str, tuple[float, float]]:
    return dict(outcome.probability) or {"score": outcome.predictor}


def _terms(instrument: Instrument, codes: Mapping[str, int]) -> tuple[TermContribution, ...]:
    engine = instrument.engine
    columns = {name: np.array(code, dtype=np.int64) for name, code in codes.items()}
    found: list[TermContribution] = []
    for term in engine.terms:
        if all(name in codes for name in term.items):
            low = high = float(term.compute(columns))
        else:
            low, high = extent(engine, codes, term)
        found.append(TermContribution(term.id, term.items, term.home, low, high))
    return tuple(found)


def _by_item(instrument: Instrument, terms: tuple[TermContribution, ...]) -> dict[str, float | None]:
    """Add the terms up under the items they are shown under; what is uncertain has no number."""
    totals: dict[str, float | None] = {item.id: 0.0 for item in instrument.items}
    for term in terms:
        before = totals[term.shown_under]
        certain = term.low == term.high and before is not None
        totals[term.shown_under] = before + term.low if certain and before is not None else None
    return totals


def _by_domain(instrument: Instrument, contributions: Mapping[str, float | None]) -> dict[str, float | None]:
    totals: dict[str, float | None] = {}
    for domain in instrument.domains:
        parts = [contributions[item.id] for item in domain.items]
        known = [part for part in parts if part is not None]
        totals[domain.id] = sum(known) if len(known) == len(parts) else None
    return totals
