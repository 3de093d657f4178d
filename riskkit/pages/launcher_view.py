"""The launcher's form and list of reports as plain values in one language."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from riskkit.casework.report_folder import Run, RunState
from riskkit.pages.launcher_fields import Field
from riskkit.pages.launcher_values import At, empty
from riskkit.pages.texts import Texts
from riskkit.wording import wording

FIELDS: Final = "launcher_fields"
FILES: Final = frozenset({"source", "reference"})
"""Names of fields for which the files to choose from are listed."""

SIGNS: Final = {".": "point", ",": "comma", ";": "semicolon"}
MOST_SHOWN: Final = 30

Node = dict[str, Any]


def show_fields(form: Field, texts: Texts, files: Sequence[str]) -> list[Node]:
    """Return the fields of a form with their words.

    Parameters
    ----------
    form : Field
        The whole form.
    texts : Texts
        Sentences of the page.
    files : sequence of str
        Files and public data to choose from.
    """
    return [_node(each, (), texts, files) for each in form.fields]


def _node(field: Field, way: tuple[str, ...], texts: Texts, files: Sequence[str]) -> Node:
    here = (*way, field.name) if field.name else way
    listed = field.kind == "text" and field.name in FILES
    return {
        "name": field.name,
        "kind": "file" if listed else field.kind,
        "label": label_of(here, texts.language),
        "hint": _hint(field, here, texts),
        "required": field.required,
        "options": _options(field, here, texts) if not listed else [_option(each) for each in files],
        "fields": [_node(each, here, texts, files) for each in field.fields],
        "item": _node(field.item, here, texts, files) if field.item else None,
        "blank": empty(field),
    }


def label_of(way: Sequence[str], language: str) -> str:
    """Return the name of a field: ours if it has one, else that of the class in plain signs."""
    found = _most_exact("field", way, language)
    return found or (way[-1].replace("_", " ").capitalize() if way else "")


def _most_exact(kind: str, way: Sequence[str], language: str) -> str:
    """Return the text for a field, the one that says most exactly where it stands; "" if none."""
    said = wording(FIELDS, "en" if language == "en" else "nl").texts
    keys = ("_".join((kind, *way[start:])) for start in range(len(way)))
    return next((said[key] for key in keys if key in said), "")


def _hint(field: Field, way: tuple[str, ...], texts: Texts) -> str:
    kinds = {"lines": "lines_hint", "yaml": "yaml_hint", "number": "number_hint", "whole": "whole_hint"}
    said = [_most_exact("hint", way, texts.language) if field.name else ""]
    said.append(texts.say(kinds[field.kind]) if field.kind in kinds else "")
    said.append(_range(field, texts))
    counted = field.kind in ("lines", "list", "map", "several")
    said.append(_count(field, texts) if counted else "")
    plain = field.kind in ("text", "number", "whole", "date") and field.default is not None
    said.append(texts.say("empty_means", value=field.default) if plain else "")
    return " ".join(filter(None, said))


def _range(field: Field, texts: Texts) -> str:
    """Say what a number may be."""
    rules, say = dict(field.rules), wording(FIELDS, texts.language)
    low, high = rules.get("minimum"), rules.get("maximum")
    above, below = rules.get("exclusiveMinimum"), rules.get("exclusiveMaximum")
    said = [texts.say("range_above", low=_number(above, say))] if above is not None else []
    if low is not None and high is not None:
        said.append(texts.say("range_both", low=_number(low, say), high=_number(high, say)))
    elif low is not None:
        said.append(texts.say("range_from", low=_number(low, say)))
    elif high is not None:
        said.append(texts.say("range_to", high=_number(high, say)))
    return " ".join(
        [*said, *([texts.say("range_below", high=_number(below, say))] if below is not None else [])]
    )


def _count(field: Field, texts: Texts) -> str:
    """Say how many entries there may be."""
    rules = dict(field.rules)
    low = rules.get("minItems", rules.get("minProperties"))
    high = rules.get("maxItems", rules.get("maxProperties"))
    if low and high:
        return texts.say("count_both", low=low, high=high)
    if high:
        return texts.say("count_to", high=high)
    return texts.say("count_from", low=low) if low else ""


def _number(value: float, say: Any) -> str:
    """Write a number as readers do; a small one with all its decimals."""
    return say.plain(value) if value == round(value, 2) else f"{value:g}"


def _options(field: Field, way: Sequence[str], texts: Texts) -> list[Node]:
    options = field.options or (field.item.options if field.item else ())
    said = wording(FIELDS, texts.language).texts
    last = way[-1] if way else ""
    shown: list[Node] = []
    for value in options:
        word = SIGNS.get(value, value)
        label = said.get(f"option_{last}_{word}", said.get(f"option_{word}", value))
        shown.append({"value": value, "label": label})
    return shown


def _option(value: str) -> Node:
    return {"value": value, "label": value}


def names_at(form: Field, at: At, language: str) -> str:
    """Return where a field stands in words: the parts that it is in, then its own name."""
    names: list[str] = []
    said: list[str] = []
    here: Field | None = form
    in_map = False
    for step in at:
        if here is None or in_map:  # the name or value of an entry needs no word of its own
            in_map = False
        elif isinstance(step, int):
            in_map, here = here.kind == "map", here.item
            said[-1:] = [f"{said[-1]} {step + 1}"] if said else []
        else:
            here = here.of(step)
            names.append(step)
            said.append(label_of(names, language))
    return ", ".join(said)


def show_runs(runs: Sequence[Run], files: Mapping[str, Sequence[str]], texts: Texts) -> list[Node]:
    """Return the newest runs, the newest first."""
    newest = list(reversed(runs))[:MOST_SHOWN]
    return [_run(each, files.get(each[0].run, ()), texts) for each in newest]


def _run(run: Run, files: Sequence[str], texts: Texts) -> Node:
    request, state = run
    number = request.run[:8]
    return {
        "run": request.run,
        "title": _title(run, texts),
        "asked": texts.say(
            "run_asked", notebook=notebook_name(request.notebook, texts), when=texts.moment(request.asked_at)
        ),
        "status": state.status,
        "said": _status(state, texts),
        "done": state.done,
        "of": state.of,
        "heading": state.heading if state.status == "running" else "",
        "headline": state.headline,
        "why": texts.say(f"reason_{state.reason}", number=number) if state.reason else "",
        "told": list(state.said),
        "over": state.over,
        "fingerprint": texts.say("fingerprint", mark=state.fingerprint[:16]) if state.fingerprint else "",
        "mark": state.fingerprint[:8],
        "files": [{"name": each, "label": _file(each, texts)} for each in sorted(files, key=_order)],
        "no_pdf": texts.say("no_pdf") if state.status == "done" and "report.pdf" not in files else "",
    }


def _title(run: Run, texts: Texts) -> str:
    request, state = run
    title = request.values.get("title")
    asked = title.get(texts.language) if isinstance(title, Mapping) else None
    return state.title or str(asked or notebook_name(request.notebook, texts))


def notebook_name(notebook: str, texts: Texts) -> str:
    """Return what a notebook is called; its own name where we have no other."""
    return texts.sentences.get(f"notebook_{notebook}", notebook.replace("_", " ").capitalize())


def _status(state: RunState, texts: Texts) -> str:
    if state.status == "running" and not state.of:
        return texts.say("status_starting")
    if state.status == "running":
        return texts.say("status_running", done=state.done, of=state.of)
    return texts.say(f"status_{state.status}")


def _file(name: str, texts: Texts) -> str:
    known = {
        "report.html": "file_html", "report.pdf": "file_pdf", "report.ipynb": "file_notebook",
        "manifest.json": "file_manifest",
    }  # fmt: skip
    if name in known:
        return texts.say(known[name])
    return texts.say("file_table", name=name.removeprefix("tables/").removesuffix(".csv").replace("_", " "))


def _order(name: str) -> tuple[int, str]:
    """Order files as people want them: the report, its tables, the rest."""
    first = {"report.html": 0, "report.pdf": 1, "manifest.json": 3, "report.ipynb": 4}
    return first.get(name, 2), name
