"""Names, units and codes that more than one room uses, each stated once."""

from typing import Final

CENSORED: Final = 0
"""Event code: follow-up ended without the outcome."""

OUTCOME: Final = 1
"""Event code: the outcome of interest; codes from 2 on are named competing events."""

CONFIDENCE: Final = 0.95
"""Level of every interval unless a caller asks for another."""

SYNTHETIC: Final = "SYNTHETIC"
"""Mark shown wherever a made-up person appears."""
