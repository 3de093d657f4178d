"""Who judged what and when: summary, second assessor, consensus, figures seen, override.

The summary judgement is the assessor's own, made before any statistical figure is shown.
A change of mind after seeing figures is an `Override`: it stands beside the first
judgement and never replaces it, so that the pull of a figure can be counted later.
"""

from typing import Annotated, Literal

from pydantic import Field

from riskkit.records.judgement_items import Label, Moment, Part, Rating, Text


class SummaryJudgement(Part):
    """The overall professional judgement: a level in words, with its reasons.

    Attributes
    ----------
    level : str
        One of the instrument's summary levels.
    reasons : str
        Why this level; required.
    assessor : str
        Who judged.
    at : datetime
        When, with time zone.
    """

    level: Label
    reasons: Text
    assessor: Label
    at: Moment


class ItemRating(Part):
    """One item's rating by a second assessor, or as agreed by both."""

    item: Label
    rating: Rating
    reasons: Text | None = None


class SecondAsked(Part):
    """Someone was asked to judge the same person apart; the first judgement stands still from then on.

    Attributes
    ----------
    assessor : str
        Who is to judge without seeing the first judgement.
    by, at : str, datetime
        Who asked, and when.
    """

    assessor: Label
    by: Label
    at: Moment


class SecondAssessment(Part):
    """The same person judged by a second assessor, apart from the first."""

    ratings: tuple[ItemRating, ...] = ()
    summary: SummaryJudgement


class Consensus(Part):
    """What both assessors agree on after talking it through.

    Attributes
    ----------
    ratings : tuple of ItemRating
        The agreed rating of each item on which the two differed.
    level, reasons : str
        The agreed summary level and why.
    at : datetime
        When they agreed.
    """

    ratings: tuple[ItemRating, ...] = ()
    level: Label
    reasons: Text
    at: Moment


class FiguresSeen(Part):
    """Statistical figures were shown to someone.

    Attributes
    ----------
    by : str
        Who saw them.
    at : datetime
        When.
    manifest : str
        Fingerprint of the manifest of the figures shown.
    """

    by: Label
    at: Moment
    manifest: Label


Ground = Literal["figure_weighs", "new_information", "overlooked", "mistake", "other"]
"""Why a level changed after figures were seen, so that it can be counted without reading anyone's words:
the figure itself weighs, something new became known, something known was overlooked, a mistake was
made, or something else."""


class Override(Part):
    """A change of the summary level after figures were seen; the first judgement stays.

    Attributes
    ----------
    by, at : str, datetime
        Who and when.
    previous_level, level : str
        The level that stood, and the level from now on.
    reasons : str
        Why; required.
    ground : str or None
        The same in one word, to be counted; None in records from before it was asked.
    manifests : tuple of str
        The manifests of the figures seen before the change; at least one.
    """

    by: Label
    at: Moment
    previous_level: Label
    level: Label
    reasons: Text
    ground: Ground | None = None
    manifests: Annotated[tuple[Label, ...], Field(min_length=1)]
