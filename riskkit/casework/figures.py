"""Statistical figures in a person's file: after one's own judgement, on record before they are given.

A figure pulls a judgement towards it. So it is made only once the asker's own judgement is
saved; what was shown is kept in the file, noted in the assessment and on the trail in the
same transaction, and only then handed over. This room makes no figures itself: it is given
a way to make one, and decides whether, and when, that is called.
"""

from collections.abc import Callable
from typing import Final, TypeVar

from riskkit.casework.access import Access, Turn
from riskkit.casework.drafts import let_draft_follow
from riskkit.casework.policy import Action
from riskkit.errors import AccessRefused, GateRefused
from riskkit.parameters.labels import Language
from riskkit.records.assessments import add_version, newest_version
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import add_entry
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_figures import note_figures_seen
from riskkit.wording import wording

Figure = TypeVar("Figure")

MOST_GATES: Final = 300
"""Characters of a refusal that go on record."""


def give_figure(
    access: Access,
    person: str,
    *,
    instrument: str,
    model: str,
    make: Callable[[], tuple[ShownEstimate, Figure]],
    language: Language = "nl",
) -> tuple[Figure, str]:
    """Make a person's figure and give it, if the asker may see one.

    Parameters
    ----------
    access : Access
        Of who asks.
    person, instrument : str
        Whose file, and the instrument of the assessment that the asker judged with.
    model : str
        Which model, for the trail.
    make : callable
        Makes the figure: what is kept of it, and the figure itself. Not called unless the asker
        may see it; what it returns is given only after it was kept.
    language : {"nl", "en"}
        In which the list of versions says that figures were seen.

    Returns
    -------
    tuple
        The figure, and the id of what was kept of it in the person's file.

    Raises
    ------
    AccessRefused
        The asker did not judge yet, or a second assessor still has to.
    GateRefused
        ``make`` refused: its gates and reasons are on record, and nothing was shown.
    """
    refused: GateRefused | None = None
    made: list[tuple[Figure, str]] = []
    with access.permitted(Action.SHOW_FIGURE, person=person, subject=f"figure of {model}") as turn:
        judgement = _judged_by_asker(turn, person, instrument)
        try:
            content, figure = make()
        except GateRefused as error:
            refused = error
            turn.subject += f", refused by {error}"[:MOST_GATES]
        else:
            entry = add_entry(
                turn.connection, turn.keys, person=person, content=content, by=access.user, at=turn.at
            )
            made.append((figure, entry.id))
            turn.subject = (
                f"figure of {content.model} {content.model_version}, estimate {entry.id}, "
                f"content {content.model_fingerprint}"
            )
            _note(turn, judgement, f"estimate/{entry.id}", language)
    if refused is not None:
        raise refused
    return made[0]


def note_base_rate(
    access: Access, person: str, *, instrument: str, evidence: str, language: Language = "nl"
) -> None:
    """Put on record that a group's base rate is shown; call it before showing one.

    Parameters
    ----------
    access, person, instrument, language
        As for `give_figure`.
    evidence : str
        Fingerprint of the evidence that the rate comes from.

    Raises
    ------
    AccessRefused
        The asker did not judge yet, or a second assessor still has to.
    """
    manifest = f"base-rate/{evidence}"
    with access.permitted(Action.SHOW_FIGURE, person=person, subject=manifest) as turn:
        judgement = _judged_by_asker(turn, person, instrument)
        seen = {each.manifest for each in judgement.figures_seen if each.by == access.user}
        if manifest not in seen:
            _note(turn, judgement, manifest, language)


def why_no_figure(judgement: Judgement | None, user: str) -> str | None:
    """Return which rule keeps figures from a user: "judge", "second", "consensus"; None if none does."""
    if judgement is None or not judgement.judged or user not in judgement.assessors:
        return "judge"
    if judgement.waits_for_second:
        return "second"
    return "consensus" if judgement.second is not None and judgement.consensus is None else None


def _judged_by_asker(turn: Turn, person: str, instrument: str) -> Judgement:
    """Return the newest assessment, if the asker's own judgement stands in it and no one still judges."""
    found = newest_version(turn.connection, turn.keys, person=person, instrument=instrument)
    rule = why_no_figure(found, turn.actor.name)
    if found is None or rule is not None:
        said = {
            "second": "a second assessor still judges; figures come after it.",
            "consensus": "reach a consensus first; figures come after it.",
        }
        raise AccessRefused(
            "figure.show: refused; "
            + said.get(rule or "", "save your own judgement first; figures come after it.")
        )
    return found


def _note(turn: Turn, judgement: Judgement, manifest: str, language: Language) -> None:
    """Save the version that says that figures were shown to the asker."""
    why = wording("casework", language)("figures_seen_note")
    noted = note_figures_seen(judgement, manifest=manifest, by=turn.actor.name, at=turn.at, why=why)
    add_version(turn.connection, turn.keys, noted)
    let_draft_follow(turn, person=judgement.person, instrument=judgement.instrument.id, version=noted.version)
