"""Between a form and plain values: what stands in each field, and what was typed there.

A form holds texts, yes or no, lists of entries, and nothing for a part that is left out. The
browser is outside: what it sends is checked for shape and size here, whatever the page's own
controls allow, and what has no field is refused.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from riskkit.errors import ParameterError
from riskkit.pages.launcher_fields import Field
from riskkit.parameters.yaml_source import parse_yaml

WHOLE: Final = re.compile(r"[-+]?[0-9]{1,18}")
NUMBER: Final = re.compile(r"[-+]?[0-9]{1,18}(?:[.,][0-9]{1,18})?(?:[eE][-+]?[0-9]{1,3})?")
QUOTED: Final = re.compile(r'"(.*)"', re.DOTALL)

MOST_SIGNS: Final = 200_000
MOST_ENTRIES: Final = 500

NOTHING: Final = object()
"""Stands for a field that is left empty: it is left out, as in a parameter file."""

At = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong.

    Attributes
    ----------
    at : tuple of str and int
        The way to the field, from the top of the form.
    key : str
        Which sentence says it.
    gaps : mapping
        What fills the sentence.
    line : int or None
        Line of the field, from 1, where it has several.
    """

    at: At
    key: str
    gaps: Mapping[str, object] = field(default_factory=dict[str, object])
    line: int | None = None


def field_id(at: At) -> str:
    """Return the id of the field at this place in the form."""
    return "-".join(("p", *map(str, at)))


def filled(field: Field, value: Any) -> Any:
    """Return what stands in a form for a plain value; None where there is none.

    Parameters
    ----------
    field : Field
        The field, or the group of a whole form.
    value : plain value
        As a parameter file gives it.
    """
    if value is None:
        return _blank(field)
    if field.kind in ("group", "list", "map", "lines"):
        return _filled_entries(field, value)
    if field.kind == "several":
        return list(value)
    if field.kind == "yes_no":
        return bool(value)
    if field.kind == "yaml":
        return json.dumps(value, ensure_ascii=False)
    if field.kind == "value" and isinstance(value, str) and NUMBER.fullmatch(value):
        return f'"{value}"'  # a text that looks like a number
    return str(value)


def _filled_entries(field: Field, value: Any) -> Any:
    if field.kind == "group":
        return {each.name: filled(each, _of(value, each)) for each in field.fields}
    if field.kind == "map":
        return [{"key": str(key), "value": filled(_item(field), each)} for key, each in value.items()]
    entries = [filled(_item(field), each) for each in value]
    return "\n".join(entries) if field.kind == "lines" else entries


def empty(field: Field) -> Any:
    """Return what stands in a form before anything is chosen: defaults, and what must be there."""
    return filled(field, field.default) if field.default is not None else _blank(field, required=True)


def read_typed(field: Field, typed: Any) -> tuple[dict[str, Any], list[Wrong]]:
    """Return the plain values of a whole form, and everything in it that cannot be read.

    Parameters
    ----------
    field : Field
        The form.
    typed : object
        What the browser sent.
    """
    reader = _Typed()
    if not isinstance(typed, Mapping) or len(json.dumps(typed)) > MOST_SIGNS:
        return {}, [Wrong((), "fault_shape")]
    values = reader.read(field, typed, ())
    return (values if isinstance(values, dict) else {}), reader.faults


class _Typed:
    """Reads what was typed, and remembers what cannot be read."""

    def __init__(self) -> None:
        self.faults: list[Wrong] = []

    def read(self, field: Field, typed: Any, at: At) -> Any:
        """Return the plain value of one field; `NOTHING` where it is left empty."""
        if typed is None and not (field.kind == "group" and at == ()):
            return NOTHING
        readers = {
            "group": self._group, "list": self._list, "map": self._map, "several": self._several,
            "yes_no": self._yes_no, "lines": self._lines,
        }  # fmt: skip
        return readers.get(field.kind, self._text)(field, typed, at)

    def _told(self, at: At) -> bool:
        """Return whether something is known to be wrong at a place."""
        return any(each.at == at for each in self.faults)

    def _wrong(self, at: At, key: str = "fault_shape") -> Any:
        self.faults.append(Wrong(at, key))
        return NOTHING

    def _group(self, field: Field, typed: Any, at: At) -> Any:
        if not isinstance(typed, Mapping):
            return self._wrong(at)
        if any(field.of(name) is None for name in typed):
            return self._wrong(at, "fault_unknown")
        read = {each.name: self.read(each, typed.get(each.name), (*at, each.name)) for each in field.fields}
        return {name: value for name, value in read.items() if value is not NOTHING}

    def _list(self, field: Field, typed: Any, at: At) -> Any:
        if not isinstance(typed, list) or len(typed) > MOST_ENTRIES:
            return self._wrong(at)
        read = [self.read(_item(field), each, (*at, index)) for index, each in enumerate(typed)]
        return [None if each is NOTHING else each for each in read] if read or field.required else NOTHING

    def _map(self, field: Field, typed: Any, at: At) -> Any:
        if not isinstance(typed, list) or len(typed) > MOST_ENTRIES:
            return self._wrong(at)
        read: dict[str, Any] = {}
        for index, entry in enumerate(typed):
            name = entry.get("key") if isinstance(entry, Mapping) else None
            if not isinstance(name, str) or set(entry) != {"key", "value"}:
                return self._wrong(at)
            if not name.strip():
                self._wrong((*at, index, "key"), "fault_missing")
            elif name.strip() in read:
                self._wrong((*at, index, "key"), "fault_twice")
            else:
                value = self.read(_item(field), entry["value"], (*at, index, "value"))
                read[name.strip()] = value
                if value is NOTHING and not self._told((*at, index, "value")):
                    self._wrong((*at, index, "value"), "fault_missing")
        return read if read or field.required else NOTHING

    def _several(self, field: Field, typed: Any, at: At) -> Any:
        if not isinstance(typed, list) or not set(map(str, typed)) <= set(field.options):
            return self._wrong(at)
        return [each for each in field.options if each in typed] if typed or field.required else NOTHING

    def _yes_no(self, field: Field, typed: Any, at: At) -> Any:
        return typed if isinstance(typed, bool) else self._wrong(at)

    def _lines(self, field: Field, typed: Any, at: At) -> Any:
        if not isinstance(typed, str):
            return self._wrong(at)
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        read = [self._text(_item(field), line, at) for line in lines]
        known = [each for each in read if each is not NOTHING]
        return known if known or field.required else NOTHING

    def _text(self, field: Field, typed: Any, at: At) -> Any:
        if not isinstance(typed, str):
            return self._wrong(at)
        text = typed.strip()
        if not text:
            return NOTHING
        if field.kind in ("whole", "number", "value"):
            return self._number(field, text, at)
        return self._yaml(text, at) if field.kind == "yaml" else text

    def _number(self, field: Field, text: str, at: At) -> Any:
        quoted = QUOTED.fullmatch(text) if field.kind == "value" else None
        if quoted:
            return quoted[1]
        if WHOLE.fullmatch(text):
            return int(text)
        if field.kind != "whole" and NUMBER.fullmatch(text):
            return float(text.replace(",", "."))
        if field.kind == "value":
            return text
        return self._wrong(at, "fault_whole" if field.kind == "whole" else "fault_number")

    def _yaml(self, text: str, at: At) -> Any:
        try:
            return parse_yaml("value:\n" + "\n".join(f"  {line}" for line in text.splitlines())).content[
                "value"
            ]
        except ParameterError:
            return self._wrong(at, "fault_yaml")


def _item(field: Field) -> Field:
    if field.item is None:
        raise ValueError(f"a field of kind {field.kind} has entries of some kind")
    return field.item


def _of(value: Any, field: Field) -> Any:
    """Return the value of one field of a group: what is given, else what holds without."""
    given = value.get(field.name) if isinstance(value, Mapping) else None
    return field.default if given is None else given


def _blank(field: Field, *, required: bool = False) -> Any:
    """Return an empty field; a part that may be left out is nothing at all."""
    if field.kind == "group":
        if not (field.required or required):
            return None
        return {
            each.name: empty(each) if each.required else filled(each, each.default) for each in field.fields
        }
    if field.kind in ("list", "map", "several"):
        return []
    return False if field.kind == "yes_no" else ""
