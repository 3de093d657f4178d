"""What the pages say, by language, with moments by the clocks where they are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from riskkit.pages.catalogue import OVERVIEW, PAGES
from riskkit.wording import wording

Language = Literal["nl", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
TOPICS: Final[Mapping[str, tuple[str, ...]]] = {each.name: each.topics for each in (OVERVIEW, *PAGES)}
"""Catalogues that each page takes its sentences from, by name of the page."""

CLOCKS: Final = ZoneInfo("Europe/Amsterdam")
"""Moments are kept in UTC and shown by the clocks of the place where the pages are used."""

_MOMENT: Final = {"nl": "d MMMM y 'om' HH:mm 'uur'", "en": "d MMMM y 'at' HH:mm"}


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language.

    Attributes
    ----------
    language : {"nl", "en"}
        Which language.
    sentences : mapping of str to str
        By key; braces mark what is filled in.
    """

    language: Language
    sentences: Mapping[str, str]

    def say(self, key: str, **values: object) -> str:
        """Return one sentence with its gaps filled."""
        return self.sentences[key].format(**values)

    def moment(self, at: datetime) -> str:
        """Write a moment as people here read it: local time, to the minute."""
        return format_datetime(at.astimezone(CLOCKS), _MOMENT[self.language], locale=self.language)

    def hour(self, at: datetime) -> str:
        """Write the time of day: local time, to the minute."""
        return format_datetime(at.astimezone(CLOCKS), "HH:mm", locale=self.language)

    def day(self, on: date) -> str:
        """Write a day in words."""
        return format_date(on, "d MMMM y", locale=self.language)

    def short_day(self, on: date) -> str:
        """Write a day for a narrow column."""
        return format_date(on, "d MMM y", locale=self.language)


@cache
def read_texts(language: Language, page: str = "assessment") -> Texts:
    """Return the sentences of one page in one language, read once."""
    topics = TOPICS[page]
    return Texts(
        language, {key: said for each in topics for key, said in wording(each, language).texts.items()}
    )


def check_language(code: object) -> Language:
    """Return ``code`` if it is a language of ours, else Dutch: the page must always speak."""
    return "en" if code == "en" else "nl"
