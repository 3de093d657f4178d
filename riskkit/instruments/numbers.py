"""Every number of a definition, by its address in the file."""

from collections.abc import Iterator
from typing import Any, Final

Address = tuple[str | int, ...]

RULED: Final = ("rule", "bands")
"""The parts of a file whose numbers decide the result, and which are written down twice."""


def numbers_in(content: Any, address: Address = ()) -> Iterator[tuple[Address, int | float]]:
    """Yield the address and value of every number below ``content``; truth values are none."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from numbers_in(value, (*address, str(name)))
    elif isinstance(content, list):
        for place, value in enumerate(content):
            yield from numbers_in(value, (*address, place))
    elif isinstance(content, int | float) and not isinstance(content, bool):
        yield address, content


def ruled_numbers(content: dict[str, Any]) -> dict[str, tuple[Address, int | float]]:
    """Return the numbers of rule and bands by readable name: terms and bands by id, not by place."""
    found: dict[str, tuple[Address, int | float]] = {}
    for part in RULED:
        for address, value in numbers_in(content.get(part), (part,)):
            found[_name(content, address)] = (address, value)
    return found


def _name(content: dict[str, Any], address: Address) -> str:
    """Return an address with the id of a list's entry in place of its number."""
    names: list[str] = []
    here: Any = content
    for step in address:
        here = here[step]
        named = isinstance(step, int) and isinstance(here, dict) and isinstance(here.get("id"), str)
        names.append(here["id"] if named else str(step))
    return ".".join(names)
