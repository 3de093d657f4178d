"""Judgement first, figures after: the gate before statistical figures, and what follows them.

A figure pulls a judgement towards it. So nobody sees one before the summary judgement is
saved, everyone who sees one is noted, and a level that changes afterwards is an override:
it stands beside the first judgement, with its reasons, and can be counted.
"""

from datetime import datetime

from riskkit.errors import Fault, FiguresHidden, JudgementError
from riskkit.records.judgement import Judgement, revise_judgement
from riskkit.records.judgement_final import FiguresSeen, Ground


def check_figures_allowed(record: Judgement) -> None:
    """Raise unless statistical figures may be shown beside this record.

    Parameters
    ----------
    record : Judgement
        The newest saved version.

    Raises
    ------
    FiguresHidden
        There is no summary judgement yet.

    Notes
    -----
    Whoever sees figures and has not judged can no longer be the second assessor: the
    record refuses a judgement that comes after figures.
    """
    if not record.judged:
        raise FiguresHidden(
            "figures stay hidden until the summary judgement is saved: save your judgement with its reasons"
        )


def note_figures_seen(record: Judgement, *, manifest: str, by: str, at: datetime, why: str) -> Judgement:
    """Return the next version, which says that figures were shown; save it before showing them.

    Parameters
    ----------
    record : Judgement
        The newest saved version.
    manifest : str
        Fingerprint of the manifest of the figures.
    by, at : str, datetime
        Who sees them, and when.
    why : str
        What this version adds, for the list of versions.

    Raises
    ------
    FiguresHidden
        As `check_figures_allowed`.
    JudgementError
        The version would contradict itself.
    """
    check_figures_allowed(record)
    seen = FiguresSeen(by=by, at=at, manifest=manifest)
    return revise_judgement(record, {"figures_seen": (*record.figures_seen, seen)}, by=by, at=at, why=why)


def override_level(
    record: Judgement, *, level: str, reasons: str, by: str, at: datetime, ground: Ground | None = None
) -> Judgement:
    """Return the next version, in which the level changed after figures were seen.

    The first judgement stays as it is; the override names every set of figures that its
    maker had seen.

    Raises
    ------
    JudgementError
        Its maker has seen no figures (then revise the judgement itself), the level is the
        one that stands, or the reasons say nothing.
    """
    seen = tuple(dict.fromkeys(each.manifest for each in record.figures_seen if each.by == by))
    if not seen:
        raise JudgementError(
            Fault("override", "comes from someone who saw no figures", remedy="revise the judgement itself")
        )
    change = {
        "by": by, "at": at, "previous_level": record.standing_level, "level": level,
        "reasons": reasons, "ground": ground, "manifests": seen,
    }  # fmt: skip
    return revise_judgement(record, {"overrides": (*record.overrides, change)}, by=by, at=at, why=reasons)
