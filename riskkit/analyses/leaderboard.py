"""The model's Brier scores beside published ones for the same people and the same year.

The challenge's teams learned from 18,028 other people and predicted these 7,807; here every
person is predicted by a model fitted to the others of the 7,807. Nobody is predicted by a model
that saw their outcome in either, so the scores can stand side by side; ours learned from fewer
people. Its second and third year used facts about supervision and only people still free, so
only the first year is compared.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

from riskkit.cohort.public_data import read_public
from riskkit.errors import DataError, Fault
from riskkit.validation import brier_score

FILE: Final = Path(__file__).parent / "published" / "nij_leaderboard.csv"
YEAR: Final = 1


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """Scores for the first year.

    Attributes
    ----------
    men, women : float
        Brier score of the model, cross-validated.
    men_null, women_null : float
        Brier score of giving everyone the share of their own sex.
    published : pandas.DataFrame
        category, place, team (at that place for men / for women / on average), men, women, average.
    """

    men: float
    women: float
    men_null: float
    women_null: float
    published: pd.DataFrame

    @property
    def average(self) -> float:
        """The plain mean of both, as the challenge ranked it."""
        return (self.men + self.women) / 2


def published_scores(path: Path = FILE) -> pd.DataFrame:
    """Return the published scores of all three rounds, as they were printed."""
    return pd.read_csv(path)


def compare_leaderboard(time: Any, event: Any, risk: Any) -> Leaderboard:
    """Return the first-year scores of men and women beside the published ones.

    Parameters
    ----------
    time, event, risk : array-like, shape (7807,)
        Of every person of the cohort in its published order; ``risk`` by the first year.

    Raises
    ------
    DataError
        Not everyone of the cohort.
    """
    sex = read_public("georgia_parole")["Gender"]
    if len(sex) != len(risk):
        raise DataError(
            Fault("cohort", f"has {len(risk)} of {len(sex)} people", "everyone", "leave nobody out")
        )
    table = pd.DataFrame({"time": time, "event": event, "risk": risk}).set_axis(sex.index)
    own, null = dict[str, float](), dict[str, float]()
    for code in ("M", "F"):
        part = table[sex == code]
        found = brier_score(part["time"], part["event"], part["risk"], horizon=YEAR)
        own[code], null[code] = found.estimate, found.null
    rows = published_scores()
    first = rows[rows["round"] == YEAR].drop(columns="round").reset_index(drop=True)
    return Leaderboard(own["M"], own["F"], null["M"], null["F"], first)
