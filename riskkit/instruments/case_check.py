"""Run an instrument's worked cases, and see that they reach all of it."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

import numpy as np

from riskkit.errors import ResponseError
from riskkit.instruments.case_table import NOT_APPLICABLE, UNKNOWN, Case
from riskkit.instruments.definition import Instrument
from riskkit.instruments.double_entry import Problem
from riskkit.instruments.engine import Engine
from riskkit.instruments.item import Item
from riskkit.instruments.outcome import find_outcome
from riskkit.instruments.responses import Answer, NotApplicable, Unknown, check_responses
from riskkit.instruments.term_function import IntArray, coded_domain, sum_of
from riskkit.instruments.terms import Bands

EXACT: Final = Decimal("1e-9")
"""Slack of an expected whole number; a decimal has half a unit of its last place."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case and everything about it that did not come out."""

    case: Case
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether everything came out as expected."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Prepared:
    """The worked cases, sorted by how they are run.

    Attributes
    ----------
    complete : tuple of Case
        Those with every answer; computed together.
    columns : dict of str to array
        Their coded answers.
    single : tuple of Case
        Those that are refused or have unknown answers; run one by one.
    problems : dict of str to tuple of str
        Those whose answers the items do not allow, with what is wrong.
    """

    complete: tuple[Case, ...]
    columns: dict[str, IntArray]
    single: tuple[Case, ...]
    problems: dict[str, tuple[str, ...]]


def prepare_cases(instrument: Instrument) -> Prepared:
    """Check the answers of every case and code those of the complete ones."""
    known = [(item.id, _codes_by_text(item)) for item in instrument.items]
    single: list[Case] = []
    problems: dict[str, tuple[str, ...]] = {}
    coded_cases: list[tuple[Case, list[int]]] = []
    for case in instrument.worked_cases:
        if "refused" in case.expected or _open(instrument, case):
            single.append(case)
            continue
        row = [code for name, codes in known if (code := codes.get(case.answers[name])) is not None]
        if len(row) == len(known) == len(case.answers):
            coded_cases.append((case, row))
        else:
            problems[case.id] = _refused(instrument, case)
    columns = _columns(instrument, [row for _, row in coded_cases])
    good = np.broadcast_to(instrument.engine.possible(columns), (len(coded_cases),)).tolist()
    for (case, _), possible in zip(coded_cases, good, strict=True):
        found = tuple(_words(instrument, case)) if possible else _refused(instrument, case)
        if found:
            problems[case.id] = found
    fit = [(case, row) for case, row in coded_cases if case.id not in problems]
    if len(fit) < len(coded_cases):
        columns = _columns(instrument, [row for _, row in fit])
    return Prepared(tuple(case for case, _ in fit), columns, tuple(single), problems)


def _columns(instrument: Instrument, rows: list[list[int]]) -> dict[str, IntArray]:
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(instrument.items))
    return {item.id: table[:, place] for place, item in enumerate(instrument.items)}


def _codes_by_text(item: Item) -> dict[str, int]:
    """Return the code of each answer as it is written in a case."""
    return {str(value): code for value, code in zip(item.values, coded_domain(item).tolist(), strict=True)}


def _refused(instrument: Instrument, case: Case) -> tuple[str, ...]:
    """Say what keeps the answers of a complete case from being scored."""
    try:
        check_responses(instrument, responses_of(instrument, case))
    except ResponseError as error:
        return tuple(f"is refused: {fault}" for fault in error.faults)
    return ("gives an answer that is not written as the item has it",)


def _open(instrument: Instrument, case: Case) -> bool:
    return UNKNOWN in case.answers.values() or any(item.id not in case.answers for item in instrument.items)


def run_cases(
    instrument: Instrument, engine: Engine, prepared: Prepared | None = None
) -> tuple[CaseResult, ...]:
    """Run every worked case and return the results in order."""
    prepared = prepared or prepare_cases(instrument)
    results = {**prepared.problems, **dict(run_complete(engine, prepared))}
    results |= {case.id: tuple(_run_single(instrument, engine, case)) for case in prepared.single}
    return tuple(CaseResult(case, results[case.id]) for case in instrument.worked_cases)


def _run_single(instrument: Instrument, engine: Engine, case: Case) -> Iterable[str]:
    if "refused" in case.expected:
        yield from _refusal(instrument, engine, case)
        return
    try:
        answers = check_responses(instrument, responses_of(instrument, case))
        yield from _words(instrument, case)
        yield from _compare(case, _with_unknowns(engine, answers))
    except ResponseError as error:
        yield from (f"is refused: {fault}" for fault in error.faults)


def case_problems(instrument: Instrument, results: Iterable[CaseResult]) -> list[Problem]:
    """Return the failures of cases with the place of their table in the file."""
    where = {case.id: place for place, table in enumerate(instrument.cases) for case in table.cases}
    return [
        (
            ("cases", where[result.case.id], "table"),
            f"case '{result.case.id}' (line {result.case.line} of its table) {problem}",
        )
        for result in results
        for problem in result.problems
    ]


def responses_of(instrument: Instrument, case: Case) -> dict[str, Answer]:
    """Return a case's answers as responses; numbers for items that are answered by numbers."""
    items = {item.id: item for item in instrument.items}
    return {name: _response(items.get(name), cell) for name, cell in case.answers.items()}


def _response(item: Item | None, cell: str) -> Answer:
    if cell == UNKNOWN:
        return Unknown()
    if cell == NOT_APPLICABLE:
        return NotApplicable()
    if item is not None and item.numeric and cell.lstrip("-").isdigit():
        return int(cell)
    return cell


def _refusal(instrument: Instrument, engine: Engine, case: Case) -> Iterable[str]:
    """Say what is wrong unless exactly the items at fault are refused."""
    try:
        find_outcome(engine, check_responses(instrument, responses_of(instrument, case)))
    except ResponseError as error:
        refused = " ".join(fault.where for fault in error.faults)
        expected = case.expected["refused"].split()
        named = [item.id for item in instrument.items if f"'{item.id}'" in refused]
        if sorted(named) != sorted(expected):
            yield f"expects a refusal of {', '.join(expected)}; refused: {', '.join(named)}"
        return
    yield "expects a refusal, but gives a result"


def _words(instrument: Instrument, case: Case) -> Iterable[str]:
    """Say where the name of an answer, given a second time, is not that of its code."""
    for name, words in case.words.items():
        item = instrument.item(name)
        given = case.answers[name]
        named = [str(option.code) for option in item.options if option.label.en == words]
        if named != [given]:
            yield f"calls '{given}' of '{name}' \"{words}\"; the item has another name for it"


def _with_unknowns(engine: Engine, answers: dict[str, Answer]) -> dict[str, float | str]:
    outcome = find_outcome(engine, answers)
    found: dict[str, float | str] = {"bands": " ".join(outcome.bands)}
    for name, (low, high) in {"score": outcome.predictor, **outcome.probability}.items():
        found |= {f"{name} lower": low, f"{name} upper": high}
    if outcome.prorated is not None:
        found["prorated"] = outcome.prorated
    return found


def run_complete(engine: Engine, prepared: Prepared) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Compute all complete cases at once; yield each case's id and what did not come out."""
    cases, columns = prepared.complete, prepared.columns
    if not cases:
        return
    parts = {
        f"term {term.id}": np.broadcast_to(term.compute(columns), (len(cases),)) for term in engine.terms
    }
    predictor = np.sum(list(parts.values()), axis=0)
    probabilities = engine.probabilities(predictor)
    found = {"score": predictor, **probabilities, **parts}
    fixed: dict[str, float | str] = dict(engine.constants())
    bands = engine.instrument.bands
    places = engine.band_index(predictor, probabilities).tolist() if bands else []
    for row, case in enumerate(cases):
        asked = [name for name in case.expected if name in found]
        values: dict[str, float | str] = {name: float(found[name][row]) for name in asked}
        if bands:
            values["band"] = bands.levels[places[row]].id
        yield case.id, tuple(_compare(case, fixed | values))


def _compare(case: Case, found: dict[str, float | str]) -> Iterable[str]:
    if not case.expected:
        yield "expects nothing"
    for name, wanted in case.expected.items():
        if name not in found:
            yield f"expects '{name}', which this instrument does not give"
        elif not _same(found[name], wanted):
            yield f"expects {name} = {wanted}, gives {found[name]}"


def _same(value: float | str, wanted: str) -> bool:
    """Whether a result is what was expected, to half a unit of the last digit that was written down."""
    if isinstance(value, str):
        return value == wanted
    try:
        expected = Decimal(wanted)
    except InvalidOperation:
        return False
    _, point, decimals = wanted.partition(".")
    slack = Decimal((0, (5,), -len(decimals) - 1)) if point else EXACT
    return math.isfinite(value) and abs(Decimal(value) - expected) <= slack  # both exact, not rounded


def check_coverage(instrument: Instrument, prepared: Prepared) -> list[Problem]:
    """Return the options, bands and edges that no case reaches: unreachable, or never tried."""
    rows = [case for case in instrument.worked_cases if "refused" not in case.expected]
    problems: list[Problem] = []
    for item in instrument.items:
        tried = {case.answers.get(item.id) for case in rows}
        if missing := [str(option.code) for option in item.options if str(option.code) not in tried]:
            problems.append((("cases",), f"try '{item.id}' never as: {', '.join(missing)}"))
    if instrument.bands is not None:
        reached = {
            name for case in rows for key in ("band", "bands") for name in case.expected.get(key, "").split()
        }
        if missing := [band.id for band in instrument.bands.levels if band.id not in reached]:
            problems.append((("bands",), f"are never reached by a case: {', '.join(missing)}"))
    return problems + _edge_coverage(instrument, prepared)


def _edge_coverage(instrument: Instrument, prepared: Prepared) -> list[Problem]:
    """Return the edges of terms' bands without a case on both sides."""
    problems: list[Problem] = []
    for place, term in enumerate(instrument.terms):
        if not isinstance(term, Bands):
            continue
        seen = set(np.atleast_1d(sum_of(term.of, prepared.columns)).tolist())
        lacking = [edge for edge in term.edges if edge not in seen or edge - 1 not in seen]
        if lacking:
            what = f"'{term.id}' has edges without a case on both sides: {', '.join(map(str, lacking))}"
            problems.append((("rule", "terms", place), what))
    return problems
