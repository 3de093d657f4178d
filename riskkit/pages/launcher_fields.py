"""A parameter class as fields of a form, made from the class itself: kinds, choices, ranges, parts.

The JSON schema of the class says all that is needed, so that a new report has its form without
any code here. What cannot be shown as fields is typed as YAML, as in a parameter file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from riskkit.parameters import Parameters

Kind = Literal[
    "text", "long", "number", "whole", "yes_no", "choice", "date", "value", "lines", "several", "group",
    "list", "map", "yaml",
]  # fmt: skip
"""``value`` is a number or a text; ``lines`` a list with one entry a line; ``several`` a list of choices;
``map`` a list of names, each with something of its own."""

LONG: Final = 1000
"""A text that may be this long gets room for several lines."""

FILLED_BY_US: Final = frozenset({"withheld"})
"""What a report's plan fills in; nobody types it."""

MOST_DEPTH: Final = 8

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field, or a part with fields of its own.

    Attributes
    ----------
    name : str
        Name in the parameter class; empty for an entry of a list.
    kind : str
        How it is filled in.
    required : bool
        Whether there is neither a default nor the choice to leave it out.
    default : plain value
        What holds if it is left empty; None if nothing does.
    options : tuple of str
        Of a choice.
    rules : tuple of (str, number)
        Smallest and largest, fewest and most, by the names of JSON schema.
    fields : tuple of Field
        Of a group.
    item : Field or None
        Of a list or a map: what each entry is.
    """

    name: str
    kind: Kind
    required: bool = True
    default: Any = None
    options: tuple[str, ...] = ()
    rules: tuple[tuple[str, float], ...] = ()
    fields: tuple["Field", ...] = ()
    item: "Field | None" = None

    def of(self, name: str) -> "Field | None":
        """Return the field of a group by its name."""
        return next((each for each in self.fields if each.name == name), None)


def form_fields(model: type[Parameters]) -> Field:
    """Return the form of a parameter class: one group with its fields in order."""
    schema: dict[str, Any] = model.model_json_schema()
    return _Reader(schema.get("$defs", {})).group("", schema, depth=0)


class _Reader:
    """Reads JSON schema into fields; knows the parts that the schema refers to."""

    def __init__(self, parts: Mapping[str, Schema]) -> None:
        self._parts = parts

    def group(self, name: str, schema: Schema, *, depth: int) -> Field:
        """Return a part with its fields."""
        needed = set(schema.get("required", ()))
        fields = tuple(
            self.field(each, inner, required=each in needed, depth=depth + 1)
            for each, inner in schema.get("properties", {}).items()
            if each not in FILLED_BY_US
        )
        return Field(name, "group", fields=fields)

    def field(self, name: str, schema: Schema, *, required: bool, depth: int) -> Field:
        """Return one field with whether it must be filled in and what holds otherwise."""
        plain = self._plain(schema)
        read = self._read(name, plain, depth)
        return Field(
            name, read.kind, required, schema.get("default"), read.options, read.rules, read.fields, read.item
        )

    def _plain(self, schema: Schema) -> Schema:
        """Follow references, and leave out that something may be nothing."""
        if "$ref" in schema:
            return self._plain(self._parts[str(schema["$ref"]).rpartition("/")[2]])
        branches = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        return self._plain(branches[0]) if len(branches) == 1 else schema

    def _read(self, name: str, schema: Schema, depth: int) -> Field:
        kind, rules = schema.get("type"), _rules(schema)
        if depth > MOST_DEPTH:
            return Field(name, "yaml")
        if "anyOf" in schema:
            simple = all(each.get("type") in ("integer", "number", "string") for each in schema["anyOf"])
            return Field(name, "value" if simple else "yaml")
        if "enum" in schema or "const" in schema:
            options = tuple(schema.get("enum", [schema.get("const")]))
            simple = all(isinstance(each, str) for each in options)
            return Field(name, "choice", options=options) if simple else Field(name, "yaml")
        if kind == "object":
            return self._object(name, schema, depth)
        if kind == "array":
            return self._array(name, schema, depth)
        if kind == "string":
            long = schema.get("maxLength", 0) >= LONG
            given = "date" if schema.get("format") == "date" else "long" if long else "text"
            return Field(name, given, rules=rules)
        simple_kinds: dict[object, Kind] = {"boolean": "yes_no", "integer": "whole", "number": "number"}
        return Field(name, simple_kinds.get(kind, "yaml"), rules=rules)

    def _object(self, name: str, schema: Schema, depth: int) -> Field:
        if "properties" in schema:
            return self.group(name, schema, depth=depth)
        inner = schema.get("additionalProperties")
        if not isinstance(inner, Mapping):
            return Field(name, "yaml")
        return Field(name, "map", rules=_rules(schema), item=self._entry(inner, depth))

    def _array(self, name: str, schema: Schema, depth: int) -> Field:
        inner = schema.get("items")
        if not isinstance(inner, Mapping):
            return Field(name, "yaml")
        item, rules = self._entry(inner, depth), _rules(schema)
        if item.kind == "choice":
            return Field(name, "several", options=item.options, rules=rules)
        if item.kind in ("text", "long", "number", "whole", "value", "date"):
            return Field(name, "lines", rules=rules, item=item)
        return Field(name, "list", rules=rules, item=item)

    def _entry(self, schema: Schema, depth: int) -> Field:
        return self.field("", schema, required=True, depth=depth + 1)


def _rules(schema: Schema) -> tuple[tuple[str, float], ...]:
    names = (
        "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "minItems", "maxItems", "minProperties",
        "maxProperties", "minLength", "maxLength",
    )  # fmt: skip
    return tuple((name, schema[name]) for name in names if isinstance(schema.get(name), int | float))
