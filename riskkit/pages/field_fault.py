"""One thing to complete in a form, and where."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing to complete.

    Attributes
    ----------
    field : str
        Id of the field on the page, for the link and the mark beside it.
    key : str
        Which sentence says it.
    item : str or None
        Item it belongs to.
    row : tuple of str, int and str, or None
        List, number from 0 and field name, for an entry of the plan.
    """

    field: str
    key: str
    item: str | None = None
    row: tuple[str, int, str] | None = None
