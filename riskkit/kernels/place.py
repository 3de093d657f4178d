"""Where the preloaded process of one environment listens, and who may reach it.

One process serves requests that would have imported the same code in the same way: same
interpreter, same user, same preloaded modules, same files of ours, same variables that
libraries read while they are imported. Any difference gives another name, so that a changed
source file or thread setting is never answered by an old process.
"""

import hashlib
import os
import site
import stat
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskkit.settings import settings

PACKAGE: Final = Path(__file__).resolve().parent.parent

_PREFIXES: Final = (
    "PYTHON",
    "LD_",
    "RISKKIT_KERNEL_",
    "OPENBLAS_",
    "OMP_",
    "MKL_",
    "BLIS_",
    "NUMBA_",
    "NUMEXPR_",
    "MPL",
)
_NAMES: Final = frozenset({"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "XDG_RUNTIME_DIR"})


@dataclass(frozen=True, slots=True)
class Place:
    """Files of one preloaded process.

    Attributes
    ----------
    folder : Path
        Readable by its owner alone.
    name : str
        Fingerprint of the environment it was made for.
    environment : dict of str to str
        The variables it is started with: those that imports may read, and no others.
    """

    folder: Path
    name: str
    environment: Mapping[str, str]

    @property
    def socket(self) -> Path:
        """Return the address that it listens on."""
        return self.folder / f"{self.name}.sock"

    @property
    def lock(self) -> Path:
        """Return the file that is locked while one is being started."""
        return self.folder / f"{self.name}.lock"

    @property
    def pid(self) -> Path:
        """Return the file that holds the process id of the one that was started."""
        return self.folder / f"{self.name}.pid"

    @property
    def failed(self) -> Path:
        """Return the file whose time says when a start last failed."""
        return self.folder / f"{self.name}.failed"

    @property
    def log(self) -> Path:
        """Return the file that holds what it prints."""
        return self.folder / f"{self.name}.log"


def place_of(environment: Mapping[str, str]) -> Place:
    """Return where kernels with these variables find their preloaded process.

    Parameters
    ----------
    environment : mapping of str to str
        The variables that the kernel will have.

    Raises
    ------
    OSError
        The folder cannot be made, or belongs to, or is open to, somebody else.
    """
    seen = {
        name: value
        for name, value in environment.items()
        if name in _NAMES or name.startswith(_PREFIXES)
    }  # fmt: skip
    parts = [
        sys.executable,
        sys.prefix,
        *settings().kernel_preload,
        *(f"{name}={value}" for name, value in sorted(seen.items())),
        _state_of_code(),
    ]
    name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
    return Place(_private_folder(environment), name, seen)


def _state_of_code() -> str:
    """Return a fingerprint of our files' names, sizes and times, and of what is installed."""
    facts = sorted(
        f"{file.path}:{status.st_mtime_ns}:{status.st_size}"
        for file in _files(str(PACKAGE))
        for status in (file.stat(),)
    )
    facts += [f"{folder}:{os.stat(folder).st_mtime_ns}" for folder in site.getsitepackages()]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield the files under a folder: code, and the texts and instruments that come with it."""
    with os.scandir(folder) as entries:  # each kernel waits for it: a third of what Path.rglob takes
        for entry in entries:
            if not entry.is_dir():
                yield entry
            elif entry.name != "__pycache__":
                yield from _files(entry.path)


def _private_folder(environment: Mapping[str, str]) -> Path:
    runtime = environment.get("XDG_RUNTIME_DIR")
    parent = Path(runtime) if runtime and Path(runtime).is_dir() else Path(tempfile.gettempdir())
    folder = parent / f"riskkit-kernels-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise PermissionError(f"{folder} is not a folder of this user alone")
    return folder
