"""What a case conference weighed: each measure with its reasons, and what advisers said."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from riskkit.records.judgement_items import Label, Part, Text

Decision = Literal["taken", "proposed", "not_taken", "later"]
"""Taken by who is at the table; proposed to who may decide; not taken; decided later."""

Source = Annotated[str, Field(min_length=1, max_length=2000)]


class ConsideredMeasure(Part):
    """One measure as it was weighed at the table; every decision has both reasons.

    Attributes
    ----------
    measure : str
        Id in the catalogue of measures.
    name, legal_ground, evidence : str
        As the catalogue said them on the day: a later catalogue changes no minutes.
    goal, risk_factor, burden, alternative : str
        What it is for; which risk factor it addresses; what it costs in private life; which
        lighter way there is and why that is or is not enough.
    decision : {"taken", "proposed", "not_taken", "later"}
        What came of it.
    proportionality, necessity : str
        Why the decision is not too heavy, and why it is needed; of a measure not taken, why it
        would be too heavy or is not needed.
    review_on : date
        When it is looked at again.
    decided_by : str or None
        Who decided or may decide; needed where it is taken or proposed.
    starts_on : date or None
        First day; needed where it is taken.
    """

    measure: Label
    name: Label
    legal_ground: Source
    evidence: Source
    goal: Text
    risk_factor: Text
    burden: Text
    alternative: Text
    decision: Decision
    proportionality: Text
    necessity: Text
    review_on: date
    decided_by: Label | None = None
    starts_on: date | None = None

    @model_validator(mode="after")
    def _check_decision(self) -> Self:
        if self.decision in ("taken", "proposed") and self.decided_by is None:
            raise ValueError("a measure that is taken or proposed names who decides")
        if self.decision == "taken":
            if self.starts_on is None:
                raise ValueError("a measure that is taken has a first day")
            if self.review_on <= self.starts_on:
                raise ValueError("a measure is reviewed after it starts")
        return self


class Adviser(Part):
    """What one adviser said about a child."""

    adviser: Label
    said: Text
