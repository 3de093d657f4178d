"""Texts for readers, by language, and numbers and dates written as that language writes them.

The texts stand in gettext catalogues, so that no sentence hides in code and a translator works
with the tools of the trade: ``locales/<topic>.pot`` holds the Dutch texts, the source, each with
its key as context; ``locales/<language>/LC_MESSAGES/<topic>.po`` their translations. A room that
shows text asks ``wording(topic, language)`` for its catalogue and calls it with a key and the
values of its placeholders::

    say = wording("recidivism", "nl")
    say("followed", n=say.number(432))
"""

from riskkit.wording.catalogue import Wording, people, wording

__all__ = ["Wording", "people", "wording"]
