"""Which coefficients of a model rest on enough people and outcomes to be shown."""

from typing import Any

import numpy as np
import pandas as pd

from riskkit.analyses.labels import level_key, read_term
from riskkit.analyses.people_counted import enough
from riskkit.disclosure import Rules


def terms_shown(terms: Any, table: pd.DataFrame, happened: Any, rules: Rules) -> pd.Series:
    """Return which terms of a model may be shown.

    Parameters
    ----------
    terms : iterable of str
        As the model names them.
    table : pandas.DataFrame
        The people whom it was fitted on.
    happened : array of bool, shape (n,)
        Who had the outcome.
    rules : Rules
        A coefficient compares people: those who have a level with those of the level that has no
        term; those with a value other than the most common one, and where a column has two values
        those with the other. Each side reaches the threshold, with and without the outcome.

    Returns
    -------
    pandas.Series
        Of bool, by term.
    """
    had = np.asarray(happened, dtype=bool)
    names = [str(term) for term in terms]
    found = [_sides(name, names, table) for name in names]
    counts = [[(side & had).sum() if outcome else (side & ~had).sum() for side in sides for outcome in (0, 1)]
              for sides in found]  # fmt: skip
    return pd.Series([enough(each, rules) for each in counts], index=names, dtype=bool)


def _sides(term: str, terms: list[str], table: pd.DataFrame) -> list[Any]:
    """Return the people whom a term compares, as masks."""
    column, level = read_term(term)
    if column not in table:
        return [np.ones(len(table), dtype=bool)]
    values = table[column]
    if level is not None:
        levels = values.map(level_key)
        named = [other for name, other in map(read_term, terms) if name == column]
        return [(levels == level).to_numpy(), (~levels.isin(named)).to_numpy()]
    common = (values == values.mode().iloc[0]).to_numpy()
    return [~common, common] if values.nunique() == 2 else [~common]
