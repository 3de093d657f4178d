"""After a correction: which estimates that were shown are another now, and what follows from them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from riskkit.casework.access import Access
from riskkit.casework.shown_estimates import every_shown_estimate
from riskkit.errors import Fault, OutputError
from riskkit.parameters.labels import Language
from riskkit.stewardship.kept import bands_of, stored_estimate
from riskkit.stewardship.letters import write_letter
from riskkit.stewardship.recompute import Recomputed, recompute
from riskkit.stewardship.registry import Registry

LANGUAGES: Final[tuple[Language, ...]] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Correction:
    """What a corrected version changes.

    Attributes
    ----------
    examined : int
        Estimates of the model that were computed again.
    changed : tuple of Recomputed
        The most urgent first.
    """

    examined: int
    changed: tuple[Recomputed, ...]


def correct(access: Access, registry: Registry, model: str, version: str, *, purpose: str) -> Correction:
    """Compute every estimate of a model again with a corrected version; nothing is written.

    Parameters
    ----------
    access : Access
        Of a steward.
    registry : Registry
        Holds the corrected version, whether signed yet or not.
    model, version : str
        Which model, and which version is right.
    purpose : str
        What was wrong, for the audit.

    Raises
    ------
    AccessRefused
        Not a steward.
    StoreError
        The version is not registered or was changed.
    SelfTestRefused
        The corrected version fails its own worked cases.
    """
    corrected = registry.model(model, version)
    corrected.check_cases()
    bands = bands_of(registry.card(model, version))
    kept = map(stored_estimate, every_shown_estimate(access, model=model, purpose=purpose))
    ours = [each for each in kept if each is not None]
    return Correction(len(ours), recompute(ours, corrected, bands=bands))


def write_letters(changed: Iterable[Recomputed], folder: Path, *, model: str, why: str) -> int:
    """Write a letter a case in both languages to a new folder; return the number of cases.

    Raises
    ------
    OutputError
        The folder is there already, or cannot be made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True)
    except OSError as error:
        raise OutputError(Fault(str(folder), f"cannot be made ({error.strerror})", "a new folder")) from None
    count = 0
    for count, found in enumerate(changed, start=1):
        for language in LANGUAGES:
            letter = write_letter(found, model=model, why=why, language=language)
            path = folder / f"{count:04d}-{found.before.id}.{language}.md"
            path.touch(mode=0o600)
            path.write_text(letter.markdown(), encoding="utf-8")
    return count
