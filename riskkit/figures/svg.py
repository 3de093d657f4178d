"""The few pieces of SVG that the figures are made of; text stays text, numbers are rounded once."""

from dataclasses import dataclass
from html import escape

FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that stands on its own: its picture, what it shows in words, its caption.

    Attributes
    ----------
    name : str
        Identifier, used for the ids inside the SVG.
    title : str
        What it shows, in a few words.
    svg : str
        The picture, with title and description inside.
    caption : str
        Shown below.
    """

    name: str
    title: str
    svg: str
    caption: str

    def html(self, behind: str = "") -> str:
        """Return the figure as HTML in a region that the keyboard can scroll.

        Parameters
        ----------
        behind : str
            The numbers behind it (HTML), put after the figure.
        """
        # the heading above often says the title: two regions of one name cannot be told apart
        label = escape(self.caption or self.title, quote=True)
        region = f'class="picture wide" role="region" aria-label="{label}" tabindex="0"'
        picture = f"<div {region}>{self.svg}</div>"
        return f"<figure>{picture}<figcaption>{escape(self.caption)}</figcaption></figure>{behind}"


def element(tag: str, *inside: str, **attributes: str | float) -> str:
    """Return one SVG element; ``_`` in attribute names stands for ``-``."""
    shown = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(_text(value), quote=True)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{shown}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{shown}/>"


def text(content: str, x: float, y: float, **attributes: str | float) -> str:
    """Return a piece of text with its baseline at (x, y)."""
    return element("text", escape(content), x=x, y=y, **attributes)


def drawing(name: str, title: str, description: str, size: tuple[float, float], *inside: str) -> str:
    """Return a whole SVG image with an accessible name and description."""
    width, height = size
    return element(
        "svg",
        element("title", escape(title), id=f"{name}-title"),
        element("desc", escape(description), id=f"{name}-desc"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_text(width)} {_text(height)}",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        font_family=FONT,
        font_size=13,
        width=width,
        height=height,
    )


def _text(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{round(value, 2):g}"
