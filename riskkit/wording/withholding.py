"""Texts in which a number that may not be shown is said to be so."""

import math
from numbers import Real

from riskkit.wording.catalogue import Wording


class WithholdingWording(Wording):
    """Texts of a report from which numbers were withheld; see `withholding`."""

    __slots__ = ()

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number, or that it is not shown."""
        return Wording.number(self, value, decimals) if _there(value) else self("withheld")

    def plain(self, value: float) -> str:
        """Return a number with as many decimals as it has, or that it is not shown."""
        return Wording.plain(self, value) if _there(value) else self("withheld")

    def percent(self, value: float, decimals: int = 0) -> str:
        """Return a share as a percentage, or that it is not shown."""
        return Wording.percent(self, value, decimals) if _there(value) else self("withheld")

    def frequency(self, value: float, of: int = 100) -> str:
        """Return a share as so many of ``of`` people, or that it is not shown."""
        return Wording.frequency(self, value, of) if _there(value) else self("withheld")

    def p_value(self, value: float) -> str:
        """Return a p-value, or that it is not shown."""
        return Wording.p_value(self, value) if _there(value) else self("withheld")

    def duration(self, value: float, unit: str) -> str:
        """Return a length of time, or that it is not shown."""
        return Wording.duration(self, value, unit) if _there(value) else self("withheld")


def withholding(say: Wording) -> Wording:
    """Return the same texts, in which a missing number is the text ``withheld``."""
    return WithholdingWording(say.language, say.texts)


def _there(value: object) -> bool:
    """Whether a number is there; infinite ones are."""
    return isinstance(value, Real) and not math.isnan(value)
