"""The parts of the launcher and of the practice page, each with the traits that its script reads."""

from typing import ClassVar

import traitlets

from riskkit.pages.components.component import Component, script


class LauncherForm(Component):
    """Which report, from which example, its parameters as a form, and what is wrong with them."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "who", "choices", "form", "outcome", "kept")
    _esm = script("dom", "paper", "fields", "outcome", "keeping", "parameter_fields", "launcher")
    who = traitlets.Unicode("").tag(sync=True)
    choices = traitlets.List().tag(sync=True)
    form = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)


class ReportList(Component):
    """The user's own reports: how far they are, what failed, and what there is to read and keep."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "runs")
    _esm = script("dom", "report_list")
    runs = traitlets.Dict().tag(sync=True)


class PracticeSheet(Component):
    """Made-up cases to practise on: the list, one to answer, and a locked one beside the reference."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "who", "cases", "case", "result", "outcome", "kept")
    _esm = script("dom", "paper", "fields", "practice")
    who = traitlets.Unicode("").tag(sync=True)
    cases = traitlets.List().tag(sync=True)
    case = traitlets.Dict().tag(sync=True)
    result = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)
