"""What every part of a typed form has in common: frozen, no unknown names, bounded texts."""

from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

MOST_CHARACTERS: Final = 20_000
"""Characters that a text of a saved record may have."""

MOST_OF_LINE: Final = 200
"""Characters of a name, a kind or another text of one line."""

Typed = Annotated[str, StringConstraints(max_length=100_000)]
"""A text as typed; what is too long to save is still kept while it is a draft."""


class DraftPart(BaseModel):
    """A part of the form as filled in."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
