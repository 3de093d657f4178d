"""How often a model's figures were shown, followed or departed from, as the files have it."""

from collections.abc import Sequence
from dataclasses import asdict

import pandas as pd

from riskkit.casework.access import Access
from riskkit.casework.figure_use import figure_use
from riskkit.stewardship.adoption import Adoption, adoption

COLUMNS = ("by", "first", "figure", "final", "ground")


def read_adoption(access: Access, *, model: str, levels: Sequence[str], purpose: str) -> Adoption:
    """Count what was done with a model's figures.

    Parameters
    ----------
    access : Access
        Of a steward.
    model : str
        Which model.
    levels : sequence of str
        From low to high, as judgements and bands both name them; a figure whose band, or a judgement
        whose level, has another name cannot be compared and is left out.
    purpose : str
        What it is for, for the trail.

    Raises
    ------
    AccessRefused
        The role does not steward models, or no purpose was given.
    DataError
        No figure was shown that can be compared.
    """
    rows = [asdict(each) for each in figure_use(access, model=model, purpose=purpose)]
    shown = pd.DataFrame(rows, columns=["version", *COLUMNS]).rename(columns={"ground": "reason"})
    comparable = shown[["first", "figure", "final"]].isin(levels).all(axis=1)
    return adoption(shown.loc[comparable], levels=levels)
