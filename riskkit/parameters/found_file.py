"""Files that a parameter file names: found from the folder that it stands in."""

from collections.abc import Iterable
from pathlib import Path

from riskkit.errors import Fault, ParameterError


def found_file(folder: Path, source: str, where: str, *, other: Iterable[str] = ()) -> str:
    """Return the full path of a file that parameters name.

    Parameters
    ----------
    folder : Path
        That the parameter file stands in.
    source : str
        As it is named there.
    where : str
        Name of the parameter, for the message.
    other : iterable of str
        What could be named in place of a file.

    Raises
    ------
    ParameterError
        The file does not exist.
    """
    path = (folder / source).resolve()
    if not path.is_file():
        listed = " or ".join(other)
        allowed = "a CSV file, relative to the parameter file" + (f", or {listed}" if listed else "")
        raise ParameterError(Fault(f"'{where}'", f"there is no file {source}", allowed))
    return str(path)
