"""Which code and which packages make figures here: fingerprints of the package, its lock, its revision."""

import hashlib
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from riskkit.settings import PROJECT, settings


def fingerprint_of(content: Any) -> str:
    """Return the SHA-256 of plain values, the same whatever the order of their names."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def file_fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def lock_fingerprint() -> str | None:
    """Return the SHA-256 of the package lock, or None where there is no checkout."""
    path = settings().home / "uv.lock"
    return _sha256(path, path.stat().st_mtime_ns) if path.is_file() else None


@cache
def _sha256(path: Path, changed_ns: int) -> str:
    """Return a file's SHA-256, worked out once for as long as it stays the same."""
    del changed_ns  # part of the key only
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def code_fingerprint() -> str:
    """Return the SHA-256 over the package's own files: code, texts, instruments, public data."""
    package = PROJECT / "riskkit"
    total = hashlib.sha256()
    for path in files_under(package):
        if "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(package).as_posix()}\0{file_fingerprint(path)}\n".encode())
    return total.hexdigest()


def files_under(folder: Path) -> list[Path]:
    """Return every file under a folder, in order of path."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def code_revision() -> str | None:
    """Return the git revision, with ``+changes`` where files differ from it; None without git."""
    return _revision_of(settings().home)


@cache
def _revision_of(home: Path) -> str | None:
    asked = [
        "git",
        "status",
        "--porcelain=v2",
        "--branch",
        "--untracked-files=no",
        "--",
        "riskkit",
        "notebooks",
    ]
    try:
        said = subprocess.run(asked, cwd=home, capture_output=True, text=True, check=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    head, changed = "", False
    for line in said.splitlines():
        if line.startswith("# branch.oid "):
            head = line.removeprefix("# branch.oid ")
        changed |= not line.startswith("#")
    return (head + ("+changes" if changed else "")) if head not in ("", "(initial)") else None
