"""Score a table of people, one a row: checked by column, computed at once."""

import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.errors import Fault, InputError, ResponseError
from riskkit.instruments import Instrument, check_population
from riskkit.instruments.item import Item
from riskkit.instruments.outcome import Outcome, find_outcome
from riskkit.instruments.responses import (
    Answer,
    Unknown,
    check_answer,
    impossible_fault,
)
from riskkit.instruments.term_function import IntArray, code_answer
from riskkit.scoring.person import lookup_of

PERSON: Final = "person"
VERSION: Final = "instrument_version"
POPULATION: Final = "population"
BESIDE: Final = (PERSON, VERSION, POPULATION)
"""Columns that may stand beside the items."""

UNKNOWN_CODE: Final = np.iinfo(np.int64).min


def score_frame(instrument: Instrument, frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row of results a person; see `riskkit.scoring.score`."""
    _check_columns(instrument, frame)
    columns, faults = _code_columns(instrument, frame)
    if not faults:
        faults = _impossible_rows(instrument, columns)
    if faults:
        raise ResponseError(faults)
    unknown = np.zeros(len(frame), dtype=np.bool_)
    for column in columns.values():
        unknown |= column == UNKNOWN_CODE
    return _results(instrument, frame, columns, unknown)


def _check_columns(instrument: Instrument, frame: pd.DataFrame) -> None:
    """Raise on columns that are missing, foreign, twice there, or in another unit; on people twice there."""
    names = [str(name) for name in frame.columns]
    items = [item.id for item in instrument.items]
    faults = [_foreign(name, instrument) for name in names if name not in (*items, *BESIDE)]
    faults += [
        Fault(
            f"column '{name}'",
            "is not in the table",
            remedy="add it; leave cells empty where too little is known",
        )
        for name in items
        if name not in names
    ]
    faults += [
        Fault(f"column '{name}'", f"occurs {names.count(name)} times", "each name once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    if len(frame) == 0:
        faults.append(Fault("the table", "has no rows", "at least one person"))
    if not faults:
        faults = [*_people(frame), *_versions(instrument, frame)]
    if faults:
        raise ResponseError(faults)
    if POPULATION in names:
        for population in frame[POPULATION].unique():
            check_population(instrument, str(population))


def _foreign(name: str, instrument: Instrument) -> Fault:
    found = re.fullmatch(r"([\w-]+)\s*[\[(]\s*([\w %]+?)\s*[\])]", name)
    if found and any(item.id == found[1] for item in instrument.items):
        item = instrument.item(found[1])
        unit = item.range.unit if item.range else "a code"
        return Fault(
            f"column '{name:.60}'", f"gives a unit beside the item '{item.id}'", f"'{item.id}', in {unit}",
            "convert it yourself and name the column by the item: no unit is guessed",
        )  # fmt: skip
    known = ", ".join([*(item.id for item in instrument.items), *BESIDE])
    return Fault(f"column '{name:.60}'", f"is not an item of {instrument.id}", known)


def _people(frame: pd.DataFrame) -> list[Fault]:
    if PERSON not in frame.columns:
        return []
    people = frame[PERSON]
    faults: list[Fault] = []
    if missing := int(people.isna().sum()):
        faults.append(Fault(f"column '{PERSON}'", f"is empty in {missing} rows", "one name a row"))
    if twice := int(people.duplicated().sum()):
        faults.append(
            Fault(f"column '{PERSON}'", f"{twice} rows repeat a person", "each person once",
                  "keep one row a person, or score the occasions in separate tables")
        )  # fmt: skip
    return faults


def _versions(instrument: Instrument, frame: pd.DataFrame) -> list[Fault]:
    if VERSION not in frame.columns:
        return []
    given = frame[VERSION].astype(str).unique().tolist()
    if given == [instrument.version]:
        return []
    what = f"mixes {len(given)} versions" if len(given) > 1 else "names another version"
    return [Fault(f"column '{VERSION}'", what, f"{instrument.id} {instrument.version} in every row",
                  "score each version with the definition it was answered for")]  # fmt: skip


def _code_columns(instrument: Instrument, frame: pd.DataFrame) -> tuple[dict[str, IntArray], list[Fault]]:
    columns: dict[str, IntArray] = {}
    faults: list[Fault] = []
    for item in instrument.items:
        codes, found = _code_column(item, frame[item.id])
        columns[item.id] = codes
        faults += found
    return columns, faults


def _code_column(item: Item, column: "pd.Series[Any]") -> tuple[IntArray, list[Fault]]:
    """Return a column as codes; unknown answers get a code of their own."""
    if item.range is not None and column.dtype.kind == "i":
        codes = column.to_numpy(dtype=np.int64)
        if item.range.low <= codes.min() and codes.max() <= item.range.high:
            return codes, []  # by far the most common column, and the quickest
    places, distinct = pd.factorize(column, use_na_sentinel=False)
    answers = [check_answer(item, _plain(value)) for value in distinct]
    faults: dict[tuple[str, str, str], int] = {}
    codes_of: list[int] = []
    counts = np.bincount(places, minlength=len(answers))
    for answer, count in zip(answers, counts.tolist(), strict=True):
        if isinstance(answer, Fault):
            key = (answer.problem, answer.allowed, answer.remedy)
            faults[key] = faults.get(key, 0) + count
            codes_of.append(UNKNOWN_CODE)
        else:
            codes_of.append(_code(item, answer))
    problems = [
        Fault(f"item '{item.id}'", f"{problem} in {count} rows", allowed, remedy)
        for (problem, allowed, remedy), count in faults.items()
    ]
    return np.array(codes_of, dtype=np.int64)[places], problems


def _plain(value: object) -> object:
    """Return a missing cell of any kind as None, and everything else as it is."""
    return None if value is pd.NA or value is pd.NaT else value


def _code(item: Item, answer: Answer) -> int:
    return code_answer(item, answer) if isinstance(answer, int | str) else UNKNOWN_CODE


def _impossible_rows(instrument: Instrument, columns: dict[str, IntArray]) -> list[Fault]:
    faults: list[Fault] = []
    for order, function in zip(instrument.impossible, instrument.engine.orders, strict=True):
        known = np.ones(len(next(iter(columns.values()))), dtype=np.bool_)
        for name in order.items:
            known &= columns[name] != UNKNOWN_CODE
        if count := int((known & ~function.holds(columns)).sum()):
            fault = impossible_fault(order)
            faults.append(Fault(fault.where, f"{fault.problem} in {count} rows", fault.allowed, fault.remedy))
    return faults


def _results(
    instrument: Instrument, frame: pd.DataFrame, columns: dict[str, IntArray], unknown: "np.ndarray[Any, Any]"
) -> pd.DataFrame:
    engine, whole = instrument.engine, ~unknown
    every = bool(whole.all())
    known = columns if every else {name: column[whole] for name, column in columns.items()}
    predictor = lookup_of(instrument).predictor(known)
    probabilities = engine.probabilities(predictor)
    result: dict[str, Any] = {}
    if PERSON in frame.columns:
        result[PERSON] = frame[PERSON].to_numpy()
    result |= _spread("score", predictor, whole, every)
    for name, values in probabilities.items():
        spread = _spread(name, values, whole, every)
        result |= {f"probability_{name}": spread[name], **{key: spread[key] for key in list(spread)[1:]}}
    levels = instrument.bands.levels if instrument.bands else ()
    places = np.full(len(frame), -1, dtype=np.int64)
    if levels:
        places[whole] = engine.band_index(predictor, probabilities)
    table = pd.DataFrame(result, index=frame.index, copy=False)
    names = [band.id for band in levels]
    table["band"] = pd.Categorical.from_codes(places, categories=pd.Index(names), ordered=True)
    if not every:
        _fill_unknown(instrument, columns, unknown, table)
    return table


def _spread(name: str, values: Any, whole: Any, every: bool) -> dict[str, Any]:
    """Return value, lower and upper of each row; NaN where answers are unknown."""
    if not every:
        full = np.full(len(whole), np.nan)
        full[whole] = values
        values = full
    return {name: values, f"lower_{name}": values, f"upper_{name}": values}


def _fill_unknown(
    instrument: Instrument, columns: dict[str, IntArray], unknown: Any, table: pd.DataFrame
) -> None:
    """Fill in what is possible for the rows with unknown answers; equal rows are worked out once."""
    rows = np.flatnonzero(unknown)
    codes = np.column_stack([columns[item.id][rows] for item in instrument.items])
    distinct, places = np.unique(codes, axis=0, return_inverse=True)
    outcomes = [_outcome(instrument, each) for each in distinct]
    chosen = [outcomes[place] for place in np.ravel(places).tolist()]
    spans = {"score": [each.predictor for each in chosen]}
    for name in instrument.horizons:
        spans[name] = [each.probability[name] for each in chosen]
    for name, ends in spans.items():
        value = name if name == "score" else f"probability_{name}"
        pairs = np.array(ends)
        certain = np.where(pairs[:, 0] == pairs[:, 1], pairs[:, 0], np.nan)
        for column, numbers in (
            (value, certain),
            (f"lower_{name}", pairs[:, 0]),
            (f"upper_{name}", pairs[:, 1]),
        ):
            whole = table[column].to_numpy(copy=True)
            whole[rows] = numbers
            table[column] = whole
    _fill_bands(instrument, rows, chosen, columns, table)


def _fill_bands(
    instrument: Instrument,
    rows: IntArray,
    chosen: Sequence[Outcome],
    columns: dict[str, IntArray],
    table: pd.DataFrame,
) -> None:
    possible = table["band"].astype(object).to_numpy(copy=True)
    omitted = np.full(len(table), "", dtype=object)
    for row, outcome in zip(rows.tolist(), chosen, strict=True):
        possible[row] = " ".join(outcome.bands)
        omitted[row] = " ".join(name for name, column in columns.items() if column[row] == UNKNOWN_CODE)
    names = [band.id for band in instrument.bands.levels] if instrument.bands else []
    certain = [name if name in names else None for name in possible]
    table["band"] = pd.Categorical(certain, categories=names, ordered=True)
    table["bands"] = possible
    table["omitted"] = omitted


def _outcome(instrument: Instrument, codes: IntArray) -> Outcome:
    answers: dict[str, Answer] = {}
    for item, code in zip(instrument.items, codes.tolist(), strict=True):
        if code == UNKNOWN_CODE:
            answers[item.id] = Unknown()
        else:
            answers[item.id] = code if item.numeric else item.options[code].code
    try:
        return find_outcome(instrument.engine, answers)
    except InputError as error:
        raise ResponseError(error.faults) from None
