"""What a saved version adds bears the name of who saves it, and nothing is added past its own door."""

from riskkit.errors import AccessRefused
from riskkit.records.judgement import Judgement

OWN_DOORS = {
    "second_asked": "a second assessor is asked or withdrawn",
    "second": "a second assessment is given",
    "figures_seen": "a figure is shown",
}
"""Parts of a record that no save may change, with what does change them."""


def check_authorship(before: Judgement | None, after: Judgement, user: str) -> None:
    """Raise unless everything new in a version is its maker's own.

    Parameters
    ----------
    before : Judgement or None
        The newest saved version; None for a first one.
    after : Judgement
        What is to be saved.
    user : str
        Who saves it.

    Raises
    ------
    AccessRefused
        It bears another's name, or changes what only another act of casework may change.
    """
    if after.saved_by != user:
        raise AccessRefused("assessment.save: refused; a version bears the name of who saves it.")
    for name, how in OWN_DOORS.items():
        if getattr(after, name) != (getattr(before, name) if before else _nothing(name)):
            raise AccessRefused(f"assessment.save: refused; '{name}' changes only where {how}.")
    if before is None or after.summary != before.summary:
        _check_name(after.summary.assessor if after.summary else user, user, "judgement")
    for each in after.overrides[len(before.overrides) if before else 0 :]:
        _check_name(each.by, user, "change of level")
    if after.consensus is not None and (before is None or after.consensus != before.consensus):
        both = before.assessors if before and before.second else frozenset[str]()
        if user not in both:
            raise AccessRefused("assessment.save: refused; a consensus is reached by the two who judged.")


def _nothing(name: str) -> object:
    return () if name == "figures_seen" else None


def _check_name(name: str, user: str, what: str) -> None:
    if name != user:
        raise AccessRefused(f"assessment.save: refused; a {what} bears the name of who makes it.")
