"""Typed parameters: one frozen class a notebook; every fault of a file reported at once."""

from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from riskkit.errors import Fault, ParameterError
from riskkit.parameters.yaml_source import YamlDocument, parse_yaml, read_yaml

ModelT = TypeVar("ModelT", bound=BaseModel)


class Parameters(BaseModel):
    """Parameters of one question: strict types, no unknown names, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    def located(self, folder: Path) -> Self:
        """Return these parameters with the files they name found from ``folder``."""
        return self


def read_parameters(path: Path, model: type[ModelT], changes: dict[str, Any] | None = None) -> ModelT:
    """Read a parameter file into its typed class.

    Parameters
    ----------
    path : Path
        A YAML file.
    model : type
        The notebook's parameter class.
    changes : dict, optional
        Values that replace those of the file, by name.

    Raises
    ------
    ParameterError
        Every unknown, missing, ill-typed or out-of-range name, with its line.
    """
    document = read_yaml(path)
    return check_parameters({**document.content, **(changes or {})}, model, document, path.name)


def check_parameters(
    values: dict[str, Any],
    model: type[ModelT],
    document: YamlDocument | None = None,
    name: str = "parameters",
) -> ModelT:
    """Return ``values`` as ``model``, or raise one ParameterError with every fault."""
    try:
        # JSON mode: lists become tuples and text becomes dates, but nothing else is cast
        return model.model_validate_json(_as_json(values))
    except ValidationError as error:
        faults = [_fault(dict(detail), document, name, model) for detail in error.errors()]
        raise ParameterError(faults) from None


def _as_json(values: dict[str, Any]) -> str:
    import json

    try:
        return json.dumps(values, allow_nan=False)
    except (TypeError, ValueError):
        raise ParameterError(
            Fault("parameters", "hold a value that is no text, number, list or mapping", "plain values")
        ) from None


def _fault(detail: dict[str, Any], document: YamlDocument | None, name: str, model: type[BaseModel]) -> Fault:
    """Say one pydantic error in our form; the value given is not repeated."""
    location = tuple(detail["loc"])
    dotted = ".".join(str(part) for part in location) or name
    dotted = dotted.encode("unicode_escape").decode("ascii")  # a name may hold newlines or controls
    where = f"'{dotted}'"
    if document is not None and location[:1] and str(location[0]) in document.content:
        where = f"{name}, line {document.line_of(location)}, '{dotted}'"
    if detail["type"] == "extra_forbidden":
        known = ", ".join(model.model_fields)
        return Fault(where, "is not a known name", remedy=f"names at the top level: {known}")
    if detail["type"] == "missing":
        return Fault(where, "is missing", remedy="add it")
    message = str(detail["msg"]).removeprefix("Value error, ")
    return Fault(where, message[:1].lower() + message[1:])


def read_value(text: str, name: str, model: type[BaseModel]) -> Any:
    """Return a value typed on the command line as its field means it; nothing else is guessed.

    Text stays text where the field takes text ("0012" stays so, "NO" is no false); otherwise it
    is read as one YAML value: ``52``, ``true``, ``[10, 26, 52]``. ``null`` is none at all where
    the field allows that.

    Parameters
    ----------
    text : str
        As typed.
    name : str
        Name of the field; for a name that ``model`` does not know the text is returned.
    model : type
        The parameter class.

    Raises
    ------
    ParameterError
        Neither text nor a YAML value.
    """
    if name not in model.model_fields:
        return text
    if text == "null" and _accepts(model, name, None):
        return None
    if _accepts(model, name, text):
        return text
    return parse_yaml(f"value: {text}", name=f"'{name}'").content["value"]


def _accepts(model: type[BaseModel], name: str, value: Any) -> bool:
    """Return whether a field of ``model`` takes ``value``, whatever the other fields hold."""
    try:
        model.model_validate({name: value})
    except ValidationError as error:
        return not any(detail["loc"][:1] == (name,) for detail in error.errors())
    return True
