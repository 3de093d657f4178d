"""What every entry of a person's file has in common: its kind, its columns, and its days."""

from datetime import date
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from riskkit.records.judgement_items import Label, Part, Text


class DossierPart(Part):
    """One entry's content; the subclass says which kind it is.

    ``ABOUT_OTHERS`` names the fields that speak of other people too: they stay out of the copy
    that a person gets, because that copy must not harm those others.
    """

    KIND: ClassVar[str]
    STRUCTURE: ClassVar[tuple[str, ...]]
    ABOUT_OTHERS: ClassVar[tuple[str, ...]] = ()


class DossierPeriod(DossierPart):
    """An entry with a first and a last day."""

    starts_on: date
    ends_on: date | None = None

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise ValueError("ends before it starts")
        return self


class GoingAhead(Part):
    """Why someone was placed in spite of separations, and in spite of which.

    Attributes
    ----------
    separations : tuple of str
        Ids of the separations that were shown before it was confirmed.
    reason : str
        Why it was done all the same.
    """

    separations: Annotated[tuple[Label, ...], Field(min_length=1, max_length=500)]
    reason: Text
