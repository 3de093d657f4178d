"""Structured professional judgement: items are weighed by a person and never added up."""

from typing import Annotated, Literal

from pydantic import Field

from riskkit.instruments.item import Option
from riskkit.instruments.words import Part, Words


class JudgementRule(Part):
    """No total, ever: the summary judgement is the assessor's, with reasons.

    Attributes
    ----------
    question : Words
        What the summary judgement answers.
    levels : tuple of Option
        Its levels, from low to high.
    no_total : Words
        Why nothing is added up, said to the reader.
    """

    kind: Literal["judgement"]
    question: Words
    levels: Annotated[tuple[Option, ...], Field(min_length=2)]
    no_total: Words
