"""Why figures about some people may be shown whole: their data are published, or they were made up."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Origin:
    """What the maker of open data declares of them.

    Only code that ships open data, or makes people up, declares an origin; a file that a user
    names has none, whatever its parameters say.

    Attributes
    ----------
    kind : {"published", "synthetic"}
        Published for anyone to read, or made up by a program.
    source : str
        Publication, or the program with its seed.
    licence : str
        On what terms they may be used.
    """

    kind: Literal["published", "synthetic"]
    source: str
    licence: str
