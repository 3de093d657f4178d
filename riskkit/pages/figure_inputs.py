"""What was typed for a model, read as the model takes it: a value, or not known; never a default."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from riskkit.stewardship.model_parts import Covariate, Value, value_faults
from riskkit.stewardship.stored_model import StoredModel

LONGEST = 40
"""Characters of one answer."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Answers to a model's questions.

    Attributes
    ----------
    values : mapping of str to number, text or None
        By covariate; None where it is not known.
    time : float
        The horizon asked for.
    faults : dict of str to str
        Which sentence says what is wrong, by field.
    typed : mapping
        As sent, to show it again.
    """

    values: Mapping[str, Value | None]
    time: float
    faults: dict[str, str]
    typed: Mapping[str, Any]


def read_inputs(model: StoredModel, sent: object, time: object) -> Inputs:
    """Read what the browser sent.

    Parameters
    ----------
    model : StoredModel
        Which values it takes.
    sent : object
        By covariate: ``{"known": true, "value": "..."}`` or ``{"known": false}``.
    time : object
        One of the model's horizons.
    """
    answers = cast("Mapping[str, Any]", sent) if isinstance(sent, Mapping) else {}
    values: dict[str, Value | None] = {}
    typed: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for covariate in model.covariates:
        answer = answers.get(covariate.name)
        known, text = _read(answer)
        typed[covariate.name] = {"known": known, "value": text}
        value = _value(covariate, text) if known else None
        if known is None or (known and value is None):
            faults[f"input-{covariate.name}"] = "input_fault_answer"
        elif value is not None and value_faults(covariate, value):
            faults[f"input-{covariate.name}"] = "input_fault_range"
        values[covariate.name] = value
    horizon = _number(str(time))
    if horizon not in {each.time for each in model.horizons}:
        faults["input-time"] = "input_fault_time"
    return Inputs(values, horizon or 0.0, faults, {**typed, "time": str(time)[:LONGEST]})


def _read(answer: object) -> tuple[bool | None, str]:
    """Return whether the value is known (None: not answered), and what was typed."""
    if not isinstance(answer, Mapping):
        return None, ""
    given = cast("Mapping[str, Any]", answer)
    known, text = given.get("known"), str(given.get("value", "")).strip()[:LONGEST]
    return (known if isinstance(known, bool) else None), text


def _value(covariate: Covariate, text: str) -> Value | None:
    """Return the value as the model's own kind; None where the text is none."""
    if covariate.kind == "category":
        return text or None
    number = _number(text)
    return number if number is None or not number.is_integer() else int(number)


def _number(text: str) -> float | None:
    """Read a number with a comma or a point; None where it is none."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
