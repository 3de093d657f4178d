"""What figures and tables take: a report that passed disclosure control, and no other.

There are two doors. `publish` lets through what is about open data, and names the ground: the
origin that the data themselves declare. `gathered` lets through what was put together from
released counts, curves and medians, whose rules it carries. What is derived from released
figures alone (`Released.map`) is released too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from riskkit.cohort.origin import Origin
from riskkit.disclosure.curve import ReleasedCurve
from riskkit.disclosure.median import ReleasedMedian
from riskkit.disclosure.rules import Rules
from riskkit.disclosure.table import ReleasedTable
from riskkit.errors import UnreleasedRefused

T = TypeVar("T")
U = TypeVar("U")
T_co = TypeVar("T_co", covariant=True)

OPEN = Rules(threshold=1, dominance_share=1.0, p_ratio=0.0)
"""Published and made-up people have nothing left to hide."""

Part = ReleasedTable | ReleasedCurve | ReleasedMedian


@dataclass(frozen=True, slots=True)
class Released(Generic[T_co]):
    """Something about a group that may leave.

    Attributes
    ----------
    shown : object
        What may be shown; figures that are withheld are missing in it.
    rules : Rules
        Under which it was released.
    ground : Origin or None
        Why it is shown whole; None where it was held to the rules.
    """

    shown: T_co
    rules: Rules
    ground: Origin | None

    def map(self, view: Callable[[T_co], U]) -> "Released[U]":
        """Return what ``view`` makes of it: nothing is learnt that was not shown.

        Parameters
        ----------
        view : callable
            A function of its argument alone.
        """
        return Released(view(self.shown), self.rules, self.ground)


def publish(value: T, origin: Origin | None) -> Released[T]:
    """Let something through whole because the data are open.

    Parameters
    ----------
    value : object
        A report or a part of one.
    origin : Origin or None
        What the data declare of themselves.

    Raises
    ------
    UnreleasedRefused
        They declare nothing: they are people's own.
    """
    if not isinstance(origin, Origin):
        raise UnreleasedRefused(
            "these data are neither published nor made up; allowed: data that riskkit ships with their "
            "source, or makes up itself; release their counts and curves under the rules"
        )
    return Released(value, OPEN, origin)


def gathered(value: T, parts: Sequence[Part]) -> Released[T]:
    """Let something through that was put together from released parts.

    Parameters
    ----------
    value : object
        A report in which every figure comes from the parts, or leaves only where they do.
    parts : sequence of ReleasedTable, ReleasedCurve or ReleasedMedian
        At least one, all under the same rules.

    Raises
    ------
    UnreleasedRefused
        There are no parts, one of them was not released, or their rules differ.
    """
    strange = [
        type(part).__name__
        for part in parts
        if not isinstance(part, Part)  # pyright: ignore[reportUnnecessaryIsInstance] - at run time it may be
    ]
    if strange or not parts:
        raise UnreleasedRefused(
            f"put together from {', '.join(strange) or 'nothing'}; "
            "allowed: released tables, curves and medians"
        )
    if any(part.rules != parts[0].rules for part in parts):
        raise UnreleasedRefused("put together from parts under different rules; allowed: the same rules")
    return Released(value, parts[0].rules, None)


def opened(released: Released[T], wanted: type[object] = object) -> T:
    """Return what was released.

    Parameters
    ----------
    released : Released
        What a figure or table was handed.
    wanted : type, optional
        What it must hold.

    Raises
    ------
    UnreleasedRefused
        It was not released, or is not what is wanted.
    """
    if not isinstance(released, Released) or not isinstance(  # pyright: ignore[reportUnnecessaryIsInstance]
        released.shown, wanted
    ):
        raise _refused(released)
    return released.shown


def check_released_table(table: ReleasedTable) -> None:
    """Raise where what a figure or table was handed is no released table: UnreleasedRefused."""
    if not isinstance(table, ReleasedTable):  # pyright: ignore[reportUnnecessaryIsInstance] - at run time
        raise _refused(table)


def _refused(given: object) -> UnreleasedRefused:
    return UnreleasedRefused(
        f"a figure or table was handed a {type(given).__name__} that did not pass disclosure control; "
        "allowed: what riskkit.disclosure released"
    )
