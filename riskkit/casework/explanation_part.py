"""One part of the explanation for the person concerned."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ExplanationPart:
    """One part: a heading, paragraphs, and a list of points, each with what belongs under it."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[tuple[str, tuple[str, ...]], ...] = ()
