"""One topic's texts in one language; numbers, shares and dates by its conventions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

from riskkit.parameters.labels import Language
from riskkit.wording.po_files import SOURCE, read_source, read_translation

NONE: Final = "–"
"""Shown where there is no number."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A topic's texts in one language.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the texts; numbers and dates follow it.
    texts : mapping of str to str
        Texts with ``{placeholders}``, by key.
    """

    language: Language
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **values: object) -> str:
        """Return the text of ``key`` with its placeholders filled in."""
        return self.texts[key].format(**values)

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with so many decimals; a dash where there is none."""
        if not math.isfinite(value):
            return NONE
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        shown = format_decimal(abs(value), format=pattern, locale=self.language)
        zero = round(abs(value), decimals) == 0
        return f"−{shown}" if value < 0 and not zero else shown

    def plain(self, value: float) -> str:
        """Return a number with as many decimals as it has, at most 2."""
        whole = float(value).is_integer()
        return self.number(value, 0 if whole else 1 if math.isclose(value * 10, round(value * 10)) else 2)

    def percent(self, value: float, decimals: int = 0) -> str:
        """Return a share in [0, 1] as a percentage."""
        pattern = "0" + ("." + "0" * decimals if decimals else "") + "%"
        return format_percent(value, format=pattern, locale=self.language)

    def frequency(self, value: float, of: int = 100) -> str:
        """Return a share in [0, 1] as so many of ``of`` people."""
        return self.number(round(value * of))

    def p_value(self, value: float) -> str:
        """Return a p-value: three decimals, never zero."""
        if not math.isfinite(value):
            return NONE
        return f"< {self.number(0.001, 3)}" if value < 0.001 else self.number(value, 3)

    def duration(self, value: float, unit: str) -> str:
        """Return a length of time with its unit, for example "52 weken"."""
        return f"{self.plain(value)} {self.unit(unit, many=value != 1)}"

    def unit(self, unit: str, *, many: bool) -> str:
        """Return the name of a unit of time, one or many."""
        return wording("units", self.language)(f"{unit}_{'many' if many else 'one'}")

    def day(self, value: date) -> str:
        """Return a day, written out."""
        return format_date(value, "d MMMM y", locale=self.language)

    def moment(self, value: datetime) -> str:
        """Return a date with its time, written out."""
        pattern = "d MMMM y, HH:mm" + (" 'UTC'" if value.tzinfo else "")
        return format_datetime(value, pattern, locale=self.language)


def people(smallest: float) -> int:
    """Return of how many people to speak so that the smallest share shown is not none of them."""
    return 100 if smallest >= 0.005 or smallest <= 0 else 1000 if smallest >= 0.0005 else 10_000


@cache
def wording(topic: str, language: Language) -> Wording:
    """Return the texts of ``topic`` in ``language``.

    Raises
    ------
    ParameterError
        There is no such topic, or its catalogues are not what they should be: see
        `read_source` and `read_translation`.
    """
    if language == SOURCE:
        return Wording(language, read_source(topic))
    return Wording(language, read_translation(topic, language, wording(topic, SOURCE).texts))
