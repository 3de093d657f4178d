"""Read once, in the process that pages' kernels are forked from, what each of them would read for itself.

Importing this module is all: `riskkit.pages.serving` names it among what is preloaded. Nothing of the store
or of a user is read, only what comes with the package: sentences, names of days and months, and the
instruments, each checked by all its worked cases while it is read. A file that changes later is read again.
"""

from datetime import UTC, date, datetime

from riskkit.instruments import catalogue
from riskkit.pages.texts import LANGUAGES, TOPICS, read_texts
from riskkit.wording import wording
from riskkit.wording.po_files import topics


def read_ahead() -> None:
    """Fill the caches of texts, calendars and instruments."""
    for language in LANGUAGES:
        for topic in topics():
            wording(topic, language)
        for page in TOPICS:
            read_texts(language, page)
        texts = read_texts(language)
        texts.moment(datetime(2026, 1, 1, tzinfo=UTC))
        texts.day(date(2026, 1, 1))
        texts.short_day(date(2026, 1, 1))
    catalogue()


read_ahead()
