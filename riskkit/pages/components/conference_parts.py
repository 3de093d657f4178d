"""The part of the conference page, with the traits that its script reads."""

from typing import ClassVar

import traitlets

from riskkit.pages.components.component import Component, script


class ConferenceSheet(Component):
    """Who is at the table and on what ground; what may be shared; measures weighed; minutes."""

    shows: ClassVar[tuple[str, ...]] = (
        "texts", "people", "grounds", "organisations", "who", "form", "table", "outcome", "kept", "given",
    )  # fmt: skip
    _esm = script(
        "dom",
        "paper",
        "person_header",
        "fields",
        "typed_words",
        "outcome",
        "conference_measures",
        "conference",
    )
    people = traitlets.List().tag(sync=True)
    grounds = traitlets.List().tag(sync=True)
    organisations = traitlets.List().tag(sync=True)
    who = traitlets.Unicode("").tag(sync=True)
    form = traitlets.Dict().tag(sync=True)
    table = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)
    given = traitlets.Dict().tag(sync=True)
