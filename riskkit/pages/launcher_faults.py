"""What is wrong with parameters, as sentences beside the fields that they are about."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from pydantic import ValidationError

from riskkit.errors import ParameterError
from riskkit.pages.launcher_fields import Field
from riskkit.pages.launcher_values import At, Wrong
from riskkit.pages.texts import Language
from riskkit.wording import wording

TOPIC: Final = "launcher_faults"
RULE: Final = "rule_"

KEYS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "missing": ("fault_missing", {}),
    "string_too_long": ("fault_long", {"most": "max_length"}),
    "string_pattern_mismatch": ("fault_signs", {}),
    "greater_than": ("fault_above", {"low": "gt"}),
    "greater_than_equal": ("fault_from", {"low": "ge"}),
    "less_than": ("fault_below", {"high": "lt"}),
    "less_than_equal": ("fault_to", {"high": "le"}),
    "int_type": ("fault_whole", {}),
    "int_from_float": ("fault_whole", {}),
    "float_type": ("fault_number", {}),
    "finite_number": ("fault_number", {}),
    "literal_error": ("fault_choice", {}),
    "too_short": ("fault_few", {"least": "min_length"}),
    "too_long": ("fault_many", {"most": "max_length"}),
    "extra_forbidden": ("fault_unknown", {}),
}
"""Sentence and gaps by the kind of fault that pydantic names; another kind is simply not right."""


def wrong_by_class(error: ValidationError, form: Field, typed: Any) -> list[Wrong]:
    """Return what a parameter class refuses, at the fields of the form.

    Parameters
    ----------
    error : ValidationError
        From the class.
    form : Field
        The whole form.
    typed : object
        What stands in it; says which entry has which name.
    """
    found: list[Wrong] = []
    for detail in error.errors(include_url=False, include_input=False):
        at, line = _place(form, typed, tuple(detail["loc"]))
        key, gaps = _sentence(detail["type"], detail.get("ctx", {}))
        if detail["type"] == "value_error":
            said = str(detail["msg"]).removeprefix("Value error, ")
            found += [Wrong(at, RULE, {"said": each}, line) for each in _apart(said)]
        elif not any((each.at, each.line) == (at, line) for each in found):  # one said of each kind it may be
            found.append(Wrong(at, key, gaps, line))
    return found


def wrong_files(error: ParameterError, form: Field, typed: Any) -> list[Wrong]:
    """Return which fields name a file that is not among the data files."""
    places = [fault.where.strip("'").split(".") for fault in error.faults]
    ways = [tuple(int(each) if each.isdecimal() else each for each in place) for place in places]
    return [Wrong(_place(form, typed, way)[0], "fault_file") for way in ways]


def say_wrong(wrong: Wrong, language: Language) -> str:
    """Return the sentence about one thing that is wrong."""
    say = wording(TOPIC, language)
    if wrong.key != RULE:
        return say(wrong.key, **wrong.gaps)
    said = str(wrong.gaps["said"])
    for key, pattern in _rules():
        if found := pattern.fullmatch(said):
            told = say(key, **found.groupdict())
            return told[:1].upper() + told[1:].removesuffix(".") + "."
    return say("fault_rule", said=said)


def _sentence(kind: str, context: Mapping[str, Any]) -> tuple[str, dict[str, object]]:
    """Return which sentence says a fault, and what fills it."""
    if kind == "string_too_short":
        least = context["min_length"]
        return ("fault_missing", {}) if least == 1 else ("fault_short", {"least": least})
    if kind.startswith("date"):
        return "fault_date", {}
    key, gaps = KEYS.get(kind, ("fault_kind", {}))
    return key, {name: _plain(context[source]) for name, source in gaps.items()}


def _plain(value: Any) -> Any:
    return f"{value:g}" if isinstance(value, float) else value


def _place(form: Field, typed: Any, way: Sequence[str | int]) -> tuple[At, int | None]:
    """Return the deepest field on the way to a value, and the line in it."""
    at: At = ()
    here, filled = form, typed
    for step in way:
        following = _step(here, filled, step)
        if following is None:
            return at, step + 1 if here.kind == "lines" and isinstance(step, int) else None
        here, filled, more = following
        at = (*at, *more)
    return at, None


def _step(here: Field, filled: Any, step: str | int) -> tuple[Field, Any, At] | None:
    """Go one step into the form; None where it has no field for that."""
    if here.kind == "group" and (inner := here.of(str(step))) is not None:
        return inner, filled.get(step) if isinstance(filled, Mapping) else None, (str(step),)
    if here.item is None or not isinstance(filled, list):
        return None
    if here.kind == "list" and isinstance(step, int) and step < len(filled):
        return here.item, filled[step], (step,)
    if here.kind == "map":
        rows = [row for row, entry in enumerate(filled) if str(entry["key"]).strip() == step]
        return (here.item, filled[rows[0]]["value"], (rows[0], "value")) if rows else None
    return None


def _apart(said: str) -> Iterator[str]:
    """Yield several refusals that a class said in one sentence, one by one."""
    yield from re.split(r"; (?=covariate ')", said)


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return how each rule's own sentence is recognised: as it stands, with anything in its gaps."""
    texts = wording(TOPIC, "en").texts
    return tuple((key, _pattern(text)) for key, text in texts.items() if key.startswith(RULE))


def _pattern(text: str) -> re.Pattern[str]:
    parts: Iterable[str] = re.split(r"\{(\w+)\}", text)
    made = [f"(?P<{part}>.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts)]
    return re.compile("".join(made), re.DOTALL)
