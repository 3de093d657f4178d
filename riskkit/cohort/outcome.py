"""Outcome definitions: files that say which later offence counts, and what else ends follow-up."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator

from riskkit.errors import Fault, ParameterError
from riskkit.parameters import Parameters, read_parameters
from riskkit.parameters.labels import Text
from riskkit.settings import settings

Competing = Literal["death", "removal", "return_to_custody"]


class OutcomeDefinition(Parameters):
    """What is counted as the outcome.

    Attributes
    ----------
    id : str
        Name of its file.
    label : Text
        A noun phrase without the horizon.
    source : str
        Where the definition comes from.
    min_max_penalty_years : number
        The offence counts if the law's longest prison term on it is at least this.
    same_kind : bool
        It counts only if it is of the same kind as the offence behind the custody.
    terrorism : bool
        It counts only if it is a terrorist offence.
    conviction : bool
        It counts only if a conviction was registered by the end of observation.
    in_custody : bool
        Whether an offence committed in custody counts.
    leave : {"uncounted", "counted"}
        Whether leave from custody is time at risk.
    competing : tuple of {"death", "removal", "return_to_custody"}
        What ends follow-up as an event of its own, coded from 2 in this order; custody that is
        not named here is time off the clock.
    horizon_days : int
        Length of the follow-up.
    lag_days : int
        How long before the end of the registers the count stops, because later offences may
        not have led to a conviction yet.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    label: Text
    source: str
    min_max_penalty_years: Annotated[float, Field(ge=0, le=100)] = 0
    same_kind: bool = False
    terrorism: bool = False
    conviction: bool = True
    in_custody: bool = False
    leave: Literal["uncounted", "counted"] = "uncounted"
    competing: tuple[Competing, ...] = ("death", "removal")
    horizon_days: Annotated[int, Field(gt=0, le=36_525)] = 730
    lag_days: Annotated[int, Field(ge=0, le=36_525)] = 0

    @field_validator("competing")
    @classmethod
    def _once(cls, names: tuple[Competing, ...]) -> tuple[Competing, ...]:
        if len(set(names)) < len(names):
            raise ValueError("names an event twice")
        return names

    @property
    def codes(self) -> dict[int, str]:
        """Return the name of each event code."""
        return {
            0: "censored",
            1: self.id,
            **{code: name for code, name in enumerate(self.competing, start=2)},
        }


def load_outcome(outcome: str | Path | OutcomeDefinition) -> OutcomeDefinition:
    """Return an outcome definition by its id in ``parameters/outcomes``, or from a file.

    Raises
    ------
    ParameterError
        There is no such definition, or every fault of its file.
    """
    if isinstance(outcome, OutcomeDefinition):
        return outcome
    folder = settings().home / "parameters" / "outcomes"
    path = outcome if isinstance(outcome, Path) else folder / f"{outcome}.yaml"
    if not isinstance(outcome, Path) and outcome not in outcomes():
        raise ParameterError(Fault("outcome", "is not defined", ", ".join(outcomes())))
    found = read_parameters(path, OutcomeDefinition)
    if found.id != path.stem:
        raise ParameterError(
            Fault(path.name, f"is called '{found.id}' inside", f"'{path.stem}', as the file")
        )
    return found


def outcomes() -> tuple[str, ...]:
    """Return the ids of the definitions in ``parameters/outcomes``."""
    return tuple(sorted(path.stem for path in (settings().home / "parameters" / "outcomes").glob("*.yaml")))
