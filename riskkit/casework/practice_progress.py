"""What a trainee did on practice cases: one file a trainee, in a folder of its own, far from the store.

Nothing of a practice session is written to the store but that it took place.
"""

import contextlib
import fcntl
import hashlib
import os
from collections.abc import Generator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from riskkit.casework.whole_file import unwritable, write_whole_file
from riskkit.errors import Fault, OutputError
from riskkit.parameters import Parameters
from riskkit.settings import settings

FOLDER: Final = "practice"
WHAT: Final = "practice file"

Typed = Annotated[str, Field(max_length=4000)]


class TraineeAnswer(Parameters):
    """What a trainee answered on one item; all empty where nothing is answered yet."""

    state: Literal["", "value", "unknown"] = ""
    level: Annotated[str, Field(max_length=100)] = ""
    reason: Typed = ""


class Answers(Parameters):
    """What stands in the form of one attempt."""

    items: Annotated[dict[str, TraineeAnswer], Field(max_length=200)] = Field(
        default_factory=dict[str, TraineeAnswer]
    )
    summary_level: Annotated[str, Field(max_length=100)] = ""
    summary_reasons: Typed = ""


class Figure(Parameters):
    """A figure of agreement with its 95 % interval.

    Attributes
    ----------
    estimate, lower, upper : float
        The figure and its limits.
    n : int
        Answers that it is made of.
    """

    estimate: float
    lower: float
    upper: float
    n: int


class Agreement(Parameters):
    """How far a trainee agrees with the reference: never a mark, and nothing is added up.

    Attributes
    ----------
    same : int
        Items answered alike.
    share : Figure
        Share of items answered alike.
    kappa : Figure or None
        Weighted kappa over the first attempts at all cases; None where there are too few
        answers, or only one level was used.
    """

    same: int
    share: Figure
    kappa: Figure | None = None


class Attempt(Parameters):
    """One attempt at one case.

    Attributes
    ----------
    case : str
        Which case.
    number : int
        Which attempt at it, from 1.
    begun_at : datetime
        When it began.
    answers : Answers
        What stands in the form.
    locked_at : datetime or None
        When it was locked; it does not change afterwards, and only then is the reference shown.
    agreement : Agreement or None
        Worked out when it was locked.
    """

    case: str
    number: int
    begun_at: datetime
    answers: Answers = Answers()
    locked_at: datetime | None = None
    agreement: Agreement | None = None


class Progress(Parameters):
    """Everything that one trainee did."""

    owner: str
    attempts: tuple[Attempt, ...] = ()

    def open_attempt(self, case: str) -> Attempt | None:
        """Return the attempt at a case that is not locked yet."""
        return next((each for each in self.attempts if each.case == case and each.locked_at is None), None)

    def locked(self, case: str) -> tuple[Attempt, ...]:
        """Return the locked attempts at a case, the oldest first."""
        return tuple(each for each in self.attempts if each.case == case and each.locked_at is not None)

    def with_attempt(self, attempt: Attempt) -> "Progress":
        """Return progress with one attempt put in its place, or added."""
        others = [
            each for each in self.attempts if (each.case, each.number) != (attempt.case, attempt.number)
        ]
        kept = sorted([*others, attempt], key=lambda each: (each.case, each.number))
        return self.model_copy(update={"attempts": tuple(kept)})


def progress_file(user: str) -> Path:
    """Return the file of one trainee; its name says nothing of who it is."""
    name = hashlib.sha256(user.encode()).hexdigest()[:24]
    return settings().workspace.resolve() / FOLDER / f"{name}.json"


def read_progress(user: str) -> Progress:
    """Return what a trainee did so far.

    Raises
    ------
    OutputError
        The file is not what was written.
    """
    path = progress_file(user)
    try:
        found = Progress.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return Progress(owner=user)
    except (OSError, ValidationError):
        raise OutputError(Fault(WHAT, "cannot be read", "the file as it was written")) from None
    if found.owner != user:
        raise OutputError(Fault(WHAT, "belongs to somebody else"))
    return found


def write_progress(progress: Progress) -> None:
    """Write what a trainee did, whole or not at all."""
    content = progress.model_dump_json(indent=1).encode()
    write_whole_file(progress_file(progress.owner), content, what=WHAT)


@contextlib.contextmanager
def alone(user: str) -> Generator[None]:
    """Let nobody else change a trainee's file meanwhile: the same page may be open twice."""
    path = progress_file(user)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(
            path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
    except OSError as error:
        raise unwritable(WHAT, error) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
