"""One hundred people, so many of them filled: a risk as something to count."""

from typing import Final

from riskkit.disclosure import Released, opened
from riskkit.figures.svg import Figure, drawing, element

STEP: Final = 17.0
FILLED: Final = "#0b3d66"
EMPTY: Final = "#6b6b6b"


def draw_icons(released: Released[int], *, title: str, description: str, name: str) -> Figure:
    """Draw 100 figures in rows of 20, the first so many filled.

    Parameters
    ----------
    released : Released int
        0 to 100.
    title, description : str
        What it shows, in words.
    name : str
        Identifier of the figure in its page.

    Raises
    ------
    UnreleasedRefused
        The count did not pass disclosure control.
    """
    count = opened(released)
    people = [_person(index, filled=index < count) for index in range(100)]
    size = (20 * STEP + 4, 5 * (STEP + 5) + 2)
    return Figure(name, title, drawing(name, title, description, size, *people), "")


def _person(index: int, *, filled: bool) -> str:
    x, y = 2 + STEP * (index % 20) + STEP / 2, 2 + (STEP + 5) * (index // 20)
    style: dict[str, str | float] = (
        {"fill": FILLED, "stroke": FILLED} if filled else {"fill": "none", "stroke": EMPTY}
    )
    return element(
        "g",
        element("circle", cx=x, cy=y + 4, r=3.2),
        element("path", d=f"M{x - 5:.1f} {y + 18:.1f} v-4 a5 5 0 0 1 10 0 v4 Z"),
        stroke_width=1.1,
        **style,
    )
