"""The part of the unit page that holds its lists and forms."""

from typing import ClassVar

import traitlets

from riskkit.pages.components.component import Component, script


class UnitBoard(Component):
    """Separations, places, incidents, leave, goals, releases and figures of a unit, with their forms."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "board", "outcome", "figures", "kept")
    _esm = script("dom", "fields", "keeping", "unit_form", "unit")
    board = traitlets.Dict().tag(sync=True)
    outcome = traitlets.Dict().tag(sync=True)
    figures = traitlets.Dict().tag(sync=True)
    kept = traitlets.Dict().tag(sync=True)
