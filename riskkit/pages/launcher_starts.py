"""What the launcher offers to start from: notebooks, the parameter files that ship, and files of data."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from riskkit.casework.report_data import data_files, data_folder, leaves
from riskkit.pages.launcher_view import FILES, notebook_name
from riskkit.pages.texts import Texts
from riskkit.parameters import read_yaml
from riskkit.parameters.registry import NOTEBOOKS
from riskkit.settings import settings


def show_choices(texts: Texts) -> list[dict[str, Any]]:
    """Return every notebook to choose, with the examples to start from, each by its title."""
    named = [(notebook_name(each, texts), each) for each in NOTEBOOKS]
    return [{"value": each, "label": name, "starts": _examples(each, texts)} for name, each in sorted(named)]


def starts_of(notebook: str) -> list[Path]:
    """Return the parameter files that ship with riskkit for a notebook."""
    return sorted((settings().home / "parameters" / notebook).glob("*.yaml"))


def files_to_choose(notebook: str, place: str) -> Sequence[str]:
    """Return what is offered where a file is asked: the folder's files, and the examples' public data."""
    folder = data_folder("office" if place == "office" else "shipped", notebook)
    named = (
        (way[-1], value)
        for path in starts_of(notebook)
        for way, value in leaves(read_yaml(path).content)
        if way and isinstance(value, str)
    )
    public = {value for name, value in named if name in FILES and value.isidentifier()}
    return (*sorted(public), *data_files(folder))


def _examples(notebook: str, texts: Texts) -> list[dict[str, str]]:
    return [{"value": each.stem, "label": _title(each, texts)} for each in starts_of(notebook)]


def _title(path: Path, texts: Texts) -> str:
    title = read_yaml(path).content.get("title")
    said = title.get(texts.language) if isinstance(title, Mapping) else None
    return f"{said} ({path.stem})" if said else path.stem
