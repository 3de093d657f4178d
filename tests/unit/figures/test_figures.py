"""Figures: named and described in words, drawn where the numbers say, readable without colour."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pandas as pd
import pytest

from riskkit.cohort.origin import Origin
from riskkit.disclosure import publish
from riskkit.figures import (
    Curve,
    CurveTexts,
    Figure,
    Ratio,
    RatioTexts,
    draw_icons,
    draw_ratios,
    draw_survival,
)
from riskkit.figures.survival_curve import COLOURS, DASHES, HIGH, LEFT, RIGHT, TOP, WIDTH

SVG = "{http://www.w3.org/2000/svg}"
MADE_UP = Origin("synthetic", "these tests", "none")
TEXTS = CurveTexts("Titel <1>", "Wat het laat zien", "Bijschrift", "Deel", "Weken", "Aantal nog gevolgd")


def parsed(figure: Figure) -> ET.Element:
    return ET.fromstring(figure.svg)


def curve(label: str = "groep") -> Curve:
    steps = pd.DataFrame({"time": [10.0, 20.0], "survival": [0.5, 0.25], "lower": [0.4, float("nan")],
                          "upper": [0.6, float("nan")]})  # fmt: skip
    return Curve(label, steps, pd.DataFrame({"time": [0.0, 20.0, 40.0], "n_at_risk": [8, 4, 1]}))


def survival(*curves: Curve) -> Figure:
    return draw_survival(publish(curves, MADE_UP), 40, TEXTS, lambda share: f"{share:.0%}", "f")


@pytest.mark.parametrize(
    "figure",
    [
        survival(curve()),
        draw_icons(publish(26, MADE_UP), title="Titel <1>", description="Wat het laat zien", name="f"),
        draw_ratios(
            publish([Ratio("leeftijd", 0.9, 0.8, 1.1)], MADE_UP),
            RatioTexts("Titel <1>", "Wat het laat zien", "", "-", "+"), str, "f",
        ),
    ],
    ids=["survival", "icons", "ratios"],
)  # fmt: skip
def test_every_figure_has_a_name_and_a_description(figure: Figure):
    picture = parsed(figure)
    assert picture.get("role") == "img"
    named = [picture.find(f"*[@id='{part}']") for part in str(picture.get("aria-labelledby")).split()]
    assert [part.text for part in named if part is not None] == ["Titel <1>", "Wat het laat zien"]
    page = figure.html("<p>getallen</p>")
    assert 'tabindex="0"' in page
    name = "Bijschrift" if figure.caption else "Titel &lt;1&gt;"
    assert f'aria-label="{name}"' in page
    assert page.endswith("</figure><p>getallen</p>")


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)]


def test_a_curve_is_a_right_continuous_step_function_from_one():
    lines = [
        path for path in parsed(survival(curve())).findall(f".//{SVG}path") if path.get("fill") == "none"
    ]
    width = WIDTH - LEFT - RIGHT

    def at(time: float, share: float) -> tuple[float, float]:
        return pytest.approx(LEFT + width * time / 40, abs=0.06), pytest.approx(
            TOP + HIGH * (1 - share), abs=0.06
        )

    expected = [at(0, 1), at(10, 1), at(10, 0.5), at(20, 0.5), at(20, 0.25), at(40, 0.25)]
    assert points(str(lines[0].get("d"))) == expected


def test_numbers_still_followed_stand_under_their_ticks():
    figure = parsed(survival(curve()))
    texts = [(text.text, float(str(text.get("x")))) for text in figure.iter(f"{SVG}text")]
    ticks = {name: x for name, x in texts if name in ("0", "20", "40")}
    counts = {name: x for name, x in texts if name in ("8", "4", "1")}
    assert list(counts.values()) == list(ticks.values())


def test_curves_are_told_apart_without_colour():
    assert len(set(COLOURS)) == len(COLOURS) == len(set(DASHES)) == 6
    figure = parsed(survival(*(curve(f"groep {place}") for place in range(6))))
    dashes = [
        path.get("stroke-dasharray") for path in figure.iter(f"{SVG}path") if path.get("fill") == "none"
    ]
    assert dashes == list(DASHES)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", COLOURS)
def test_every_line_stands_out_on_white(colour: str):
    """WCAG 2.2, 1.4.11 asks 3:1 of graphics; lines here reach 5:1."""
    assert 1.05 / (luminance(colour) + 0.05) >= 5


@pytest.mark.parametrize("count", [0, 1, 26, 100])
def test_as_many_people_are_filled_as_are_counted(count: int):
    figure = draw_icons(publish(count, MADE_UP), title="t", description="d", name="f")
    people = parsed(figure).findall(f"{SVG}g")
    assert len(people) == 100
    assert sum(person.get("fill") != "none" for person in people) == count


def test_ratios_stand_on_a_logarithmic_axis_and_long_intervals_are_cut():
    ratios = [Ratio("half", 0.5, 0.25, 1.0), Ratio("twice", 2.0, 1.0, 4.0), Ratio("wide", 1.0, 1e-9, 1e9)]
    texts = RatioTexts("t", "d", "c", "-", "+")
    figure = parsed(draw_ratios(publish(ratios, MADE_UP), texts, lambda value: f"{value:g}", "f"))
    marks = [float(str(mark.get("x"))) + 4.5 for mark in figure.findall(f"{SVG}rect")]
    assert marks[1] - marks[2] == pytest.approx(marks[2] - marks[0], abs=0.02)
    lines = [line for line in figure.findall(f"{SVG}line") if line.get("stroke") == "#0b3d66"]
    wide = [float(str(lines[2].get(end))) for end in ("x1", "x2")]
    assert 0 < wide[0] < wide[1] < 760


def test_figures_use_no_font_or_picture_from_elsewhere():
    for path in (Path(__file__).resolve().parents[3] / "riskkit" / "figures").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "href" not in text
        assert text.count("http") == text.count("http://www.w3.org/2000/svg")
