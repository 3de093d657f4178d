"""What an instrument says about itself: for whom, for what, from where, under which terms."""

from typing import Annotated, Literal

from pydantic import Field

from riskkit.instruments.words import Id, Part, Prose, Words

Status = Literal["active", "retired", "demonstration", "owner-supplied"]


class Population(Part):
    """For whom the instrument was made or tested.

    Attributes
    ----------
    stated : tuple of str
        The populations it states, by short name; the population guard compares with these.
    description : Words
        Country, years and group, in words.
    """

    stated: Annotated[tuple[Id, ...], Field(min_length=1)]
    description: Words


class Source(Part):
    """Where text or numbers come from."""

    id: Id
    citation: Prose
    obtained: Prose


class Licence(Part):
    """The terms under which the content may be used, and what is left out because of them."""

    terms: Prose
    shipped: Words
