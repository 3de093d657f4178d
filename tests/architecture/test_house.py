"""The house stands as drawn: top level, room sizes, names, import order, light imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "riskkit").rglob("*.py"))
TOP_LEVEL = {
    "notebooks", "dashboards", "parameters", "riskkit", "tests",
    "pyproject.toml", "README.md", "Makefile", "LICENSE", "uv.lock",
}  # fmt: skip


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_top_level_is_what_its_user_asked_for():
    top = {name.split("/")[0] for name in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_long(path: Path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_the_median_module_is_short():
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES)
    assert lengths[len(lengths) // 2] <= 160


def test_no_module_has_a_name_that_says_nothing():
    vague = {"utils", "helpers", "base", "common", "manager", "misc"}
    assert not [path for path in MODULES if path.stem in vague or path.parent.name in vague]


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    found: list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]] = []
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            (f"{path.relative_to(ROOT)}:{node.lineno}", node)
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
    return found


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the function without its docstring."""
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (node.end_lineno or 0) - node.lineno + 1 - docstring


def test_no_function_is_long():
    assert [where for where, node in functions() if body_lines(node) > 60] == []


def test_imports_go_one_way():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_importing_riskkit_loads_nothing_heavy():
    code = "import sys, riskkit; print(sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for heavy in ("numpy", "pandas", "scipy", "lifelines", "statsmodels", "matplotlib", "numba"):
        assert f"'{heavy}'" not in done.stdout


def test_the_lock_names_no_machine_specific_index():
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    indexes = {line.split('"')[1] for line in lock.splitlines() if line.startswith("source = { registry")}
    assert indexes == {"https://pypi.org/simple"}


def test_no_module_leaves_work_undone_or_swallows_an_error():
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        for mark in ("TODO", "FIXME", "XXX", "NotImplementedError"):
            assert mark not in text, f"{path.name}: {mark}"
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ExceptHandler):
                silent = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
                assert not silent, f"{path.name}:{node.lineno} swallows an error"
