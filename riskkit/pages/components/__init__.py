"""The parts a page is built of: native controls in own HTML, driven by plain values.

Each part is a small class here and a few files of script beside it. The script runs from
this package alone; nothing is fetched from elsewhere.
"""

from riskkit.pages.components.component import Component
from riskkit.pages.components.parts import (
    AssessmentForm,
    Connection,
    DataTable,
    Overview,
    PersonSheet,
    Picker,
    VersionList,
)

__all__ = [
    "AssessmentForm", "Component", "Connection", "DataTable", "Overview", "PersonSheet", "Picker",
    "VersionList",
]  # fmt: skip
