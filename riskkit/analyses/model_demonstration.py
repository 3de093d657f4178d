"""The demonstration's model: fitted to real data, entered, signed and its gate passed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from riskkit.analyses.model_calibration import check_calibration
from riskkit.analyses.model_version import enter_version, fit_version
from riskkit.parameters import read_parameters
from riskkit.parameters.model import ModelParameters
from riskkit.stewardship.registry import Registry

DEMONSTRATION: Final = "rossi-cox"


def register_demonstration(home: Path, folder: Path) -> str:
    """Enter and sign the demonstration's model, once however often this runs; return its version.

    Parameters
    ----------
    home : Path
        Holds ``parameters/models``.
    folder : Path
        Of the registry.
    """
    path = home / "parameters" / "models" / f"{DEMONSTRATION}.yaml"
    parameters = read_parameters(path, ModelParameters).located(path.parent)
    registry = Registry(folder)
    if parameters.version in registry.versions(parameters.id):
        return parameters.version
    fitted = fit_version(parameters, today=datetime.now(UTC).date())
    enter_version(registry, fitted, by=parameters.owner)
    registry.sign(parameters.id, parameters.version, by=parameters.owner, role="owner")
    registry.sign(parameters.id, parameters.version, by=parameters.validator, role="validator")
    check_calibration(parameters, registry, version=None, by=parameters.validator)
    return parameters.version
