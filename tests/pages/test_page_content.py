"""What the cells of a page showed, and what each part knows, as plain values."""

from typing import Any

from riskkit.pages.page_content import Known, page_content

FAILURE = "This page cannot be shown"
TRAITS = {
    "_esm": "export default { render() {} }", "_model_name": "AnyModel", "_view_count": None, "people": ["a"],
    "layout": "IPY_MODEL_9", "tabbable": None, "tooltip": None,
}  # fmt: skip
KNOWN = Known(
    {"table": TRAITS, "line": {**TRAITS, "failure": ""}, "slider": {"_model_name": "IntSliderModel"}},
    {"table": ({"path": ["curve"], "data": "AAE=", "encoding": "base64"},)},
)


def widget(name: str) -> dict[str, Any]:
    data = {"application/vnd.jupyter.widget-view+json": {"model_id": name}, "text/plain": "a widget"}
    return {"output_type": "display_data", "data": data}


def test_parts_stand_in_their_order_with_what_they_know_and_nothing_of_jupyter():
    content = page_content([widget("line"), widget("table")], KNOWN, FAILURE)
    assert content.shown == ({"part": "line"}, {"part": "table"})
    assert content.parts == {
        "line": {"state": {"_esm": TRAITS["_esm"], "people": ["a"], "failure": ""}, "buffers": []},
        "table": {
            "state": {"_esm": TRAITS["_esm"], "people": ["a"]},
            "buffers": [{"path": ["curve"], "data": "AAE="}],
        },
    }
    assert not content.stock


def test_words_are_shown_errors_are_not():
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "said"},
        {"output_type": "stream", "name": "stderr", "text": "a warning with a name"},
        {"output_type": "display_data", "data": {"text/plain": "a table", "text/html": "<table>"}},
        {"output_type": "display_data", "data": {"image/png": "..."}},
        {"output_type": "error", "ename": "ValueError", "evalue": "SYN-0001", "traceback": ["SYN-0001"]},
    ]
    content = page_content(outputs, KNOWN, FAILURE)
    assert content.shown == ({"text": "said"}, {"text": "a table"}, {"failure": FAILURE})
    assert content.parts == {}


def test_one_widget_without_a_script_leaves_the_drawing_to_jupyter():
    spoken = {"output_type": "stream", "name": "stdout", "text": "said"}
    for stock in ("slider", "never heard of"):
        content = page_content([widget("table"), widget(stock), spoken], KNOWN, FAILURE)
        assert content.stock
        assert content.parts == {}
        assert content.shown == (
            {"output": {**widget("table"), "trusted": True}},
            {"output": {**widget(stock), "trusted": True}},
            {"text": "said"},
        )
