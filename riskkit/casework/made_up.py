"""Whether a store holds made-up people only: the pages then say that this is a demonstration."""

from sqlalchemy import select

from riskkit.records.store import Store
from riskkit.records.tables import person


def only_made_up_people(store: Store, user: str) -> bool:
    """Return whether the store holds people and none of them is real, as far as this user may see."""
    with store.acting_for(user).reading() as connection:
        return set(connection.execute(select(person.c.synthetic).distinct()).scalars()) == {1}
