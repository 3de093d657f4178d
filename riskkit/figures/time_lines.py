"""One person's follow-up counted in two ways: where immortal time goes."""

from dataclasses import dataclass
from typing import Final

from riskkit.disclosure import Released, opened
from riskkit.figures.svg import Figure, drawing, element, text

LEFT: Final = 110.0
WIDTH: Final = 760.0
RIGHT: Final = 30.0
HIGH: Final = 30.0
INK: Final = "#262626"
WITH: Final = "#0b3d66"
WITHOUT: Final = "#ffffff"
WRONG: Final = "#a33b00"


@dataclass(frozen=True, slots=True)
class LineTexts:
    """The words on and around the two lines."""

    title: str
    description: str
    caption: str
    naive: str
    right: str
    release: str
    start: str
    end: str
    with_: str
    without: str
    wrong: str


def draw_time_lines(released: Released[float], texts: LineTexts, name: str) -> Figure:
    """Draw two bars, the first counted naively, the second as it was.

    Parameters
    ----------
    released : Released float
        Where between release and end the measure starts, in (0, 1); kept between 0.25 and 0.75
        so that the words fit: the picture explains, it measures nothing.
    texts : LineTexts
        Words in the reader's language.
    name : str
        Identifier of the figure in its page.

    Raises
    ------
    UnreleasedRefused
        The share did not pass disclosure control.
    """
    share = opened(released)
    full = WIDTH - LEFT - RIGHT
    middle = LEFT + full * min(0.75, max(0.25, share))
    end = LEFT + full
    parts = [text(texts.naive, 8, 38, fill=INK), text(texts.right, 8, 98, fill=INK)]
    parts += _bar(LEFT, middle, 18, WRONG, texts.wrong, "#ffffff")
    parts += _bar(middle, end, 18, WITH, texts.with_, "#ffffff")
    parts += _bar(LEFT, middle, 78, WITHOUT, texts.without, INK)
    parts += _bar(middle, end, 78, WITH, texts.with_, "#ffffff")
    for x, word, anchor in (
        (LEFT, texts.release, "start"), (middle, texts.start, "middle"), (end, texts.end, "end"),
    ):  # fmt: skip
        parts.append(element("line", x1=x, x2=x, y1=12, y2=118, stroke=INK, stroke_width=1))
        parts.append(text(word, x, 136, text_anchor=anchor, fill=INK))
    picture = drawing(name, texts.title, texts.description, (WIDTH, 146.0), *parts)
    return Figure(name, texts.title, picture, texts.caption)


def _bar(left: float, right: float, top: float, fill: str, word: str, ink: str) -> list[str]:
    middle = (left + right) / 2
    return [
        element("rect", x=left, y=top, width=right - left, height=HIGH, fill=fill, stroke=INK),
        text(word, middle, top + HIGH / 2 + 4, text_anchor="middle", fill=ink),
    ]
