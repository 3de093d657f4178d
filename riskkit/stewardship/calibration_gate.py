"""The calibration gate: may a model's risks be shown, judged by what happened to people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from riskkit.stewardship.model_parts import Value
from riskkit.stewardship.observed_expected import observed_expected
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.stored_model import StoredModel

FALSE_ALARM_RATE: Final = 0.05
"""Probability that the gate fails a model that is right, over all groups together, at most."""

TOLERATED: Final = (0.8, 1.25)
"""A ratio in here is no reason to stop, however sure it is."""


@dataclass(frozen=True, slots=True)
class CalibrationGate:
    """What the gate found.

    Attributes
    ----------
    table : pandas.DataFrame
        group, n, observed, expected, ratio, lower, upper and ``fails``; everyone first.
    level : float
        Of the intervals, so that all of them together hold.
    """

    table: pd.DataFrame
    level: float

    @property
    def failed(self) -> tuple[str, ...]:
        """Return the groups in which the model fails."""
        return tuple(self.table.loc[self.table["fails"], "group"])

    @property
    def passed(self) -> bool:
        """Return whether none does."""
        return not self.failed

    @property
    def reason(self) -> str:
        """Return the result in one line, for the chain of events."""
        rows = self.table if self.passed else self.table[self.table["fails"]]
        shown = "; ".join(
            f"{row.group} {row.ratio:.2f} ({row.lower:.2f} to {row.upper:.2f})"
            for row in rows.head(4).itertuples()
        )
        return f"observed over expected: {shown}"


def calibration_gate(
    data: pd.DataFrame, *, event: str, risk: str, groups: Mapping[str, Sequence[object]]
) -> CalibrationGate:
    """Judge risks by outcomes, overall and by group.

    Parameters
    ----------
    data : pandas.DataFrame
        One row a person whose horizon has passed.
    event, risk : str
        Columns: 1 or 0, and the risk given, in (0, 1).
    groups : mapping of str to sequence
        Columns that divide people, each with its groups.

    Notes
    -----
    It fails where the exact interval, at a level shared among all groups (Bonferroni), leaves 1
    out and the ratio is not within 0.8 to 1.25: sure and large enough to matter.
    """
    count = 1 + sum(len(levels) for levels in groups.values())
    level = 1 - FALSE_ALARM_RATE / count
    everyone = observed_expected(data, event=event, risk=risk, level=level).table.assign(group="everyone")
    tables = [everyone]
    for name in groups:
        found = observed_expected(data, event=event, risk=risk, by=[name], level=level).table
        tables.append(found.assign(group=name + " = " + found[name].astype(str)))
    table = pd.concat(tables, ignore_index=True)
    low, high = TOLERATED
    table["fails"] = table["differs"] & ((table["ratio"] < low) | (table["ratio"] > high))
    columns = ["group", "n", "observed", "expected", "ratio", "lower", "upper", "fails"]
    return CalibrationGate(table[columns], level)


def risks_of(model: StoredModel, data: pd.DataFrame, time: float) -> pd.Series:
    """Return the risk that a stored model gives each row by ``time``; missing where one is unknown.

    Raises
    ------
    ResponseError, ExtrapolationError
        A value is of the wrong kind, or outside what the model was fitted on.
    """
    names = [each.name for each in model.covariates]
    found: list[float] = []
    for row in data[names].to_dict("records"):
        values: dict[str, Value | None] = {str(k): None if pd.isna(v) else v for k, v in row.items()}
        found.append(model.predict(values, time).risk)
    return pd.Series(found, index=data.index, dtype=float)


def note_gate(registry: Registry, model: str, version: str, found: CalibrationGate, *, by: str) -> None:
    """Put the gate's result on record; a failed gate stops the model at the next question."""
    registry.note(model, version, "gate_passed" if found.passed else "gate_failed", by=by, why=found.reason)
