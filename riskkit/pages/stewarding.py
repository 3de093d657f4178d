"""What a steward does with models and instruments from a page: look, stop, let go on, prove.

Who acts is the account that is logged in. Every question and decision is on the trail before its
answer; a decision stands in the registry's own chain as well, under the same account. Nothing here
opens a person's file.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from riskkit.casework.access import Access
from riskkit.casework.policy import Action
from riskkit.errors import Fault, ParameterError, StoreError
from riskkit.parameters.labels import Language
from riskkit.stewardship.card_page import write_card
from riskkit.stewardship.compliance import Shown, read_marks
from riskkit.stewardship.instrument_registry import InstrumentRegistry
from riskkit.stewardship.monitoring_record import KeptRun, last_run
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.standing import Kind, Standing, standings
from riskkit.stewardship.written import Written

SHORTEST_REASON: Final = 10
"""Characters of a reason that can be called one."""

Decision = Literal["suspended", "resumed"]
Done = Literal["suspended", "resume_asked", "resumed"]


@dataclass(frozen=True, slots=True)
class Watched:
    """One model or instrument as a steward sees it.

    Attributes
    ----------
    standing : Standing
        What holds of it now.
    versions : tuple of str
        Every version, oldest first.
    run : KeptRun or None
        The last monitoring run; None if there was none.
    """

    standing: Standing
    versions: tuple[str, ...]
    run: KeptRun | None


def actor_of(access: Access) -> str:
    """Return who acts, as the registry's events name accounts."""
    return f"account:{access.user}"


def read_watched(
    access: Access, folder: Path, instruments: tuple[str, ...], *, today: date
) -> tuple[Watched, ...]:
    """Return every model and instrument with what holds of it now.

    Parameters
    ----------
    access : Access
        Of a steward.
    folder : Path
        Of the registry.
    instruments : tuple of str
        Ids of the instruments that are there, entered or not.
    today : date
        The present day.

    Raises
    ------
    AccessRefused
        Not a steward.
    """
    with access.permitted(Action.STEWARD, subject="registry"):
        pass
    return tuple(
        Watched(each, _versions(folder, each), _run(folder, each))
        for each in standings(folder, instruments, today=today)
    )


def decide(
    access: Access, folder: Path, kind: Kind, name: str, version: str, decision: Decision, *, why: str
) -> Done:
    """Suspend a version at once, or let it be used again: that takes two stewards.

    Returns
    -------
    {"suspended", "resume_asked", "resumed"}
        What holds from the next question on, on every open page; what was asked changes nothing yet.

    Raises
    ------
    AccessRefused
        Not a steward.
    ParameterError
        The reason says too little.
    StoreError
        There is no such version, or it is suspended, or not suspended, already; or who asked to
        resume it confirms that.
    """
    said = " ".join(why.split())
    with access.permitted(Action.STEWARD, subject=f"{decision}: {name} {version}", purpose=said) as turn:
        if len(said) < SHORTEST_REASON:
            raise ParameterError(
                Fault("reason", "says too little", f"{SHORTEST_REASON} characters or more", "say why")
            )
        book = _book(access, folder, kind)
        if decision == "resumed":
            if book.resume(name, version, by=access.user, why=said[:1000]):
                return "resumed"
            turn.subject = f"resume asked: {name} {version}"
            return "resume_asked"
        state = book.state(name, version)
        if state.suspended and state.asked is None:
            raise StoreError(Fault("decision", f"is not needed: {name} {version} is suspended already"))
        book.note(name, version, "suspended", by=access.user, why=said[:1000])
        return "suspended"


def model_card(
    access: Access, folder: Path, name: str, version: str, *, language: Language, today: date
) -> Written:
    """Return a model's card as a document."""
    with access.permitted(Action.STEWARD, subject=f"card: {name} {version}"):
        registry = Registry(folder)
        return write_card(
            registry.card(name, version), registry.state(name, version), language=language, today=today
        )


def note_card(access: Access, standing: Standing) -> None:
    """Put on record that the card of an instrument is read."""
    with access.permitted(Action.STEWARD, subject=f"card: {standing.id} {standing.version}"):
        pass


def compliance(access: Access, tests: Path) -> tuple[Shown, ...]:
    """Return which measure is met where, and which test shows it; none without a checkout."""
    with access.permitted(Action.STEWARD, subject="compliance"):
        return read_marks(tests) if tests.is_dir() else ()


def _book(access: Access, folder: Path, kind: Kind) -> Registry:
    actor = actor_of(access)
    if kind == "model":
        return Registry(folder, actor=actor)
    return InstrumentRegistry(folder, actor=actor).book


def _versions(folder: Path, each: Standing) -> tuple[str, ...]:
    book = Registry(folder) if each.kind == "model" else InstrumentRegistry(folder).book
    try:
        return book.versions(each.id)
    except StoreError:  # its record was tampered with: the standing says so
        return ()


def _run(folder: Path, each: Standing) -> KeptRun | None:
    return last_run(folder, each.id) if each.kind == "model" else None
