"""Figures and tables take what was released and nothing else: in the types, and when they run."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from riskkit.cohort import read_cohort
from riskkit.cohort.origin import Origin
from riskkit.disclosure import (
    Released,
    Rules,
    gathered,
    opened,
    publish,
    release_counts,
    release_median,
)
from riskkit.errors import GateRefused, UnreleasedRefused
from riskkit.figures import CurveTexts, RatioTexts, draw_icons, draw_ratios, draw_survival
from riskkit.figures.calibration_curve import CalibrationTexts, draw_calibration
from riskkit.figures.intervals import IntervalTexts, draw_intervals
from riskkit.figures.released_bars import BarTexts, draw_released
from riskkit.figures.time_lines import LineTexts, draw_time_lines

ROOT = Path(__file__).resolve().parents[3]
MADE_UP = Origin("synthetic", "these tests", "none")
WORDS = ("t", "d", "c", "a", "b", "c")


def counts(threshold: int = 10) -> Any:
    return release_counts(pd.DataFrame({"x": ["a"] * 20 + ["b"] * 30}), ["x"], rules=Rules(threshold))


def test_open_data_pass_and_say_why():
    released = publish(7, MADE_UP)
    assert opened(released) == 7
    assert released.ground == MADE_UP
    assert released.map(lambda number: number + 1) == publish(8, MADE_UP)


def test_a_published_cohort_declares_who_published_it():
    origin = read_cohort("rossi", use=[]).origin
    assert origin is not None
    assert origin.kind == "published"
    assert "Rossi" in origin.source
    assert origin.licence


def test_a_file_declares_nothing_whatever_its_name_and_content(tmp_path: Path):
    """The very rows of a public cohort, in a file with its name, do not pass: a file is a file."""
    copy = tmp_path / "rossi"
    copy.write_bytes((ROOT / "tests/reference/rossi.csv").read_bytes())
    cohort = read_cohort(copy, time="week", event="arrest", time_unit="week", use=[])
    assert cohort.name == "rossi"
    assert cohort.origin is None
    with pytest.raises(UnreleasedRefused, match="neither published nor made up"):
        publish(cohort.n, cohort.origin)


def test_what_was_put_together_carries_the_rules_of_its_parts():
    released = gathered("report", [counts(), release_median(pd.DataFrame())])
    assert (released.shown, released.rules, released.ground) == ("report", Rules(10), None)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], "from nothing"),
        ([pd.DataFrame({"n": [3]})], "from DataFrame"),
        ([counts(), counts(11)], "different rules"),
    ],
    ids=["nothing", "a frame", "two rules"],
)
def test_nothing_is_put_together_from_what_was_not_released(parts: list[Any], said: str):
    with pytest.raises(UnreleasedRefused, match=said):
        gathered("report", parts)


RAW = {
    "survival": lambda: draw_survival([], 1, CurveTexts(*WORDS), str, "f"),  # type: ignore[arg-type]
    "ratios": lambda: draw_ratios([], RatioTexts(*WORDS[:5]), str, "f"),  # type: ignore[arg-type]
    "intervals": lambda: draw_intervals(
        [], IntervalTexts(*WORDS[:5]), str, span=(0, 1), mark=0, name="f"  # type: ignore[arg-type]
    ),
    "calibration": lambda: draw_calibration(pd.DataFrame(), CalibrationTexts(*WORDS[:5]), str, "f"),  # type: ignore[arg-type]
    "icons": lambda: draw_icons(3, title="t", description="d", name="f"),  # type: ignore[arg-type]
    "lines": lambda: draw_time_lines(0.5, LineTexts(*["t"] * 11), "f"),  # type: ignore[arg-type]
    "bars": lambda: draw_released(pd.DataFrame(), BarTexts("t", "c", "w", []), str, name="f"),  # type: ignore[arg-type]
}  # fmt: skip


@pytest.mark.parametrize("figure", RAW)
def test_a_figure_refuses_what_was_not_released(figure: str):
    with pytest.raises(UnreleasedRefused, match="did not pass disclosure control") as caught:
        RAW[figure]()
    assert isinstance(caught.value, GateRefused)
    assert caught.value.exit_code == 3


def test_a_released_thing_of_another_kind_is_refused_too():
    with pytest.raises(UnreleasedRefused):
        opened(publish("text", MADE_UP), int)


UNTYPED = """
from riskkit.analyses.names import names_of
from riskkit.analyses.recidivism import RecidivismReport
from riskkit.disclosure import Released
from riskkit.figures import draw_icons
from riskkit.reports.recidivism_page import summary

def refused(report: RecidivismReport, count: int) -> None:
    names_of(report)
    summary(report)
    draw_icons(count, title="", description="", name="")

def taken(report: Released[RecidivismReport], count: Released[int]) -> None:
    names_of(report)
    summary(report)
    draw_icons(count, title="", description="", name="")
"""


def test_the_type_checker_rejects_what_was_not_released(tmp_path: Path):
    """Three calls with bare numbers are faults, the same three with released ones are not."""
    (tmp_path / "calls.py").write_text(UNTYPED, encoding="utf-8")
    settings = {"typeCheckingMode": "strict", "extraPaths": [str(ROOT)]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    checker = Path(sys.executable).parent / "basedpyright"
    done = subprocess.run(
        [checker, "--outputjson", "--pythonpath", sys.executable, "-p", tmp_path],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    found = json.loads(done.stdout)["generalDiagnostics"]
    lines = [each["range"]["start"]["line"] + 1 for each in found if each["rule"] == "reportArgumentType"]
    assert lines == [9, 10, 11], found


def test_what_was_released_cannot_be_changed():
    released: Released[int] = publish(3, MADE_UP)
    with pytest.raises(AttributeError):
        released.shown = 4  # type: ignore[misc]
