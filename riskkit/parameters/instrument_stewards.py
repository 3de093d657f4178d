"""Who answers for each instrument in this organisation, who checked it, and until when it may be used."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator

from riskkit.parameters.model import PersonName
from riskkit.parameters.two_people import check_two_people
from riskkit.parameters.typed import Parameters

InstrumentId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$", max_length=60)]


class Stewards(Parameters):
    """The two people behind one instrument.

    Attributes
    ----------
    owner, validator : str
        Two people: who answers for its use here, and who checked it.
    expires : date
        Last day of use without a new check.
    """

    owner: PersonName
    validator: PersonName
    expires: date

    @model_validator(mode="after")
    def _two_people(self) -> Self:
        check_two_people(self.owner, self.validator)
        return self


class InstrumentStewards(Parameters):
    """The stewards of every instrument.

    Attributes
    ----------
    stewards : mapping of str to Stewards
        By id of the instrument. One that is not named here is not entered in the registry, and the
        stewardship page says so.
    """

    stewards: dict[InstrumentId, Stewards]
