"""The part that shows sections of sentences, tables and short forms, all from plain values."""

from typing import ClassVar

import traitlets

from riskkit.pages.components.component import Component, script


class Sheet(Component):
    """A page of sections; what is in them comes from `riskkit.pages.sheet`."""

    shows: ClassVar[tuple[str, ...]] = ("texts", "who", "page", "download")
    _esm = script("dom", "paper", "sheet")
    who = traitlets.Unicode("").tag(sync=True)
    page = traitlets.Dict().tag(sync=True)
    download = traitlets.Dict().tag(sync=True)
