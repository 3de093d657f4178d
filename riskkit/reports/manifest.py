"""The file beside a report that says what it was made of, and of what each file consists."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from riskkit.parameters import Parameters
from riskkit.reports.provenance import fingerprint_of, lock_fingerprint, portable_parameters
from riskkit.settings import PROJECT

NAME: Final = "manifest.json"
FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Identity:
    """What decides a report's figures: equal identity, equal figures.

    Attributes
    ----------
    report : str
        Name of the notebook.
    notebook_sha256, parameters_sha256, data_sha256, code_sha256, package_lock_sha256 : str or None
        SHA-256 of the notebook's file, the parameters, the file that they name (None for a
        public cohort: its file is part of the code or of the locked packages), the package's
        own files and the lock file.
    """

    report: str
    notebook_sha256: str
    parameters_sha256: str
    data_sha256: str | None
    code_sha256: str
    package_lock_sha256: str | None

    @property
    def mark(self) -> str:
        """Return eight signs that stand for the identity in a folder's name."""
        return fingerprint_of(self.frame())[:8]

    def frame(self) -> dict[str, str | None]:
        """Return the identity as plain values."""
        return {name: getattr(self, name) for name in self.__slots__}


def identity_of(notebook: Path, parameters: Parameters) -> Identity:
    """Return what will decide the figures of a report that is still to be made."""
    return Identity(
        report=notebook.stem,
        notebook_sha256=_sha256(notebook),
        parameters_sha256=fingerprint_of(portable_parameters(parameters)),
        data_sha256=_data_fingerprint(parameters),
        code_sha256=code_fingerprint(),
        package_lock_sha256=lock_fingerprint(),
    )


def write_manifest(
    folder: Path, identity: Identity, provenance: Mapping[str, Any], head: Mapping[str, str], pdf: str | None
) -> None:
    """Write the manifest of a finished folder, with a checksum of each file in it.

    Parameters
    ----------
    folder : Path
        The report, complete but for this file.
    identity : Identity
        What decided its figures.
    provenance : mapping
        Facts from the notebook (DESIGN rule 8).
    head : mapping of str to str
        Language, kind, title and headline.
    pdf : str or None
        Why there is no PDF; None if there is one.
    """
    files = {path.relative_to(folder).as_posix(): _sha256(path) for path in _files(folder)}
    content = {
        "format": FORMAT,
        "identity": identity.frame(),
        **head,
        **provenance,
        "pdf": pdf or "written",
        "files": files,
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a report whose files are all there unchanged, else None."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        whole = content["format"] == FORMAT and all(
            _sha256(folder / name) == checksum for name, checksum in content["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return content if whole else None


@cache
def code_fingerprint() -> str:
    """Return the SHA-256 over the package's own files: code, texts, instruments, public data."""
    package = PROJECT / "riskkit"
    total = hashlib.sha256()
    for path in _files(package):
        if "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(package).as_posix()}\0{_sha256(path)}\n".encode())
    return total.hexdigest()


def _data_fingerprint(parameters: Parameters) -> str | None:
    """Return the SHA-256 of the file that parameters name, or None where they name none."""
    for part in ("cohort", "ratings", "extract"):
        told = getattr(parameters, part, None)
        source = getattr(told, "source", None)
        if source is not None and not getattr(told, "is_public", False) and Path(source).is_file():
            return _sha256(Path(source))
    return None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
