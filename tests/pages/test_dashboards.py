"""The dashboards are thin: a few cells that call the package and hold nothing themselves."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

import riskkit.pages
from riskkit.pages.catalogue import OVERVIEW, PAGES

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = (OVERVIEW, *PAGES)
DASHBOARDS = sorted((ROOT / "dashboards").glob("*.ipynb"))
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.Lambda, ast.If)


def cells(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def test_every_dashboard_is_in_the_catalogue_and_shown_by_the_function_named_there():
    assert {path.stem for path in DASHBOARDS} == {page.name for page in CATALOGUE}
    for page in CATALOGUE:
        path = ROOT / "dashboards" / f"{page.name}.ipynb"
        source = "".join("".join(cell["source"]) for cell in cells(path))
        assert f"{page.function}()" in source
        assert callable(getattr(riskkit.pages, page.function))


def test_a_name_that_no_page_has_is_not_there():
    with pytest.raises(AttributeError, match="show_nothing_page"):
        _ = riskkit.pages.show_nothing_page


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.name)
def test_a_dashboard_has_a_title_and_at_most_four_cells_without_output(path: Path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["metadata"]["title"].endswith("· riskkit")
    assert 1 <= len(notebook["cells"]) <= 4
    for cell in notebook["cells"]:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.name)
def test_a_dashboard_only_calls_the_package(path: Path):
    for cell in cells(path):
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        assert len(source.splitlines()) <= 12
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, FORBIDDEN)
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [each.name for each in node.names] if isinstance(node, ast.Import) else [node.module]
                assert all(str(name).split(".")[0] in ("riskkit", "IPython") for name in names)
