"""Which measure is met where, and which test shows it: read from the tests, never typed.

A test says what it shows by a mark: ``@pytest.mark.shows("measure", "riskkit/room")``.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from riskkit.errors import Fault, OutputError
from riskkit.parameters.labels import Language
from riskkit.stewardship.written import Part, Written
from riskkit.wording import wording


@dataclass(frozen=True, slots=True)
class Shown:
    """One measure that one test shows.

    Attributes
    ----------
    measure, where, test : str
        What is met, in which room of riskkit, and the test's address.
    """

    measure: str
    where: str
    test: str


def read_marks(tests: Path) -> tuple[Shown, ...]:
    """Return what the tests under a folder say that they show, by measure.

    Raises
    ------
    OutputError
        There are no tests here: riskkit was installed without its checkout.
    """
    files = sorted(tests.rglob("test_*.py"))
    if not files:
        raise OutputError(Fault("tests", "are not here", "a checkout of riskkit", "run it there"))
    found = [each for path in files for each in _marks(path, tests.parent)]
    return tuple(sorted(found, key=lambda each: (each.measure, each.test)))


def write_compliance(tests: Path, *, language: Language) -> Written:
    """Return the table as a document."""
    say = wording("stewardship", language)
    rows = tuple((each.measure, each.where, each.test) for each in read_marks(tests))
    head = (say("col_norm"), say("col_where"), say("col_test"))
    return Written(say("compliance_title"), language, (Part("", (say("compliance_note"),), head, rows),))


def _marks(path: Path, root: Path) -> Iterator[Shown]:
    text = path.read_text(encoding="utf-8")
    if "mark.shows(" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.shows":
                    measure, where = (str(ast.literal_eval(each)) for each in mark.args)
                    yield Shown(measure, where, f"{path.relative_to(root).as_posix()}::{node.name}")
