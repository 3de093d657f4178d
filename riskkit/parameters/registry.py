"""Which typed class reads the parameters of which notebook."""

from collections.abc import Mapping
from typing import Final

from riskkit.errors import Fault, ParameterError
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.parameters.typed import Parameters

NOTEBOOKS: Final[Mapping[str, type[Parameters]]] = {"recidivism": RecidivismParameters}
"""Parameter class by notebook name; a new report adds one line."""


def parameters_of(notebook: str) -> type[Parameters]:
    """Return the parameter class of ``notebook``.

    Raises
    ------
    ParameterError
        There is no such notebook.
    """
    if notebook not in NOTEBOOKS:
        name = notebook.encode("unicode_escape").decode("ascii")
        raise ParameterError(Fault(f"notebook '{name}'", "is not known", ", ".join(sorted(NOTEBOOKS))))
    return NOTEBOOKS[notebook]
