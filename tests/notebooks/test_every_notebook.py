"""Each notebook with each of its parameter files; thin, stripped, in the agreed order."""

import ast
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from riskkit.parameters import read_parameters
from riskkit.parameters.registry import NOTEBOOKS, parameters_of
from riskkit.reports import run_report
from riskkit.reports.section import PAGE_MIME, PROVENANCE_MIME, TABLES_MIME, Section

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
FILES = sorted((ROOT / "parameters").glob("*/*.yaml"))
PAIRS = [(path.parent.name, path) for path in FILES if path.parent.name in NAMES]


def read(name: str) -> NotebookNode:
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)


def code(name: str) -> list[NotebookNode]:
    return [cell for cell in read(name).cells if cell.cell_type == "code"]


def typed(name: str, path: Path) -> Any:
    return read_parameters(path, parameters_of(name)).located(path.parent)


def test_every_registered_notebook_is_there_with_parameters():
    assert sorted(NOTEBOOKS) == NAMES
    assert {name for name, _ in PAIRS} == set(NAMES)


@pytest.mark.parametrize(("name", "path"), PAIRS, ids=[f"{name}-{path.stem}" for name, path in PAIRS])
def test_a_notebook_runs_with_a_parameter_file(
    name: str, path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Run the cells here, one after the other, as a kernel would; a kernel takes part below."""
    shown: list[Section] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {}
    for cell in code(name):
        exec(compile(cell.source, f"{name}.ipynb", "exec"), space)
        if "parameters" in cell.metadata.get("tags", []):
            space.update(typed(name, path).model_dump(mode="json"))
    bundles = [section._repr_mimebundle_() for section in shown]
    assert len(bundles) >= 4
    assert PAGE_MIME in bundles[0]
    assert [PROVENANCE_MIME in bundle for bundle in bundles] == [False] * (len(bundles) - 1) + [True]
    assert all(json.loads(json.dumps(bundle)) == bundle for bundle in bundles)
    tables = [table for bundle in bundles for table in bundle.get(TABLES_MIME, {})]
    assert len(tables) == len(set(tables)) > 0
    facts = bundles[-1][PROVENANCE_MIME]
    for needed in ("data", "parameters", "parameters_sha256", "package_lock_sha256", "code_revision", "seed",
                   "versions", "made", "model"):  # fmt: skip
        assert needed in facts
    assert all(len(checksum) == 64 for checksum in facts["data"].values())
    assert str(tmp_path) not in json.dumps(bundles)
    assert str(ROOT) not in json.dumps(bundles)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_becomes_a_report_in_a_kernel(name: str, tmp_path: Path):
    path = next(path for other, path in PAIRS if other == name)
    done = run_report(name, typed(name, path), tmp_path / "out", pdf=False)
    assert done.headline
    assert (done.folder / "report.html").stat().st_size > 5_000
    for line in (done.folder / "report.ipynb").read_text(encoding="utf-8").splitlines():
        assert str(ROOT) not in line


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_stripped(name: str):
    for cell in code(name):
        assert cell.outputs == []
        assert cell.execution_count is None
    assert set(read(name).metadata) <= {"kernelspec", "language_info", "title"}


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_thin(name: str):
    for cell in code(name):
        assert len(cell.source.splitlines()) <= 12, cell.source
        for node in ast.walk(ast.parse(cell.source)):
            heavy = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try, ast.With, ast.If,
                     ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp)  # fmt: skip
            assert not isinstance(node, heavy), cell.source
            if isinstance(node, ast.Import):
                raise AssertionError(f"{name} imports {node.names[0].name}: say from where")
            if isinstance(node, ast.ImportFrom):
                module = str(node.module)
                assert module == "IPython.display" or module.startswith("riskkit."), module


@pytest.mark.parametrize("name", NAMES)
def test_the_cells_stand_in_the_agreed_order(name: str):
    cells = read(name).cells
    assert cells[0].cell_type == "markdown"
    assert cells[0].source.startswith("# ")
    first, second, *rest = code(name)
    assert first.metadata.tags == ["parameters"]
    assigned = {target.id: node.value for node in ast.parse(first.source).body
                for target in node.targets}  # type: ignore[attr-defined]  # fmt: skip
    for value in assigned.values():
        ast.literal_eval(value)
    assert set(assigned) <= set(parameters_of(name).model_fields)
    required = {field for field, info in parameters_of(name).model_fields.items() if info.is_required()}
    assert required <= set(assigned)
    assert all("#" in line for line in first.source.splitlines()), "each parameter says its type and unit"
    assert "typed_parameters(" in second.source
    assert sum(cell.source.count("display(") for cell in rest) >= 4
    assert all(cell.source.count("display(") <= 1 for cell in rest)
