"""Kaplan-Meier curves with their bands, and the numbers still followed under the same axis."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from riskkit.disclosure import Released, opened
from riskkit.figures.svg import Figure, drawing, element, text

COLOURS: Final = ("#0b3d66", "#a33b00", "#00634f", "#7a1f5c", "#5a5a00", "#3b3b3b")
"""Each at least 5:1 on white, told apart without colour by the dashes."""

DASHES: Final = ("none", "9 5", "2 4", "14 4 2 4", "5 3", "1 6")
LEFT: Final = 190.0
RIGHT: Final = 24.0
TOP: Final = 16.0
HIGH: Final = 300.0
WIDTH: Final = 760.0


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve as the figure needs it.

    Attributes
    ----------
    label : str
        Shown beside the line and before its numbers.
    steps : pandas.DataFrame
        time, survival, lower, upper: a right-continuous step function starting at 1.
    marks : pandas.DataFrame
        time, n_at_risk at the ticks of the time axis.
    """

    label: str
    steps: pd.DataFrame
    marks: pd.DataFrame


@dataclass(frozen=True, slots=True)
class CurveTexts:
    """The words around the curves: title, description, caption, axis names."""

    title: str
    description: str
    caption: str
    survival: str
    time: str
    at_risk: str


def draw_survival(
    released: Released[Sequence[Curve]],
    longest: float,
    texts: CurveTexts,
    percent: Callable[[float], str],
    name: str,
) -> Figure:
    """Draw curves on a full axis from 0 to 100 %.

    Parameters
    ----------
    released : Released sequence of Curve
        1 to 6.
    longest : float
        End of the time axis.
    texts : CurveTexts
        Words in the reader's language.
    percent : callable
        Share to text.
    name : str
        Identifier of the figure in its page.

    Raises
    ------
    UnreleasedRefused
        The curves did not pass disclosure control.
    """
    curves = opened(released)
    place = _Place(longest)
    legend = 24.0 * ((len(curves) + 1) // 2)
    rows = [*_axes(curves[0].marks["time"], place, texts, percent)]
    for index, curve in enumerate(curves):
        rows += _band_and_line(curve, place, COLOURS[index], DASHES[index])
    rows.append(element("g", *_legend(curves), transform=f"translate(0 {TOP + HIGH + 56})"))
    rows.append(
        element("g", *_numbers(curves, place, texts), transform=f"translate(0 {TOP + HIGH + 66 + legend})")
    )
    height = TOP + HIGH + 66 + legend + 26 + 22 * len(curves)
    picture = drawing(name, texts.title, texts.description, (WIDTH, height), *rows)
    return Figure(name, texts.title, picture, texts.caption)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a time and a share stand in the drawing."""

    longest: float

    def x(self, time: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * time / self.longest

    def y(self, share: float) -> float:
        return TOP + HIGH * (1 - share)


def _axes(times: pd.Series, place: _Place, texts: CurveTexts, percent: Callable[[float], str]) -> list[str]:
    rows: list[str] = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = place.y(share)
        line = "#595959" if share == 0 else "#d9d9d9"
        rows.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=line))
        rows.append(text(percent(share), LEFT - 8, y + 4, text_anchor="end", fill="#262626"))
    for time in times:
        x = place.x(time)
        rows.append(element("line", x1=x, x2=x, y1=place.y(0), y2=place.y(0) + 5, stroke="#595959"))
        rows.append(text(f"{time:g}", x, place.y(0) + 20, text_anchor="middle", fill="#262626"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    rows.append(text(texts.time, middle, place.y(0) + 40, text_anchor="middle", fill="#262626"))
    upright = f"translate({LEFT - 58} {TOP + HIGH / 2}) rotate(-90)"
    rows.append(
        element("g", text(texts.survival, 0, 0, text_anchor="middle", fill="#262626"), transform=upright)
    )
    return rows


def _band_and_line(curve: Curve, place: _Place, colour: str, dashes: str) -> list[str]:
    steps = curve.steps
    upper = _steps(steps["time"], steps["upper"], place)
    lower = _steps(steps["time"], steps["lower"], place)
    line = _steps(steps["time"], steps["survival"], place)
    band = "M" + " L".join([*upper, *reversed(lower)]) + " Z"
    return [
        element("path", d=band, fill=colour, fill_opacity=0.13),
        element("path", d="M" + " L".join(line), fill="none", stroke=colour, stroke_width=2.4,
                stroke_dasharray=dashes),
    ]  # fmt: skip


def _steps(times: pd.Series, shares: pd.Series, place: _Place) -> list[str]:
    """Return the corners of a step function from (0, 1)."""
    corners = [(0.0, 1.0)]
    for time, share in zip(times, shares, strict=True):
        if math.isnan(share):  # no limit is defined once nobody is left without the outcome
            continue
        corners += [(float(time), corners[-1][1]), (float(time), float(share))]
    corners.append((place.longest, corners[-1][1]))
    return [f"{place.x(time):.1f} {place.y(share):.1f}" for time, share in corners]


def _legend(curves: Sequence[Curve]) -> list[str]:
    rows: list[str] = []
    for index, curve in enumerate(curves):
        x, y = LEFT + 280.0 * (index % 2), 24.0 * (index // 2) + 10
        rows.append(element("line", x1=x, x2=x + 44, y1=y, y2=y, stroke=COLOURS[index], stroke_width=2.4,
                            stroke_dasharray=DASHES[index]))  # fmt: skip
        rows.append(text(curve.label, x + 52, y + 4, fill="#262626"))
    return rows


def _numbers(curves: Sequence[Curve], place: _Place, texts: CurveTexts) -> list[str]:
    """Return the numbers still followed, under the ticks they belong to."""
    rows = [text(texts.at_risk, 8, 14, font_weight="bold", fill="#262626")]
    for index, curve in enumerate(curves):
        y = 36.0 + 22 * index
        rows.append(text(_short(curve.label), 8, y, fill=COLOURS[index]))
        rows += [
            text(f"{count:.0f}", place.x(time), y, text_anchor="middle", fill="#262626")
            for time, count in zip(curve.marks["time"], curve.marks["n_at_risk"], strict=True)
        ]
    return rows


def _short(label: str, most: int = 23) -> str:
    """Return a label that fits before the axis; the legend has it whole."""
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"
