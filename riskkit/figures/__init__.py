"""Released results as figures: SVG with words, readable in grey; no arithmetic beyond rounding."""

from riskkit.figures.hazard_ratios import Ratio, RatioTexts, draw_ratios
from riskkit.figures.icon_array import draw_icons
from riskkit.figures.survival_curve import Curve, CurveTexts, draw_survival
from riskkit.figures.svg import Figure

__all__ = [
    "Curve",
    "CurveTexts",
    "Figure",
    "Ratio",
    "RatioTexts",
    "draw_icons",
    "draw_ratios",
    "draw_survival",
]
