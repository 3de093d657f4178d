"""What a person's own copy says of separations: that there are, and on which days.

With whom and why is left out: it is about someone else too, who must not be harmed by the copy
(GDPR, article 15, paragraph 4).
"""

from riskkit.casework.access import Turn
from riskkit.casework.file_copy import CopySection
from riskkit.casework.placement_conflicts import whereabouts
from riskkit.records.separations import separations_of
from riskkit.wording import Wording

TOLD = ("starts_on", "review_on", "ends_on")


def separation_section(turn: Turn, person: str, say: Wording) -> CopySection:
    """Return the days of every separation of a person."""
    entries = tuple(
        tuple((say(f"field_{name}"), str(day)) for name in TOLD if (day := getattr(kept, name)) is not None)
        for kept in separations_of(turn.connection, (person,))
        if not whereabouts(turn, kept.party(person)).erased
    )
    return CopySection(say("kind_separation"), entries)
