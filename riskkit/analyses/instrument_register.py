"""Enter the library's instruments in the registry, each with the people who answer for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from riskkit.instruments import catalogue
from riskkit.parameters import read_parameters
from riskkit.parameters.instrument_stewards import InstrumentStewards, Stewards
from riskkit.stewardship.instrument_registry import InstrumentRegistry, enter_all

SHIPPED: Final = Path("parameters") / "stewardship" / "instruments.yaml"
BOTH: Final[tuple[Literal["owner", "validator"], ...]] = ("owner", "validator")


def enter_instruments(folder: Path, file: Path, *, by: str, actor: str = "") -> tuple[str, ...]:
    """Enter every instrument of the library that has stewards and is not there yet, unsigned.

    Parameters
    ----------
    folder : Path
        Of the registry of models.
    file : Path
        YAML: who answers for which instrument (`InstrumentStewards`).
    by, actor : str
        Who enters them, and who that really is.

    Returns
    -------
    tuple of str
        Ids of those that were entered now.
    """
    stewards = read_parameters(file, InstrumentStewards).stewards
    return enter_all(InstrumentRegistry(folder, actor=actor), catalogue(), stewards, by=by)


def register_demonstration_instruments(home: Path, folder: Path) -> int:
    """Enter and sign the library's instruments under made-up names, once however often this runs.

    Parameters
    ----------
    home : Path
        Holds ``parameters/stewardship``.
    folder : Path
        Of the registry of models.

    Returns
    -------
    int
        How many were entered now.
    """
    stewards: Mapping[str, Stewards] = read_parameters(home / SHIPPED, InstrumentStewards).stewards
    registry = InstrumentRegistry(folder)
    entered = enter_all(registry, catalogue(), stewards, by="Demonstration Owner")
    for name in entered:
        version = registry.book.versions(name)[-1]
        for role in BOTH:
            registry.sign(name, version, by=getattr(stewards[name], role), role=role)
    return len(entered)
