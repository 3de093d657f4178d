"""What a page's cells showed, as plain values: parts by their id, with what each knows, and words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

VIEW: Final = "application/vnd.jupyter.widget-view+json"
SCRIPT: Final = "_esm"
"""Trait of an anywidget that holds its script: a widget that has it is a part."""

LEFT_OUT: Final = frozenset({"layout", "tabbable", "tooltip"})
"""Traits of every widget that the parts have no use for."""

Output = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What the kernel told of its widgets while the cells ran, by the widgets' ids.

    Attributes
    ----------
    states : dict
        Traits by name.
    buffers : dict
        Binary values, each ``{"path": where in the state, "data": in base64}``.
    """

    states: Mapping[str, Mapping[str, Any]]
    buffers: Mapping[str, tuple[Mapping[str, Any], ...]]

    def is_part(self, widget: str) -> bool:
        """Return whether a widget draws itself, with a script of its own."""
        return SCRIPT in self.states.get(widget, {})

    def part(self, widget: str) -> dict[str, Any]:
        """Return what one part knows."""
        state = {
            name: value
            for name, value in self.states[widget].items()
            if name == SCRIPT or not (name.startswith("_") or name in LEFT_OUT)
        }
        buffers = [{"path": each["path"], "data": each["data"]} for each in self.buffers.get(widget, ())]
        return {"state": state, "buffers": buffers}


@dataclass(frozen=True)
class PageContent:
    """What stands on a page.

    Attributes
    ----------
    shown : tuple of dict
        In their order: ``{"part": id}``, ``{"text": words}``, ``{"failure": words}`` or ``{"output": it}``.
    parts : dict
        ``state`` and ``buffers`` of each part, by its id.
    stock : bool
        Whether there is a widget that only Jupyter's own scripts can draw; they then draw all outputs.
    """

    shown: tuple[Mapping[str, Any], ...]
    parts: Mapping[str, Mapping[str, Any]]
    stock: bool


def page_content(outputs: Iterable[Output], known: Known, failure: str) -> PageContent:
    """Return what stands on a page whose cells gave these outputs.

    Parameters
    ----------
    outputs : iterable of dict
        In the notebook format, of all cells.
    known : Known
        What the kernel told of its widgets.
    failure : str
        What stands where a cell failed.
    """
    given = tuple(outputs)
    widgets = [each["data"][VIEW]["model_id"] for each in given if VIEW in each.get("data", {})]
    stock = not all(map(known.is_part, widgets))
    shown = tuple(found for each in given if (found := _shown(each, failure, stock)) is not None)
    return PageContent(shown, {} if stock else {each: known.part(each) for each in widgets}, stock)


def _shown(output: Output, failure: str, stock: bool) -> Mapping[str, Any] | None:
    kind, data = output["output_type"], output.get("data", {})
    if kind == "error":
        return {"failure": failure}
    if kind == "stream":
        return {"text": str(output["text"])} if output["name"] == "stdout" else None
    if stock:
        return {"output": {**output, "trusted": True}}
    if VIEW in data:
        return {"part": str(data[VIEW]["model_id"])}
    return {"text": str(data["text/plain"])} if "text/plain" in data else None
