"""The rules of axe on a page in every way it may be looked at: wide, narrow, zoomed, dark, forced colours.

axe finds part of what WCAG asks; names, reading order and the keyboard have tests of their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import Page

AXE: Final = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
HEIGHT: Final = 900
WIDE: Final = 1280
NARROW: Final = 320
ZOOMED: Final = WIDE // 2
"""A window of 1280 px at 200 % zoom lays out as one of 640 px."""


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking at a page."""

    name: str
    width: int = WIDE
    scheme: Literal["light", "dark"] = "light"
    motion: Literal["reduce", "no-preference"] = "no-preference"
    colours: Literal["active", "none"] = "none"


PLAIN: Final = Look("1280 px")
LOOKS: Final = (
    PLAIN,
    Look("1280 px, dark", scheme="dark"),
    Look("320 px", width=NARROW),
    Look("320 px, dark, reduced motion", width=NARROW, scheme="dark", motion="reduce"),
    Look("200 % zoom, forced colours", width=ZOOMED, colours="active"),
    Look("200 % zoom, dark, forced colours, reduced motion", ZOOMED, "dark", "reduce", "active"),
)

RUN: Final = """
async ([tags, colours]) => {
  // A colour half-way through a transition is nobody's colour.
  for (const each of document.getAnimations()) {
    if (each.effect.getComputedTiming().endTime !== Infinity) each.finish();
  }
  // Forced colours are the reader's own; axe would weigh those that the page asked for in vain.
  const rules = { "target-size": { enabled: true }, "color-contrast": { enabled: colours } };
  const options = { runOnly: tags, rules, resultTypes: ["violations"] };
  const found = (await axe.run(document, options)).violations;
  return found.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
}
"""
WIDEST: Final = """
() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]
"""


def audit(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands, in every look; afterwards it looks as before.

    Parameters
    ----------
    page : Page
        A page that is ready; its state (what is open, typed, chosen) is left alone.

    Returns
    -------
    list of str
        Look, rule and element of every violation, and every look in which the page scrolls sideways.
    """
    return [f"{look.name}: {each}" for look in LOOKS for each in audit_look(page, look)]


def audit_look(page: Page, look: Look = PLAIN) -> list[str]:
    """Return what is wrong with the page in one look; quick enough for each of many states."""
    with seen(page, look):
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(f"{AXE};null")
        found: list[str] = page.evaluate(RUN, [list(TAGS), look.colours == "none"])
        wide, room = page.evaluate(WIDEST)
        return [*found, *([f"scrolls sideways: {wide} px in {room} px"] if wide > room else [])]


@contextmanager
def seen(page: Page, look: Look) -> Iterator[None]:
    before: Any = page.viewport_size
    page.set_viewport_size({"width": look.width, "height": HEIGHT})
    page.emulate_media(color_scheme=look.scheme, reduced_motion=look.motion, forced_colors=look.colours)
    try:
        yield
    finally:
        page.emulate_media(color_scheme="light", reduced_motion="no-preference", forced_colors="none")
        page.set_viewport_size(before)
