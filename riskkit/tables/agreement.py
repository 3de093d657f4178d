"""The tables of the agreement report."""

from math import ceil, isfinite
from typing import Any

import pandas as pd

from riskkit.agreement import Agreement
from riskkit.analyses.agreement import Coefficient, ItemAgreement
from riskkit.analyses.agreement_names import AgreementNames
from riskkit.tables.html_table import Column, Table

COLUMNS = ("item", "measure", "n_subjects", "n_raters", "exact", "estimate", "lower", "upper", "word",
           "word_lower")  # fmt: skip


def coefficients_table(names: AgreementNames) -> Table:
    """Tabulate every coefficient of every item."""
    say, report = names.say, names.report
    rows = [_row(names, item, found) for item in names.all for found in item.coefficients]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "shown_interval"]).astype({"n_subjects": "Int64"})
    words = "words_icc" if report.parameters.is_numeric else "words_alpha"
    note = say("coefficients_note", words=say(words), replicates=say.number(report.parameters.replicates))
    exact = () if report.parameters.is_numeric else (Column("exact", say("col_exact"), _percent(names)),)
    columns = (
        Column("item", say("col_item"), numeric=False),
        Column("measure", say("col_coefficient"), numeric=False),
        Column("n_subjects", say("col_subjects"), say.number),
        *exact,
        Column("estimate", say("col_estimate"), lambda value: _value(names, value)),
        Column("shown_interval", say("col_interval")),
        Column("word", say("col_word"), numeric=False),
        Column("word_lower", say("col_word_lower"), numeric=False),
    )
    return Table("agreement", say("coefficients_caption"), frame, columns, note)


def change_table(names: AgreementNames) -> Table | None:
    """Tabulate the error of measurement and the change that counts; None on a scale of names."""
    say, parameters = names.say, names.report.parameters
    rows = [
        (names.item(item), item.error.estimate, item.error.lower, item.error.upper, item.smallest_change)
        for item in names.all
        if item.error is not None
    ]
    if not rows:
        return None
    frame = pd.DataFrame(rows, columns=["item", "error", "lower", "upper", "smallest_change"])
    frame["shown_interval"] = [
        say("interval", lower=names.number(low), upper=names.number(high))
        for low, high in zip(frame["lower"], frame["upper"], strict=True)
    ]
    columns = [
        Column("item", say("col_item"), numeric=False),
        Column("error", say("col_error"), names.number),
        Column("shown_interval", say("col_interval")),
        Column("smallest_change", say("col_change"), names.number),
    ]
    if not parameters.is_numeric:
        frame["shown_whole"] = [_whole(names, value) for value in frame["smallest_change"]]
        columns.append(Column("shown_whole", say("col_whole")))
    note = say("change_units" if parameters.is_numeric else "change_steps")
    return Table("smallest_change", say("change_caption"), frame, tuple(columns), note)


def usage_table(names: AgreementNames) -> Table | None:
    """Tabulate how often each rater gave each level; None where that says nothing."""
    say, usage = names.say, names.report.usage
    if usage.empty:
        return None
    codes = [str(code) for code in usage.columns]
    frame = usage.rename_axis(index="rater").reset_index()
    columns = [Column("rater", say("col_rater"), numeric=False)]
    columns += [Column(code, names.level(code), say.number) for code in codes]
    return Table("usage", say("usage_caption"), frame, tuple(columns))


def _row(names: AgreementNames, item: ItemAgreement, found: Coefficient) -> dict[str, Any]:
    result = found.result
    nothing = float("nan")
    return {
        "item": names.item(item),
        "measure": names.coefficient(found),
        "n_subjects": _subjects(names, item, result),
        "n_raters": item.n_raters,
        "exact": item.exact if item.exact is not None else nothing,
        "estimate": result.estimate if result is not None else nothing,
        "lower": result.lower if result is not None else nothing,
        "upper": result.upper if result is not None else nothing,
        "word": names.word(found.word),
        "word_lower": names.word(found.word_lower),
        "shown_interval": names.say("withheld" if item.withheld else "none") if result is None else names.say(
            "interval", lower=names.number(result.lower), upper=names.number(result.upper)
        ),
    }  # fmt: skip


def _subjects(names: AgreementNames, item: ItemAgreement, result: Agreement | None) -> float:
    """Return the subjects that a coefficient rests on; of people, those of the item where they are shown."""
    if names.held or result is None or item.item is None:
        return item.n_subjects
    return result.n_subjects


def _value(names: AgreementNames, value: float) -> str:
    return names.number(value) if isfinite(value) else "–"


def _percent(names: AgreementNames) -> Any:
    return lambda value: names.say.percent(value) if isfinite(value) else "–"


def _whole(names: AgreementNames, change: float) -> str:
    """Return the whole steps that exceed a change, if the scale has that many."""
    steps = max(1, ceil(change) if change != int(change) else int(change) + 1)
    if steps > len(names.report.parameters.levels) - 1:
        return names.say("change_impossible")
    return names.say("change_whole_one") if steps == 1 else names.say("change_whole_many", steps=steps)
