"""The open data that ship with riskkit as files beside their parameters, known by their content.

A file that a user names is nobody's but its own: what its parameters say of it opens no door.
Only these files, byte for byte, declare an origin.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from riskkit.cohort.origin import Origin

_MADE_UP: Final = "no one's data"

OPEN_FILES: Final[Mapping[str, Origin]] = MappingProxyType(
    {
        "c4e5bbf7fa074cc921cf1aa5e7453dbca975bf1d3aa03c708759240f31083447": Origin(
            "synthetic", "needs_synthetic.csv, drawn with numpy's default_rng(20261126)", _MADE_UP
        ),
        "d373dc3e452832ee7e6ec1817981c8b6ca54c323425b7d9725a81dea56f10946": Origin(
            "synthetic", "rossi_synthetic.csv, drawn from the model of Maryland", _MADE_UP
        ),
        "4fcd3f47305a7c9656299e188f1e3472e6d2a658420c1700e75369f1d2ea4d5b": Origin(
            "published", "Shrout & Fleiss (1979), Psychological Bulletin 86:420-428, table 2", "as published"
        ),
    }
)
"""By the SHA-256 of the file."""


def origin_of(fingerprint: str) -> Origin | None:
    """Return why figures of a file may be shown whole; None for any file that riskkit does not ship."""
    return OPEN_FILES.get(fingerprint)
