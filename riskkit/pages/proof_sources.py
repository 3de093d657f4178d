"""Where to find what holds a figure: public data on this machine, tests in the checkout, reports."""

import hashlib
import importlib.util
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from riskkit.settings import PROJECT, settings
from riskkit.stewardship.code_origin import file_fingerprint, fingerprint_of

MANIFEST: Final = "manifest.json"
MARK: Final = 8
"""Signs of a report's identity that stand for it."""

PUBLIC: Final = PROJECT / "riskkit" / "cohort" / "public"
ABOUT_FIGURES: Final = (
    "instruments/", "properties/", "reference/", "conformance/", "drill/", "unit/instruments/",
    "unit/scoring/", "unit/stewardship/", "unit/survival/", "unit/validation/", "unit/analyses/",
    "unit/reports/", "unit/disclosure/", "unit/cohort/",
)  # fmt: skip
"""Where tests of figures stand; others name models and instruments to try pages and rights with."""

BESIDE: Final = ("lifelines",)
"""Packages that ship public cohorts in a folder ``datasets``."""


def data_here(fingerprint: str) -> bool:
    """Return whether a public data file with this SHA-256 is on this machine."""
    return any(file_fingerprint(path) == fingerprint for path in _public_files())


def holding_tests(
    home: Path, words: tuple[str, ...], *, named: tuple[str, ...] = (), folders: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """Return the tests that name any of the words, are called so, or stand in one of the folders.

    Parameters
    ----------
    home : Path
        The checkout; where it has no tests, none are returned.
    words : tuple of str
        Ids to look for between quotes.
    named : tuple of str
        Names of test files, without their ending.
    folders : tuple of str
        Folders of ``tests`` of which every test file counts.
    """
    found: set[str] = set()
    for path in sorted((home / "tests").rglob("test_*.py")):
        if not path.relative_to(home / "tests").as_posix().startswith(ABOUT_FIGURES):
            continue
        inside = path.relative_to(home / "tests").parts[0] in folders
        if inside or path.stem in named or _names(path, words):
            found.add(path.relative_to(home).as_posix())
    return tuple(sorted(found))


def _names(path: Path, words: tuple[str, ...]) -> bool:
    return bool(words) and any(f'"{word}"' in _text(path, path.stat().st_mtime_ns) for word in words)


@cache
def _text(path: Path, changed_ns: int) -> str:
    """Return a file's text, read once for as long as it stays the same."""
    del changed_ns  # part of the key only
    return path.read_text(encoding="utf-8")


def report_folder(reports: Path, mark: str, *, user: str) -> Path | None:
    """Return the folder of a report by its mark: the office's, or one that this user had made."""
    for path in report_manifests(reports, user=user):
        if report_mark(path) == mark[:MARK]:
            return path.parent
    return None


def report_manifests(reports: Path, *, user: str) -> Iterator[Path]:
    """Yield the manifests of the reports that this user may see: the office's, and the user's own."""
    yield from sorted(reports.glob(f"*/{MANIFEST}"))
    own = hashlib.sha256(user.encode()).hexdigest()[:24]
    yield from sorted((reports / "of-users" / own).glob(f"*/report/{MANIFEST}"))


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """A report whose figures can be proved: its mark, title and when it was made."""

    mark: str
    title: str
    made: str


def report_choices(reports: Path, *, user: str) -> tuple[ReportChoice, ...]:
    """Return the reports that this user may have proved, newest first; broken ones are left out."""
    found: list[ReportChoice] = []
    for path in report_manifests(reports, user=user):
        if mark := report_mark(path):
            told = json.loads(path.read_text(encoding="utf-8"))
            found.append(ReportChoice(mark, str(told.get("title", mark)), str(told.get("made", ""))))
    return tuple(sorted(found, key=lambda each: each.made, reverse=True))


def report_mark(manifest: Path) -> str:
    """Return the mark of a report; empty where its manifest cannot be read."""
    try:
        identity = json.loads(manifest.read_text(encoding="utf-8"))["identity"]
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return fingerprint_of(identity)[:MARK]


def own_files(folder: Path) -> str:
    """Return a report's folder as an operator writes it, from the workspace on."""
    workspace = settings().workspace.resolve()
    inside = folder.resolve().is_relative_to(workspace)
    return (
        (Path(workspace.name) / folder.resolve().relative_to(workspace)).as_posix() if inside else folder.name
    )


def _public_files() -> Iterator[Path]:
    yield from sorted(PUBLIC.glob("*.csv*"))
    for package in BESIDE:
        found = importlib.util.find_spec(package)
        for folder in (found.submodule_search_locations or ()) if found else ():
            yield from sorted((Path(folder) / "datasets").glob("*.csv"))
