"""Where the marks of the interval, calibration and time-line figures stand, and what they say."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from riskkit.cohort.origin import Origin
from riskkit.disclosure import publish
from riskkit.figures.calibration_curve import (
    LEFT,
    SIDE,
    TOP,
    Calibrated,
    CalibrationTexts,
    draw_calibration,
)
from riskkit.figures.intervals import LABELS, RIGHT, WIDTH, Interval, IntervalTexts, draw_intervals
from riskkit.figures.time_lines import LineTexts, draw_time_lines

MADE_UP = Origin("synthetic", "these tests", "none")
SPACE = "{http://www.w3.org/2000/svg}"
WORDS = IntervalTexts("Title", "Description", "Caption", "less", "more")


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in tree(svg).iter(f"{SPACE}text")]


def number(value: float) -> str:
    return f"{value:.2f}"


def test_a_dot_stands_at_its_value_and_a_line_at_its_limits():
    rows = [Interval("one", 0.5, 0.25, 0.75, "half"), Interval("two", 0.0, -3.0, 3.0, "wide")]
    figure = draw_intervals(publish(rows, MADE_UP), WORDS, number, span=(0.0, 1.0), mark=0.5, name="f")
    full = WIDTH - LABELS - RIGHT
    dots = [float(each.get("cx", "")) for each in tree(figure.svg).iter(f"{SPACE}circle")]
    assert dots == pytest.approx([LABELS + full / 2, LABELS])
    lines = [each for each in tree(figure.svg).iter(f"{SPACE}line") if each.get("stroke-width") == "2.2"]
    ends = [(float(each.get("x1", "")), float(each.get("x2", ""))) for each in lines]
    # the second interval is cut at the ends of the axis
    assert ends[0] == pytest.approx((LABELS + full / 4, LABELS + 3 * full / 4))
    assert ends[1] == pytest.approx((LABELS, LABELS + full))
    shown = texts(figure.svg)
    assert {"one", "half", "two", "wide", "← less", "more →", "0.00", "0.25", "0.50", "0.75", "1.00"} <= set(
        shown
    )
    assert (figure.title, figure.caption) == ("Title", "Caption")


def test_a_long_label_is_cut_and_markup_in_it_stays_text():
    rows = [Interval("<b>" + "x" * 60, 0.5, 0.4, 0.6, "&")]
    figure = draw_intervals(publish(rows, MADE_UP), WORDS, number, span=(0.0, 1.0), mark=0.5, name="f")
    label = next(text for text in texts(figure.svg) if text.startswith("<b>"))
    assert len(label) == 42
    assert label.endswith("…")
    assert "&" in texts(figure.svg)


def test_the_calibration_curve_stands_where_risk_and_observation_meet():
    curve = pd.DataFrame(
        {
            "risk": [0.0, 0.5, 1.0],
            "observed": [0.0, 0.25, 1.2],
            "lower": [-0.1, 0.2, 0.9],
            "upper": [0.1, 0.3, 1.4],
        }
    )
    words = CalibrationTexts("Title", "Description", "Caption", "Predicted", "Observed")
    released = publish(Calibrated(curve, (0.5, 0.25, 0.25, 0.0)), MADE_UP)
    figure = draw_calibration(released, words, number, "c")
    line = next(each for each in tree(figure.svg).iter(f"{SPACE}path") if each.get("stroke-width") == "2.6")
    corners = [float(each) for each in re.findall(r"[\d.]+", line.get("d", ""))]
    # beyond 1 the curve is cut at the square's edge
    assert corners == pytest.approx(
        [LEFT, TOP + SIDE, LEFT + SIDE / 2, TOP + 0.75 * SIDE, LEFT + SIDE, TOP], abs=0.05
    )
    high = [float(each.get("height", "")) for each in tree(figure.svg).iter(f"{SPACE}rect")]
    assert [each / high[0] for each in high] == pytest.approx([1, 0.5, 0.5, 0], abs=1e-3)
    assert {"Predicted", "Observed"} <= set(texts(figure.svg))


@pytest.mark.parametrize(("share", "place"), [(0.5, 0.5), (0.01, 0.25), (0.99, 0.75)])
def test_the_start_stands_between_release_and_end(share: float, place: float):
    words = LineTexts("T", "D", "C", "naive", "right", "release", "start", "end", "with", "without", "wrong")
    figure = draw_time_lines(publish(share, MADE_UP), words, "t")
    bars = [
        (float(each.get("x", "")), float(each.get("width", "")))
        for each in tree(figure.svg).iter(f"{SPACE}rect")
    ]
    (left, waiting), (_, treated) = bars[0], bars[1]
    assert waiting / (waiting + treated) == pytest.approx(place)
    assert bars[2] == (left, waiting)
    assert texts(figure.svg).count("with") == 2
