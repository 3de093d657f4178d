"""Read a YAML file without surprises: no code, no guessed types, no silent overwriting.

YAML 1.1 turns ``NO`` into false, ``0012`` into ten and ``1:30`` into ninety. In a file
that decides about people such guesses are faults, so only ``true``/``false``, plain
decimal numbers, ``null`` and text are known here; everything else stays text. Tags,
anchors and aliases (code, "YAML bombs") and duplicate keys are refused, with their lines.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import yaml

from riskkit.errors import Fault, ParameterError

MAX_BYTES: Final = 2_000_000
MAX_DEPTH: Final = 24

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """The content of one YAML file and where each part of it stands.

    Attributes
    ----------
    content : dict
        The top-level mapping, built of dict, list, str, int, float, bool and None.
    lines : dict of tuple to int
        Line (from 1) of each key and list entry, by its path from the top.
    text : str
        The file's text as read.
    """

    content: dict[str, Any]
    lines: dict[Location, int]
    text: str

    def line_of(self, location: Location) -> int:
        """Return the line of a path, or of the nearest part of it that has one."""
        for end in range(len(location), 0, -1):
            if location[:end] in self.lines:
                return self.lines[location[:end]]
        return 1


_Loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
"""The same loader in C where PyYAML was built with it: several times faster on large files."""


class _PlainResolver(_Loader):
    """A safe loader that resolves only what reads the same to a person."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", "tf"),
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ("~", "n", "")),
    ("tag:yaml.org,2002:int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"^[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+|(?:0|[1-9][0-9]*))(?:[eE][-+]?[0-9]+)?$",
        "-+0123456789.",
    ),
):
    _PlainResolver.add_implicit_resolver(_tag, re.compile(_pattern), list(_first))  # pyright: ignore[reportUnknownMemberType]


def _construct_float(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float:
    return float(str(loader.construct_scalar(node)))


_PlainResolver.add_constructor("tag:yaml.org,2002:float", _construct_float)


def read_yaml(path: Path) -> YamlDocument:
    """Read one YAML file whose top level is a mapping.

    Parameters
    ----------
    path : Path
        A local file of at most 2 MB, UTF-8.

    Returns
    -------
    YamlDocument

    Raises
    ------
    ParameterError
        Missing, too large, not UTF-8, malformed, tags, aliases, duplicate keys, nested
        deeper than 24 levels, or not a mapping; all faults of the structure at once.
    """
    return parse_yaml(_read_text(path), name=path.name)


def parse_yaml(text: str, *, name: str = "text") -> YamlDocument:
    """Parse YAML text by the rules of `read_yaml`; ``name`` stands in the messages."""
    loader = _PlainResolver(text)
    try:
        _refuse_aliases(text, name)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise ParameterError(Fault(name, "is not a mapping of names to values", "name: value lines"))
        lines: dict[Location, int] = {}
        faults: list[Fault] = []
        _walk(node, (), lines, faults, name)
        if faults:
            raise ParameterError(faults)
        content = cast("dict[str, Any]", loader.construct_document(node))
    except yaml.YAMLError as error:
        raise ParameterError(_syntax_fault(error, name)) from None
    except RecursionError:
        raise ParameterError(Fault(name, "is nested too deeply", f"at most {MAX_DEPTH} levels")) from None
    except ValueError:
        raise ParameterError(Fault(name, "holds a number too large to read", "ordinary numbers")) from None
    finally:
        loader.dispose()
    return YamlDocument(content, lines, text)


def _read_text(path: Path) -> str:
    """Return the file's text, or say what keeps it from being read."""
    try:
        if path.exists() and not path.is_file():
            raise ParameterError(Fault(str(path), "cannot be read (no ordinary file)", "a readable file"))
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)  # whatever size it says it has
        if len(raw) > MAX_BYTES:
            size = path.stat().st_size
            raise ParameterError(Fault(path.name, f"has {size} bytes", f"at most {MAX_BYTES}"))
        return raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except FileNotFoundError:
        raise ParameterError(Fault(str(path), "does not exist", remedy="check the path")) from None
    except UnicodeDecodeError:
        raise ParameterError(Fault(path.name, "is not UTF-8 text", "UTF-8")) from None
    except OSError as error:
        raise ParameterError(
            Fault(str(path), f"cannot be read ({error.strerror})", "a readable file")
        ) from None


def _refuse_aliases(text: str, name: str) -> None:
    """Raise on anchors and aliases before anything is expanded."""
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            line = event.start_mark.line + 1
            raise ParameterError(
                Fault(f"{name}, line {line}", "uses an anchor or alias", "every value written out")
            )


def _walk(
    node: yaml.Node, path: Location, lines: dict[Location, int], faults: list[Fault], name: str
) -> None:
    """Note each part's line; collect tags, duplicate keys and too deep nesting."""
    line = node.start_mark.line + 1
    if len(path) > MAX_DEPTH:
        raise RecursionError
    if not node.tag.startswith("tag:yaml.org,2002:") or node.tag.startswith("tag:yaml.org,2002:python"):
        faults.append(Fault(f"{name}, line {line}", f"uses the tag {node.tag}", "plain values without tags"))
    if isinstance(node, yaml.MappingNode):
        _walk_mapping(node, path, lines, faults, name)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            lines[(*path, index)] = value.start_mark.line + 1
            _walk(value, (*path, index), lines, faults, name)


def _walk_mapping(
    node: yaml.MappingNode, path: Location, lines: dict[Location, int], faults: list[Fault], name: str
) -> None:
    """Walk a mapping's entries; its names stay text, even those that look like numbers."""
    seen: set[Hashable] = set()
    for key, value in node.value:
        where = f"{name}, line {key.start_mark.line + 1}"
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(where, "uses a list or mapping as a name", "text names"))
            continue
        if key.value in seen:
            faults.append(Fault(where, f"gives '{key.value}' a second time", "each name once"))
        seen.add(key.value)
        key.tag = "tag:yaml.org,2002:str"
        lines[(*path, key.value)] = key.start_mark.line + 1
        _walk(value, (*path, key.value), lines, faults, name)


def _syntax_fault(error: yaml.YAMLError, name: str) -> Fault:
    """Turn the parser's message into one that names line and problem only."""
    mark = getattr(error, "problem_mark", None)
    where = f"{name}, line {mark.line + 1}" if mark is not None else name
    problem = str(getattr(error, "problem", None) or "cannot be read as YAML")
    if "nesting depth" in problem:  # where the C loader gives up before we do
        return Fault(name, "is nested too deeply", f"at most {MAX_DEPTH} levels")
    return Fault(where, f"is not valid YAML: {problem}", "UTF-8 YAML, two spaces a level")
