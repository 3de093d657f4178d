"""What forms make of a text as typed, and which choices a record allows."""

from datetime import date
from typing import Any, get_args

from pydantic import BaseModel


def day_of(text: str) -> date | None:
    """Return the day that a text names, as the browser writes it (yyyy-mm-dd); None if it names none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def allowed_values(record: type[BaseModel], field: str) -> tuple[Any, ...]:
    """Return the values that a record allows in a field of choices, in its order."""
    return get_args(record.model_fields[field].annotation)
