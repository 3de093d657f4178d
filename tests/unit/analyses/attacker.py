"""Someone who has the published tables alone, and two linear programmes for each count they do not show."""

from typing import Any

import numpy as np
from scipy.optimize import linprog


class Attacker:
    """Counts that are not known, bound by what is known."""

    def __init__(self) -> None:
        self.names: dict[Any, int] = {}
        self.rows: list[tuple[dict[Any, float], float]] = []
        self.limits: dict[Any, tuple[float, float | None]] = {}

    def know(self, parts: dict[Any, float], total: float) -> None:
        for name in parts:
            self.names.setdefault(name, len(self.names))
        self.rows.append((parts, total))

    def bound(self, name: Any, low: float, high: float | None) -> None:
        self.names.setdefault(name, len(self.names))
        self.limits[name] = (low, high)

    def interval(self, aim: dict[Any, float]) -> tuple[float, float]:
        matrix = np.zeros((len(self.rows), len(self.names)))
        for row, (parts, _) in enumerate(self.rows):
            for name, factor in parts.items():
                matrix[row, self.names[name]] += factor
        target = np.zeros(len(self.names))
        for name, factor in aim.items():
            target[self.names[name]] += factor
        bounds = [self.limits.get(name, (0, None)) for name in self.names]
        totals = np.array([total for _, total in self.rows])
        low = linprog(target, A_eq=matrix, b_eq=totals, bounds=bounds, method="highs")
        high = linprog(-target, A_eq=matrix, b_eq=totals, bounds=bounds, method="highs")
        return low.fun, np.inf if high.status == 3 else -high.fun
