"""Compare the numbers of rule and bands with their second transcription."""

from typing import Any

from riskkit.instruments.definition import Instrument
from riskkit.instruments.numbers import Address, ruled_numbers

Problem = tuple[Address, str]
"""Where in the file, and what is wrong there."""


def compare_entries(instrument: Instrument, content: dict[str, Any]) -> list[Problem]:
    """Return every number that was not written down twice with the same value."""
    if instrument.second_entry is None:
        return []
    first = ruled_numbers(content)
    at: Address = ("second_entry", "numbers")
    problems: list[Problem] = []
    second: set[str] = set()
    for name, reads, _ in instrument.second_entry.entries:
        if name in second:
            problems.append((at, f"writes '{name}' down twice"))
        second.add(name)
        if name not in first:
            problems.append((at, f"writes down '{name}', which the file does not have"))
        elif not _same(first[name][1], reads):
            problems.append(
                (first[name][0], f"differs from its second transcription ('{name}'): look it up again")
            )
    problems += [
        (address, f"was written down once only: '{name}' is not in 'second_entry'")
        for name, (address, _) in first.items()
        if name not in second
    ]
    return problems


def _same(value: int | float, reads: str) -> bool:
    try:
        return float(reads) == float(value)
    except ValueError:
        return False
