"""Change every number of an instrument in turn and see that its own cases notice.

A test that would pass with a wrong coefficient proves nothing about the coefficient. So each
number is changed as people and programs get numbers wrong - another sign, another last digit,
the decimal point moved, two neighbours swapped, two labels swapped - and the changed
definition must be refused by its form, its consistency, its cases or its properties. Double
entry would catch them all; it is counted beside the rest and never needed.

Run the whole library with ``python -m riskkit.instruments.mutation`` (``make mutate``).
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from riskkit.instruments.case_check import Prepared, check_coverage, prepare_cases, run_cases, run_complete
from riskkit.instruments.consistency import check_arithmetic, check_consistency
from riskkit.instruments.definition import Instrument
from riskkit.instruments.double_entry import compare_entries
from riskkit.instruments.loader import find, library_files, load
from riskkit.instruments.numbers import Address, numbers_in
from riskkit.instruments.properties import check_properties
from riskkit.parameters import read_yaml

NUMBERED: Final = ("rule", "bands", "domains", "impossible", "missing")
"""The parts whose numbers decide a result; worked cases and the second transcription check them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what kind, where, and the new content of the places it touches."""

    kind: str
    where: str
    values: tuple[tuple[Address, Any], ...]


@dataclass(frozen=True, slots=True)
class MutationResult:
    """How many changes of an instrument were tried and caught.

    Attributes
    ----------
    instrument : str
    tried : int
        Changes; 0 where the instrument holds no numbers.
    caught : dict of str to int
        By what noticed: ``form``, ``consistency``, ``cases`` or ``properties``.
    survivors : tuple of str
        Changes that nothing noticed.
    double_entry : int
        Changes that the second transcription alone notices: those of rule and bands.
    """

    instrument: str
    tried: int
    caught: dict[str, int]
    survivors: tuple[str, ...]
    double_entry: int = 0

    @property
    def score(self) -> float:
        """Share of the changes that were noticed, in [0, 1]; 1 where there was nothing to change."""
        return 1.0 if self.tried == 0 else 1 - len(self.survivors) / self.tried


def mutate(original: Instrument, path: Path, *, every: int = 1) -> MutationResult:
    """Try the changes of one instrument.

    Parameters
    ----------
    original : Instrument
        As it was loaded.
    path : Path
        Its file.
    every : int
        Try each change whose place in the list is a multiple of this; 1 tries all.
    """
    content = read_yaml(path).content
    judge = _Judge(original, content)
    caught: Counter[str] = Counter()
    survivors: list[str] = []
    double = 0
    chosen = [change for place, change in enumerate(changes(content)) if place % every == 0]
    for change in chosen:
        double += judge.differs_from_second_entry(change)
        noticed = judge.notices(change)
        if noticed is None:
            survivors.append(f"{change.kind} at {change.where}")
        else:
            caught[noticed] += 1
    return MutationResult(original.id, len(chosen), dict(caught), tuple(survivors), double)


def changes(content: dict[str, Any]) -> Iterator[Change]:
    """Yield every change of a definition's numbers, and every swap of two options' labels."""
    for part in NUMBERED:
        numbers = list(numbers_in(content.get(part), (part,)))
        for place, (address, value) in enumerate(numbers):
            where = ".".join(map(str, address))
            for kind, other in _other_values(value):
                yield Change(kind, where, ((address, other),))
            if place + 1 < len(numbers):
                next_address, next_value = numbers[place + 1]
                neighbours = next_address[:-1] == address[:-1] and not _in_a_sum(content, address)
                if neighbours and next_value != value:
                    yield Change("neighbour swap", where, ((address, next_value), (next_address, value)))
    yield from _label_swaps(content)


def _in_a_sum(content: dict[str, Any], address: Address) -> bool:
    """Whether a number is one of two that are added up for one option: their order means nothing."""
    if address[:2] != ("rule", "terms") or len(address) != 6:
        return False
    return content["rule"]["terms"][address[2]]["kind"] == "levels"


def _other_values(value: int | float) -> Iterator[tuple[str, int | float]]:
    """Yield what a number could have become; nothing that is the same number."""
    if value != 0:
        yield "sign", -value
        yield "decimal shift", value * 10 if isinstance(value, int) else float(Decimal(repr(value)) * 10)
    if isinstance(value, int):
        yield "last digit", value + 1
    else:
        written = Decimal(repr(value))
        step = Decimal((0, (1,), int(written.as_tuple().exponent)))
        yield "last digit", float(written + step)


def _label_swaps(content: dict[str, Any]) -> Iterator[Change]:
    for place, domain in enumerate(content.get("domains", [])):
        for inner, item in enumerate(domain["items"]):
            options = item.get("options", [])
            for first in range(len(options) - 1):
                here: Address = ("domains", place, "items", inner, "options", first, "label")
                there: Address = (*here[:-2], first + 1, "label")
                labels = (options[first]["label"], options[first + 1]["label"])
                where = f"{item['id']}: {options[first]['code']} and {options[first + 1]['code']}"
                yield Change("label swap", where, ((here, labels[1]), (there, labels[0])))


class _Judge:
    """Builds a changed definition and says what notices the change."""

    def __init__(self, original: Instrument, content: dict[str, Any]) -> None:
        self._original = original
        # worked cases and second transcription stay as they are: they are what notices
        self._content = {
            name: part for name, part in content.items() if name not in {"cases", "second_entry"}
        }
        self._content["hash"] = hashlib.sha256(b"changed").hexdigest()

    @cached_property
    def _prepared(self) -> Prepared:
        return prepare_cases(self._original)

    def notices(self, change: Change) -> str | None:
        """Return what notices a change, or None where nothing does."""
        changed = self._changed(change)
        if changed is None:
            return "form"
        if check_consistency(changed) or (not changed.is_judgement and check_arithmetic(changed)):
            return "consistency"
        if changed.is_judgement:
            return None
        items_changed = change.values[0][0][0] == "domains"
        prepared = prepare_cases(changed) if items_changed else self._prepared
        if prepared.problems or any(found for _, found in run_complete(changed.engine, prepared)):
            return "cases"
        if any(result.problems for result in run_cases(changed, changed.engine, prepared)):
            return "cases"
        if check_coverage(changed, prepared):
            return "cases"
        held = all(result.held for result in check_properties(changed))
        return None if held else "properties"

    def differs_from_second_entry(self, change: Change) -> bool:
        """Whether the second transcription of the numbers, by itself, notices a change."""
        return bool(compare_entries(self._original, self._content_with(change)))

    def _content_with(self, change: Change) -> dict[str, Any]:
        content = self._content
        for address, value in change.values:
            content = _replaced(content, address, value)
        return content

    def _changed(self, change: Change) -> Instrument | None:
        try:
            changed = Instrument.model_validate_json(json.dumps(self._content_with(change)))
        except ValidationError:
            return None
        kept = {"cases": self._original.cases, "second_entry": self._original.second_entry}
        return changed.model_copy(update=kept)  # nothing has been worked out from it yet


def _replaced(content: Any, address: Address, value: Any) -> Any:
    """Return content with one place changed; what lies beside the way there is shared, not copied."""
    if not address:
        return value
    changed: Any = list(content) if isinstance(content, list) else dict(content)
    changed[address[0]] = _replaced(changed[address[0]], address[1:], value)
    return changed


def main(names: list[str]) -> int:
    """Print the score of each instrument named (all without names); return 1 where a change survived."""
    survived = 0
    for path in [find(name) for name in names] or library_files():
        result = mutate(load(path), path)
        survived += len(result.survivors)
        by = ", ".join(f"{name} {count}" for name, count in sorted(result.caught.items()))
        print(  # noqa: T201 - a command of its own
            f"{result.instrument:24} {result.tried:5} changes, {result.score:7.2%} caught ({by or 'none'}); "
            f"double entry alone {result.double_entry}",
            flush=True,
        )
        for survivor in result.survivors:
            print(f"    survived: {survivor}")  # noqa: T201
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
