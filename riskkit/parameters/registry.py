"""Which typed class reads the parameters of which notebook."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from riskkit.errors import Fault, ParameterError
from riskkit.parameters.agreement import AgreementParameters
from riskkit.parameters.base_rate import BaseRateParameters
from riskkit.parameters.cohort_report import CohortParameters
from riskkit.parameters.measures import MeasuresParameters
from riskkit.parameters.monitoring import MonitoringParameters
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.parameters.subgroups import SubgroupsParameters
from riskkit.parameters.typed import Parameters, check_parameters
from riskkit.parameters.unit import UnitParameters
from riskkit.parameters.validation import ValidationParameters

NOTEBOOKS: Final[Mapping[str, type[Parameters]]] = {
    "agreement": AgreementParameters,
    "base_rate": BaseRateParameters,
    "cohort": CohortParameters,
    "measures": MeasuresParameters,
    "monitoring": MonitoringParameters,
    "recidivism": RecidivismParameters,
    "subgroups": SubgroupsParameters,
    "unit": UnitParameters,
    "validation": ValidationParameters,
}
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


def typed_parameters(notebook: str, names: Mapping[str, Any]) -> Parameters:
    """Return the parameters of a notebook from the names that its parameters cell set.

    The notebook's second cell calls this with ``locals()``: a wrong value stops there, not
    twenty cells on.

    Parameters
    ----------
    notebook : str
        The notebook's name.
    names : mapping of str to object
        The notebook's names; those that are no parameter are left alone.

    Raises
    ------
    ParameterError
        Every missing, ill-typed or out-of-range parameter.
    """
    model = parameters_of(notebook)
    given = {name: names[name] for name in model.model_fields if name in names}
    return check_parameters(given, model).located(Path.cwd())
