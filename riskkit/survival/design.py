"""From a formula and a table to a design matrix, and the same reading again for new people.

Numbers are used as they are; text and categories are coded as indicator columns against their
first level (treatment coding, as in R). There is never an intercept column here: Cox-type
models have none and parametric ones add their own.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from riskkit.checks import FloatArray, IntArray, check_columns, check_numbers
from riskkit.errors import CollinearityError, DataError, Fault, FormulaError
from riskkit.survival.design_matrix import Standardised, standardise

FUNCTIONS: Final = frozenset(
    {"C", "I", "log", "log10", "log2", "exp", "sqrt", "poly", "bs", "cr", "cs", "cc", "center", "scale"}
)
"""What a formula may call; anything else is code, not a formula."""

COLLINEAR: Final = 1e-10
"""Share of a column's variance that the columns before it must leave unexplained."""

_PLAIN = re.compile(r"^\s*[A-Za-z_]\w*\s*(\+\s*[A-Za-z_]\w*\s*)*$")
_CALL = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_CATEGORY = re.compile(r"\bC\(\s*`?([^`,)]+?)`?\s*[,)]")


@dataclass(frozen=True, slots=True)
class Design:
    """Covariates as numbers, and how to read them again.

    Attributes
    ----------
    matrix : ndarray, shape (n, p)
        One row a person, one column a term.
    terms : tuple of str, length p
        Names of the columns.
    formula : str
        As given.
    ranges : dict of str to (float, float)
        Smallest and largest value of each number column at fitting.
    levels : dict of str to tuple
        Values of each categorical column at fitting.
    """

    matrix: FloatArray
    terms: tuple[str, ...]
    formula: str
    ranges: dict[str, tuple[float, float]]
    levels: dict[str, tuple[Any, ...]]
    _spec: Any = None

    def apply(self, data: pd.DataFrame) -> FloatArray:
        """Return the design matrix of new people, (persons, p).

        Raises
        ------
        DataError
            A covariate is missing, is text where numbers were, or has a level that was not
            there at fitting.
        """
        check_columns(data, [*self.ranges, *self.levels])
        faults = [fault for name in self.levels for fault in _unseen(data[name], self.levels[name])]
        for name in self.ranges:
            try:
                check_numbers(data, name)
            except DataError as error:
                faults += error.faults
        if faults:
            raise DataError(faults)
        if self._spec is None:
            return _stack(data, list(self.ranges))
        return _values(self._spec.get_model_matrix(data))

    def without_rows(self) -> "Design":
        """Return how to read new people, without the people it was read from."""
        return replace(self, matrix=np.empty((0, len(self.terms))))

    def outside(self, data: pd.DataFrame) -> dict[str, int]:
        """Return how many people lie outside the fitted range, by column (only where any do)."""
        check_columns(data, self.ranges)
        counts = {
            name: int(((data[name] < low) | (data[name] > high)).sum())
            for name, (low, high) in self.ranges.items()
        }
        return {name: count for name, count in counts.items() if count}


def read_design(data: pd.DataFrame, formula: str) -> Design:
    """Read the covariates that ``formula`` names.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    formula : str
        For example ``"age + C(unit) + age:prior"``; ``"1"`` for no covariates.

    Returns
    -------
    Design

    Raises
    ------
    FormulaError
        The formula cannot be read, or calls what is not a known transformation.
    DataError
        A column is missing, has missing or infinite values, or is text that looks like numbers.
    CollinearityError
        A term is constant or a linear combination of the terms before it.
    """
    if _PLAIN.match(formula):
        names = list(dict.fromkeys(name.strip() for name in formula.split("+")))
        check_columns(data, names)
        if all(pd.api.types.is_numeric_dtype(data[name].dtype) for name in names):
            _check_variables(data, names, set())
            matrix = _stack(data, names)
            _check_rank(matrix, names)
            return Design(matrix, tuple(names), formula, _ranges(data, names), {})
    return _read_general(data, formula)


def read_ordered(data: pd.DataFrame, formula: str, rows: IntArray) -> tuple[Design, Standardised]:
    """Read the covariates that ``formula`` names, straight into an order and onto one scale.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person.
    formula : str
        As `read_design` reads it.
    rows : ndarray of int, shape (n,)
        Row of ``data`` that goes to each place; rows not named are not read.

    Returns
    -------
    design : Design
        Without a matrix.
    covariates : Standardised

    Raises
    ------
    FormulaError, DataError, CollinearityError
        As `read_design`.
    """
    design, columns = _plain_columns(data, formula)
    found = None if columns is None else standardise(columns, rows)
    if found is None:
        read = read_design(data, formula)  # categories and functions, or a fault to be named
        design = read.without_rows()
        found = standardise(list(read.matrix.T), rows)
    assert design is not None and found is not None  # noqa: PT018
    _refuse_constant([term for term, spread in zip(design.terms, found.spread, strict=True) if spread == 0])
    _check_gram(found.gram / len(rows), list(design.terms))
    if columns is not None:
        bounds = zip(found.low.tolist(), found.high.tolist(), strict=True)
        design = replace(design, ranges=dict(zip(design.terms, bounds, strict=True)))
    return design, found


def _plain_columns(data: pd.DataFrame, formula: str) -> tuple[Design | None, list[Any] | None]:
    """Return the number columns that a plain formula adds up; None where it does more than that."""
    if not _PLAIN.match(formula):
        return None, None
    names = list(dict.fromkeys(name.strip() for name in formula.split("+")))
    check_columns(data, names)
    columns = [data[name] for name in names]
    if not all(isinstance(column.dtype, np.dtype) and column.dtype.kind in "fiub" for column in columns):
        return None, None
    design = Design(np.empty((0, len(names))), tuple(names), formula, {}, {})
    return design, [column.to_numpy() for column in columns]


def _read_general(data: pd.DataFrame, formula: str) -> Design:
    """Read any formula with formulaic."""
    if formula.strip() in ("", "1"):
        return Design(np.empty((len(data), 0)), (), formula, {}, {})
    parsed = _parse(formula)
    names = sorted(str(name) for name in parsed.required_variables)
    check_columns(data, names)
    forced = {name.strip() for name in _CATEGORY.findall(formula)}
    _check_variables(data, names, forced)
    categorical = [n for n in names if n in forced or not pd.api.types.is_numeric_dtype(data[n].dtype)]
    built = _build(parsed, data)
    terms = [str(name) for name in built.columns if str(name) != "Intercept"]
    matrix = _values(built)
    _check_rank(matrix, terms)
    levels = {name: tuple(pd.unique(data[name])) for name in categorical}
    ranges = _ranges(data, [name for name in names if name not in categorical])
    return Design(matrix, tuple(terms), formula, ranges, levels, built.model_spec)


def _parse(formula: str) -> Any:
    """Return the parsed right-hand side, refusing anything that is code."""
    import formulaic
    from formulaic.errors import FormulaSyntaxError

    if "~" in formula:
        raise FormulaError(Fault("formula", "has a left-hand side", "covariates only"))
    unknown = sorted({name for name in _CALL.findall(formula) if name not in FUNCTIONS})
    if unknown or "__" in formula or "{" in formula:
        what = f"calls {', '.join(unknown)}" if unknown else "holds code"
        raise FormulaError(Fault("formula", what, ", ".join(sorted(FUNCTIONS))))
    try:
        read: Any = formulaic.Formula  # its metaclass hides the constructor from type checkers
        parsed = read("1 + " + formula)
    except (FormulaSyntaxError, SyntaxError, ValueError):
        raise FormulaError(Fault("formula", "cannot be read", "for example: age + C(unit)")) from None
    return parsed


def _build(parsed: Any, data: pd.DataFrame) -> Any:
    from formulaic.errors import FormulaicError

    try:
        return parsed.get_model_matrix(data, na_action="ignore", context={})
    except (FormulaicError, ValueError, TypeError, SyntaxError):
        raise FormulaError(
            Fault("formula", "cannot be worked out on these columns", "numbers, text and known functions")
        ) from None


def _check_variables(data: pd.DataFrame, names: list[str], forced: set[str]) -> None:
    """Raise one error with every covariate that has missing, infinite or ambiguous values."""
    faults: list[Fault] = []
    for name in names:
        column = data[name]
        if name not in forced and pd.api.types.is_numeric_dtype(column.dtype):
            try:
                check_numbers(data, name)
            except DataError as error:
                faults += error.faults
            continue
        if missing := int(column.isna().sum()):
            faults.append(Fault(f"column '{name}'", f"{missing} values are missing", "no missing values"))
        is_category = isinstance(column.dtype, pd.CategoricalDtype) or name in forced
        if not is_category and pd.to_numeric(column.dropna(), errors="coerce").notna().any():
            faults.append(
                Fault(f"column '{name}'", "holds numbers stored as text",
                      "numbers, or words", f"convert it, or write C({name}) if they are codes")
            )  # fmt: skip
    if faults:
        raise DataError(faults)


def _unseen(column: pd.Series, levels: tuple[Any, ...]) -> list[Fault]:
    """Return a fault where new people have a level that the model has never seen."""
    count = int((~column.isin(levels)).sum())
    if not count:
        return []
    return [
        Fault(f"column '{column.name}'", f"{count} values are levels that were not there at fitting",
              "the levels of the fitted data", "the model cannot say anything about them")
    ]  # fmt: skip


def _check_rank(matrix: FloatArray, terms: list[str]) -> None:
    """Raise unless every column varies and is no combination of those before it."""
    if matrix.shape[1] == 0:
        return
    _refuse_constant([terms[j] for j in np.flatnonzero(np.ptp(matrix, axis=0) == 0)])
    scaled = matrix - matrix.mean(axis=0)
    scaled /= np.sqrt(np.einsum("ij,ij->j", scaled, scaled))
    _check_gram(scaled.T @ scaled, terms)


def _refuse_constant(terms: list[str]) -> None:
    if terms:
        raise CollinearityError(
            [Fault(f"term '{name}'", "is constant", "a term that varies", "leave it out") for name in terms]
        )


def _check_gram(gram: FloatArray, terms: list[str]) -> None:
    """Raise if a column, scaled to length 1, is a combination of those before it."""
    for j in range(1, len(terms)):
        weights = np.linalg.solve(gram[:j, :j], gram[:j, j])
        if gram[j, j] - weights @ gram[:j, j] < COLLINEAR * gram[j, j]:
            others = [terms[i] for i in np.flatnonzero(np.abs(weights) > 1e-6)]
            raise CollinearityError(
                Fault(f"term '{terms[j]}'", f"is a linear combination of {', '.join(others)}",
                      "terms that each add something", "leave one of them out")
            )  # fmt: skip


def _stack(data: pd.DataFrame, names: list[str]) -> FloatArray:
    return np.ascontiguousarray(data[names].to_numpy(dtype=np.float64))


def _values(built: Any) -> FloatArray:
    """Return formulaic's matrix without its intercept."""
    return np.ascontiguousarray(built.drop(columns="Intercept", errors="ignore").to_numpy(dtype=np.float64))


def _ranges(data: pd.DataFrame, names: list[str]) -> dict[str, tuple[float, float]]:
    return {name: (float(data[name].min()), float(data[name].max())) for name in names}
