"""The file beside a report that says what it was made of, and of what each file consists."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from riskkit.parameters import Parameters
from riskkit.reports.provenance import portable_parameters
from riskkit.stewardship.code_origin import (
    code_fingerprint,
    file_fingerprint,
    files_under,
    fingerprint_of,
    lock_fingerprint,
)

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
        notebook_sha256=file_fingerprint(notebook),
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
    files = {path.relative_to(folder).as_posix(): file_fingerprint(path) for path in files_under(folder)}
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
    content = read_claims(folder)
    return content if content is not None and not changed_files(folder, content) else None


def read_claims(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder whatever became of its files; None where there is none."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        told = content["format"] == FORMAT and content["identity"]["report"] and content["files"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return content if told else None


def changed_files(folder: Path, claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the files of a report that are not, or no longer, what its manifest says."""
    return tuple(name for name, checksum in claims["files"].items() if _now(folder / name) != checksum)


def _now(path: Path) -> str | None:
    """Return a file's checksum, None where it cannot be read."""
    try:
        return file_fingerprint(path)
    except OSError:
        return None


def _data_fingerprint(parameters: Parameters) -> str | None:
    """Return the SHA-256 of the file that parameters name, or None where they name none."""
    for part in ("cohort", "ratings", "extract"):
        told = getattr(parameters, part, None)
        if files := getattr(told, "files", ()):
            return fingerprint_of({each.name: file_fingerprint(each) for each in files if each.is_file()})
        source = getattr(told, "source", None)
        if source is not None and not getattr(told, "is_public", False) and Path(source).is_file():
            return file_fingerprint(Path(source))
    return None
