"""A file opened outside a caseload, made up, so that the demonstration's supervisor has one to look at."""

from typing import Final

from sqlalchemy import select

from riskkit.casework.access import Access
from riskkit.casework.supervision import open_with_purpose
from riskkit.records.access_tables import break_glass
from riskkit.records.store import Store
from riskkit.records.tables import person
from riskkit.wording import wording

WHO: Final = "ter-officer-2"
WHERE: Final = "Terrorist Unit B"


def seed_opening(store: Store) -> bool:
    """Let a made-up officer open a file of another place for a purpose; once, however often this runs.

    Returns
    -------
    bool
        Whether it was done now.
    """
    with store.reading() as connection:
        there = connection.execute(select(break_glass.c.id).limit(1)).first()
        wanted = select(person.c.id).where(person.c.place == WHERE, person.c.synthetic == 1)
        whom = connection.execute(wanted.order_by(person.c.id).limit(1)).scalar_one_or_none()
    if there is not None or whom is None:
        return False
    open_with_purpose(Access(store, WHO), whom, wording("demonstration", "nl")("opening_purpose"))
    return True
