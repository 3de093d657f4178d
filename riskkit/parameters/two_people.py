"""Who answers for something and who checked it are two people, however their names are written."""


def is_same_person(one: str, other: str) -> bool:
    """Return whether two names are one: case and white space around them do not count."""
    return one.strip().casefold() == other.strip().casefold()


def check_two_people(owner: str, validator: str) -> None:
    """Raise ValueError if one person would answer for something and check it."""
    if is_same_person(owner, validator):
        raise ValueError("'validator' must be another person than 'owner'")
