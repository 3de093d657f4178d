"""Observed against predicted risk: the smooth curve with its band, and where the people are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from riskkit.disclosure import Released, opened
from riskkit.figures.svg import Figure, drawing, element, text

LEFT: Final = 96.0
SIDE: Final = 360.0
TOP: Final = 14.0
STRIP: Final = 44.0
INK: Final = "#262626"
BLUE: Final = "#0b3d66"
STEPS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class CalibrationTexts:
    """The words around the curve."""

    title: str
    description: str
    caption: str
    predicted: str
    observed: str


@dataclass(frozen=True, slots=True)
class Calibrated:
    """Observed against predicted risk.

    Attributes
    ----------
    curve : pandas.DataFrame
        risk, observed, lower, upper, by rising risk; cut at 0 and 1.
    shares : tuple of float
        Share of the people in equal steps of predicted risk, from 0 to 1; empty where these are
        withheld.
    """

    curve: pd.DataFrame
    shares: tuple[float, ...]


def draw_calibration(
    released: Released[Calibrated],
    texts: CalibrationTexts,
    percent: Callable[[float], str],
    name: str,
) -> Figure:
    """Draw a square from 0 to 100 % with the diagonal, the curve, its band and a strip of bars.

    Parameters
    ----------
    released : Released Calibrated
        Curve and people.
    texts : CalibrationTexts
        Words in the reader's language.
    percent : callable
        Share to text.
    name : str
        Identifier of the figure in its page.

    Raises
    ------
    UnreleasedRefused
        The curve did not pass disclosure control.
    """
    curve, shares = opened(released).curve, opened(released).shares

    def x(risk: float) -> float:
        return LEFT + SIDE * min(1.0, max(0.0, risk))

    def y(risk: float) -> float:
        return TOP + SIDE * (1 - min(1.0, max(0.0, risk)))

    def path(column: str) -> list[str]:
        pairs = zip(curve["risk"], curve[column], strict=True)
        return [f"{x(float(risk)):.1f} {y(float(value)):.1f}" for risk, value in pairs]

    parts = _axes(texts, percent, x, y)
    parts.append(
        element("line", x1=x(0), y1=y(0), x2=x(1), y2=y(1), stroke="#595959", stroke_dasharray="6 5")
    )
    band = "M" + " L".join([*path("upper"), *reversed(path("lower"))]) + " Z"
    parts.append(element("path", d=band, fill=BLUE, fill_opacity=0.15))
    parts.append(
        element("path", d="M" + " L".join(path("observed")), fill="none", stroke=BLUE, stroke_width=2.6)
    )
    parts += _bars(shares, x, TOP + SIDE + STRIP)
    height = TOP + SIDE + STRIP + 48
    picture = drawing(name, texts.title, texts.description, (LEFT + SIDE + 30, height), *parts)
    return Figure(name, texts.title, picture, texts.caption)


def _axes(
    texts: CalibrationTexts,
    percent: Callable[[float], str],
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> list[str]:
    bottom = TOP + SIDE + STRIP
    rows: list[str] = []
    for share in STEPS:
        rows.append(element("line", x1=x(0), x2=x(1), y1=y(share), y2=y(share), stroke="#d9d9d9"))
        rows.append(text(percent(share), LEFT - 8, y(share) + 4, text_anchor="end", fill=INK))
        rows.append(element("line", x1=x(share), x2=x(share), y1=bottom, y2=bottom + 5, stroke="#595959"))
        rows.append(text(percent(share), x(share), bottom + 20, text_anchor="middle", fill=INK))
    rows.append(element("line", x1=x(0), x2=x(1), y1=bottom, y2=bottom, stroke="#595959"))
    rows.append(text(texts.predicted, x(0.5), bottom + 40, text_anchor="middle", fill=INK))
    upright = f"translate({LEFT - 62} {y(0.5):.0f}) rotate(-90)"
    rows.append(element("g", text(texts.observed, 0, 0, text_anchor="middle", fill=INK), transform=upright))
    return rows


def _bars(shares: Sequence[float], x: Callable[[float], float], bottom: float) -> list[str]:
    """Return one bar a step of risk, the highest filling the strip."""
    most, width = max([*shares, 1e-9]), 1 / max(len(shares), 1)
    rows: list[str] = []
    for place, share in enumerate(shares):
        high = (STRIP - 10) * share / most
        left = x(place * width)
        rows.append(
            element("rect", x=left + 1, y=bottom - high, width=x((place + 1) * width) - left - 2, height=high,
                    fill="#8a8a8a")
        )  # fmt: skip
    return rows
