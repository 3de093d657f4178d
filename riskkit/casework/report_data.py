"""Which files a report that is asked for on a page may read: two folders of data, and nothing else."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args

from riskkit.errors import Fault, ParameterError
from riskkit.parameters import Parameters
from riskkit.settings import settings

DataPlace = Literal["shipped", "office"]
PLACES: Final[tuple[DataPlace, ...]] = get_args(DataPlace)
"""``shipped``: beside the parameter files of the notebook; ``office``: the workspace's folder of data."""

OFFICE: Final = "data"
"""Folder of the workspace in which the office puts the files that researchers may use."""

ENDINGS: Final = frozenset({".csv", ".parquet"})
MOST_FILES: Final = 200

ParametersT = TypeVar("ParametersT", bound=Parameters)


def data_folder(place: DataPlace, notebook: str) -> Path:
    """Return the folder from which the files of a report are found."""
    if place == "office":
        return settings().workspace.resolve() / OFFICE
    return settings().home.resolve() / "parameters" / notebook


def data_files(folder: Path) -> tuple[str, ...]:
    """Return the files to choose from, by name: data, whole within the folder, at most 200."""
    if not folder.is_dir():
        return ()
    inside = folder.resolve()
    found = (
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in ENDINGS and path.is_file() and path.resolve().is_relative_to(inside)
    )
    return tuple(name for _, name in zip(range(MOST_FILES), found, strict=False))


def locate_inside(parameters: ParametersT, folder: Path) -> ParametersT:
    """Return parameters with the files they name located, all of them within one folder.

    Parameters
    ----------
    parameters : Parameters
        Checked, with files named relative to ``folder``.
    folder : Path
        Where files may be. Links are followed first: what counts is where a file really is.

    Raises
    ------
    ParameterError
        A file is not there, or is elsewhere. Both are said in the same words, so that nobody
        learns which files there are on this machine.
    """
    inside = folder.resolve()
    before = dict(leaves(parameters.model_dump(mode="json")))
    # locating leaves a whole path as it is, so that it would look like any other text
    _refuse([where for where, value in before.items() if _is_whole_path(value)])
    try:
        found = parameters.located(inside)
    except ParameterError as error:
        raise ParameterError([_not_there(fault.where) for fault in error.faults]) from None
    except (OSError, ValueError):  # a name that no file can have
        raise ParameterError(_not_there("a file")) from None
    after = dict(leaves(found.model_dump(mode="json")))
    moved = {where: value for where, value in after.items() if before.get(where) != value}
    _refuse([where for where, value in moved.items() if not _within(value, inside)])
    return found


def leaves(content: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every single value of nested plain values with the way to it."""
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield from leaves(value, (*at, str(name)))
    elif isinstance(content, list | tuple):
        for index, value in enumerate(content):
            yield from leaves(value, (*at, index))
    else:
        yield at, content


def _is_whole_path(value: object) -> bool:
    return isinstance(value, str) and Path(value).is_absolute()


def _refuse(places: list[tuple[str | int, ...]]) -> None:
    """Raise with one fault a place, if there are any."""
    if places:
        raise ParameterError([_not_there(f"'{'.'.join(map(str, where))}'") for where in places])


def _within(value: object, inside: Path) -> bool:
    return isinstance(value, str) and Path(value).resolve().is_relative_to(inside)


def _not_there(where: str) -> Fault:
    return Fault(where, "is not among the data files", "a file of the chosen data folder, or public data")
