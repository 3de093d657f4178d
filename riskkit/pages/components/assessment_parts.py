"""The parts of the assessment page below the form: statistics, second assessor, signing and explanation."""

from typing import ClassVar

import traitlets

from riskkit.pages.components.component import Component, script


class FigurePanel(Component):
    """Statistics after the own judgement; asks every two seconds whether a figure still stands."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "figure")
    _esm = script("dom", "fields", "icons", "figure")
    figure = traitlets.Dict().tag(sync=True)


class SecondPanel(Component):
    """A second assessor: asked, waited for, compared, agreed."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "second")
    _esm = script("dom", "fields", "second")
    second = traitlets.Dict().tag(sync=True)


class PapersPanel(Component):
    """Signatures, and the explanation for the person concerned."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "papers", "copy")
    _esm = script("dom", "papers")
    papers = traitlets.Dict().tag(sync=True)
    copy = traitlets.Dict().tag(sync=True)
