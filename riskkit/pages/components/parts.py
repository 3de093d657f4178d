"""The parts of the pages, each with the traits that its script reads."""

from collections.abc import Mapping
from typing import Any, ClassVar

import traitlets

from riskkit.pages.components.component import Component, script


class Connection(Component):
    """Sign of life and failures: says within 7 s that the connection is lost."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "failure")
    _esm = script("dom", "connection")
    failure = traitlets.Unicode("").tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.hear(self._answer)

    def _answer(self, message: Mapping[str, Any]) -> None:
        if message.get("command") == "ping":
            self.send({"kind": "pong"})


class Overview(Component):
    """The pages of the user's role."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "pages", "who")
    _esm = script("dom", "overview")
    pages = traitlets.List().tag(sync=True)
    who = traitlets.Unicode("").tag(sync=True)


class Picker(Component):
    """Who is logged in, with which instrument to judge, and whose file to open."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "people", "instruments", "instrument", "who")
    _esm = script("dom", "fields", "picker")
    people = traitlets.List().tag(sync=True)
    instruments = traitlets.List().tag(sync=True)
    instrument = traitlets.Unicode("").tag(sync=True)
    who = traitlets.Unicode("").tag(sync=True)


class AssessmentForm(Component):
    """The open file: right person, items with evidence, summary judgement, saving."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "form", "file", "outcome", "kept")
    _esm = script("dom", "paper", "person_header", "fields", "evidence", "rating", "plan", "outcome", "form")
    form = traitlets.Dict().tag(sync=True)
    file = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)


class VersionList(Component):
    """Every saved version of the open file, and one of them to read."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "file", "shown")
    _esm = script("dom", "versions")
    file = traitlets.Dict().tag(sync=True)
    shown = traitlets.Dict().tag(sync=True)


class DataTable(Component):
    """A list of people to sort, to filter, and to open one of."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "table", "who")
    _esm = script("dom", "paper", "table")
    table = traitlets.Dict().tag(sync=True)
    who = traitlets.Unicode("").tag(sync=True)


class PersonSheet(Component):
    """One person's file to read: timeline, profile, plan, who looked; and a copy to give."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "people", "who", "notice", "file", "copy")
    _esm = script("dom", "paper", "person_header", "fields", "timeline", "person")
    people = traitlets.List().tag(sync=True)
    who = traitlets.Unicode("").tag(sync=True)
    notice = traitlets.Unicode("").tag(sync=True)
    file = traitlets.Dict().tag(sync=True)
    copy = traitlets.Dict().tag(sync=True)
