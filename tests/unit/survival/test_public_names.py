"""The public names of the room: each loaded when it is asked for, and never a file in its place."""

import json
import subprocess
import sys

import pytest

import riskkit.survival

HEAVY = ("numba", "numpy", "pandas", "scipy")


def run(code: str) -> object:
    """Run code in a new process and return what it printed last."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_importing_the_room_loads_no_heavy_library():
    code = f"import json, sys, riskkit.survival\nprint(json.dumps(sorted({{*{HEAVY}}} & set(sys.modules))))"
    assert run(code) == []


def test_one_name_loads_its_own_file_and_no_other_family():
    code = (
        "import json, sys\nfrom riskkit.survival import check_events_per_parameter\n"
        "here = [n for n in sys.modules if n.startswith('riskkit.survival.')]\n"
        "print(json.dumps([here, 'numba' in sys.modules]))"
    )
    files, compiled = run(code)
    assert "riskkit.survival.small_samples" in files
    assert not [name for name in files if "cox" in name or "fine_gray" in name or "parametric" in name]
    assert compiled is False


@pytest.mark.parametrize("name", ["aalen_johansen", "gray_test", "kaplan_meier", "log_rank"])
def test_a_function_stays_one_where_its_file_has_the_same_name(name: str):
    code = (
        f"import json, riskkit.survival\nimport riskkit.survival.{name} as _\n"
        f"from riskkit.survival.{name} import {name} as own\nfrom riskkit.survival import {name} as public\n"
        f"print(json.dumps([public is own, riskkit.survival.{name} is own, own.__name__]))"
    )
    assert run(code) == [True, True, name]


def test_every_name_is_there_and_no_other():
    for name in riskkit.survival.__all__:
        assert getattr(riskkit.survival, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'fit_magic'"):
        _ = riskkit.survival.fit_magic  # pyright: ignore[reportAttributeAccessIssue]
