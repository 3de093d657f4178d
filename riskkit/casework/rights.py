"""Whether a user may still do something that is asked every second or so: only a refusal goes on record."""

from riskkit.casework.access import Access
from riskkit.casework.policy import Action, reach_of
from riskkit.casework.reach import find_actor


def check_right(access: Access, action: Action) -> None:
    """Raise AccessRefused, and put that on record, unless the user's role allows an action about no one.

    Notes
    -----
    For what only looks again at the user's own (how far a report is, what is being typed). What
    such a look belongs to was put on record when it began.
    """
    with access.store.acting_for(access.user).reading() as connection:
        actor = find_actor(connection, access.user)
    if actor is None or reach_of(actor.role, action) is None:
        with access.permitted(action):
            pass
