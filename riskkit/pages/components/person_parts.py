"""The part of the person page in which is recorded, with the traits that its script reads."""

from typing import ClassVar

import traitlets

from riskkit.pages.components.component import Component, script


class PersonEntries(Component):
    """Entries to record or to bring up to date, requests to decide, a pack to share, glass to break."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "work", "outcome", "given", "kept")
    _esm = script("dom", "fields", "typed_words", "outcome", "keeping", "person_entry")
    work = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    given = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)
