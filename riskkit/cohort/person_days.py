"""One number for a person and a day, that sorts by person and then by day."""

from typing import Any, Final

import numpy as np

from riskkit.cohort.registrations import Days

_SPAN: Final = np.int64(1 << 32)
_SHIFT: Final = np.int64(1 << 31)  # days before 1970 are negative


def person_days(person: Days, day: Any) -> Any:
    """Return the number of each (person, day), int64."""
    return person.astype(np.int64) * _SPAN + (day + _SHIFT)


def split_person_days(numbers: Any) -> tuple[Any, Any]:
    """Return person and day of each number."""
    return numbers // _SPAN, numbers % _SPAN - _SHIFT
