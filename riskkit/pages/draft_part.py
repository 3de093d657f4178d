"""What every part of a typed form has in common: frozen, no unknown names, bounded texts."""

from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from riskkit.errors import Fault, JudgementError

MOST_CHARACTERS: Final = 20_000
"""Characters that a text of a saved record may have."""

MOST_OF_LINE: Final = 200
"""Characters of a name, a kind or another text of one line."""

Typed = Annotated[str, StringConstraints(max_length=100_000)]
"""A text as typed; what is too long to save is still kept while it is a draft."""


class DraftPart(BaseModel):
    """A part of the form as filled in."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def sent(cls, content: object) -> Self:
        """Read what the browser sent.

        Raises
        ------
        JudgementError
            It does not have the shape of this form; no value is repeated.
        """
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise JudgementError(unlike_form(error)) from None

    @classmethod
    def kept(cls, content: str) -> Self | None:
        """Read what was kept as a draft; None if another version of this form kept it."""
        try:
            return cls.model_validate_json(content)
        except ValidationError:
            return None


def unlike_form(error: ValidationError) -> Fault:
    """Return the fault of what does not have the shape of a form; no value is repeated."""
    return Fault("form", f"{error.error_count()} parts are not those of this form", "what the page sends")
