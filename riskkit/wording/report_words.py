"""The texts of one report: its own, and those that reports share."""

from functools import cache

from riskkit.parameters.labels import Language
from riskkit.wording.catalogue import Wording, wording

SHARED = "reports"


@cache
def report_words(topic: str, language: Language) -> Wording:
    """Return the texts of a report together with the shared ones; its own win.

    Raises
    ------
    ParameterError
        There is no such topic.
    """
    shared, own = wording(SHARED, language), wording(topic, language)
    return Wording(language, {**shared.texts, **own.texts})
