"""Group figures and tables take released things only, and what is released comes through the doors."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "riskkit"
MODULES = sorted(ROOM.rglob("*.py"))
PICTURES = sorted([*(ROOM / "figures").glob("*.py"), *(ROOM / "tables").glob("*.py")])

DOORS = {
    # makes a Released
    "Released": {"disclosure/released.py"},
    # lets open data through whole
    "publish": {
        "analyses/agreement_release.py", "analyses/base_rate_release.py", "analyses/measures_release.py",
        "analyses/monitoring_release.py", "analyses/recidivism_release.py", "analyses/subgroups_release.py",
        "analyses/validation_release.py",
    },
    # lets through what was put together from released parts
    "gathered": {
        "analyses/agreement_release.py", "analyses/base_rate_release.py", "analyses/measures_release.py",
        "analyses/monitoring_release.py", "analyses/recidivism_release.py", "analyses/subgroups_release.py",
        "analyses/validation_release.py",
    },
    # declares data open: those that ship with riskkit, that it makes up, or that a publication quotes
    "Origin": {
        "cohort/description.py", "disclosure/open_files.py", "analyses/measures.py",
        "analyses/agreement_release.py", "analyses/base_rate_release.py",
    },
}  # fmt: skip

PARTS = ("ReleasedTable", "ReleasedCurve", "ReleasedMedian")
"""Made where they are released."""

TAKEN = ("Released[", "ReleasedTable", "Names", "CohortReport")
"""What a figure or table may be made of. `Names` hold a released report (see below); a cohort report
is made of released tables and a released median alone."""


def calls(path: Path) -> Iterator[str]:
    """Yield the name of every function and class that a module calls; of methods only disclosure's."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node.func, ast.Attribute) and "disclosure" in ast.unparse(node.func.value):
            yield node.func.attr


@pytest.mark.parametrize("door", DOORS)
def test_a_door_is_used_where_it_may_be(door: str):
    found = {str(path.relative_to(ROOM)) for path in MODULES if door in set(calls(path))}
    assert found == DOORS[door]


@pytest.mark.parametrize("part", PARTS)
def test_released_parts_are_made_by_disclosure_alone(part: str):
    found = {path.parent.name for path in MODULES if part in set(calls(path))}
    assert found == {"disclosure"}


def makers() -> list[tuple[str, ast.FunctionDef]]:
    """Return the public functions that make a figure or a table."""
    found: list[tuple[str, ast.FunctionDef]] = []
    for path in PICTURES:
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and makes(node):
                found.append((f"{path.name}:{node.name}", node))
    return found


def makes(node: ast.FunctionDef) -> bool:
    """Whether a function says that it returns a figure or a table."""
    returned = ast.unparse(node.returns) if node.returns is not None else ""
    return any(word.strip("[],") in ("Figure", "Table") for word in returned.replace("[", " ").split())


def test_makers_of_figures_and_tables_are_found():
    names = {name for name, _ in makers()}
    for known in ("survival_curve.py:draw_survival", "recidivism.py:cox_table", "flow.py:cohort_flow_table"):
        assert known in names
    assert len(names) >= 35


@pytest.mark.parametrize(("name", "node"), makers(), ids=[name for name, _ in makers()])
def test_a_figure_or_table_is_made_of_released_things(name: str, node: ast.FunctionDef):
    kinds = [ast.unparse(each.annotation) for each in node.args.args if each.annotation is not None]
    assert any(mark in kind for kind in kinds for mark in TAKEN), f"{name} takes {kinds}"
    bare = [kind for kind in kinds if kind.startswith("pd.DataFrame") and name not in FROM_NAMES]
    assert not bare, f"{name} takes a bare table"


FROM_NAMES = {"recidivism.py:moments_table"}
"""Takes one of two frames of the released report that its names hold."""


def test_names_hold_a_released_report():
    """Every class of names that a table takes is made of `ReleasedNames`, but labels of columns."""
    for path in (ROOM / "analyses").glob("*names.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and node.name not in ("ColumnNames", "ReleasedNames"):
                assert next(map(ast.unparse, node.bases)).startswith("ReleasedNames["), node.name


def test_no_picture_reads_a_person_s_row():
    """Tables and figures never reach for a cohort's own table."""
    for path in PICTURES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr == "table":
                assert "cohort" not in ast.unparse(node.value), f"{path.name}: {ast.unparse(node)}"
