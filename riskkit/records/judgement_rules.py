"""What may never be true of a judgement record, and what the next version may not change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final, cast

from riskkit.errors import Fault

if TYPE_CHECKING:
    from riskkit.records.judgement import Judgement

IDENTITY: Final = ("record", "person", "instrument")
MADE_BY_SAVING: Final = ("version", "previous", "saved_by", "saved_at", "change")
APPEND_ONLY: Final = ("figures_seen", "overrides")


def contradictions(record: Judgement) -> list[str]:
    """Return everything in the record that cannot be true together, in words."""
    found: list[str] = []
    for part in (*record.items, *record.scenarios, *((record.plan,) if record.plan else ())):
        found += part.contradictions()
    found += _version_faults(record)
    found += _name_faults(record)
    found += _second_faults(record)
    found += _figure_faults(record)
    found += _time_faults(record)
    return found


def forbidden_changes(record: Judgement, changes: Mapping[str, object], at: datetime) -> list[Fault]:
    """Return why ``changes`` may not be made to a saved record."""
    faults = [
        Fault(name, "cannot be changed in a new version", remedy="start a new assessment")
        for name in IDENTITY
        if name in changes and changes[name] != getattr(record, name)
    ]
    faults += [
        Fault(name, "is set by saving", remedy="leave it out of the changes")
        for name in MADE_BY_SAVING
        if name in changes
    ]
    for name in APPEND_ONLY:
        old = cast("tuple[object, ...]", getattr(record, name))
        new = changes.get(name, old)
        if not isinstance(new, tuple) or cast("tuple[object, ...]", new)[: len(old)] != old:
            faults.append(Fault(name, "drops or rewrites what was logged", "only additions at the end"))
    if record.second_asked is not None:
        remedy = "withdraw the question first, reach a consensus, or start a new assessment"
        faults += [
            Fault(name, "was changed after a second assessor was asked", remedy=remedy)
            for name in ("items", "summary", "second")
            if getattr(record, name) not in (None, changes.get(name, getattr(record, name)))
        ]
        if record.second is not None and changes.get("second_asked", record.second_asked) is None:
            faults.append(Fault("second_asked", "was withdrawn after the second judgement was given"))
    if at.tzinfo is not None and at < record.saved_at:
        faults.append(Fault("saved_at", "lies before the previous version", "a later moment"))
    if record.figures_seen:
        faults += [
            Fault(name, "was changed after figures were seen", remedy="record an override instead")
            for name in ("summary", "second", "consensus")
            if getattr(record, name) is not None
            and changes.get(name, getattr(record, name)) != getattr(record, name)
        ]
    return faults


def _version_faults(record: Judgement) -> list[str]:
    """Version 1 has no past; each later one names the one before and says what changed."""
    if record.version == 1:
        return ["version 1 names a previous version"] if record.previous is not None else []
    found: list[str] = []
    if record.previous is None or record.previous.version != record.version - 1:
        found.append(f"version {record.version} does not name version {record.version - 1} before it")
    if record.change is None:
        found.append(f"version {record.version} does not say what changed and why")
    return found


def _name_faults(record: Judgement) -> list[str]:
    """Names are unique, and what refers to a name refers to one that is there."""
    items = [each.item for each in record.items]
    scenarios = [each.name for each in record.scenarios]
    found = [f"item '{name}' is judged more than once" for name in _repeated(items)]
    found += [f"scenario '{name}' occurs more than once" for name in _repeated(scenarios)]
    leaned_on = record.formulation.items if record.formulation is not None else ()
    found += [
        f"the formulation leans on item '{n}', which is not judged" for n in leaned_on if n not in items
    ]
    agreed = record.consensus.ratings if record.consensus is not None else ()
    found += [
        f"the consensus rates item '{r.item}', which is not judged" for r in agreed if r.item not in items
    ]
    answered = {name for m in (record.plan.measures if record.plan else ()) for name in m.scenarios}
    found += [
        f"a measure answers scenario '{name}', which is not there"
        for name in sorted(answered - set(scenarios))
    ]
    for which, ratings in (
        ("second assessment", record.second.ratings if record.second else ()),
        ("consensus", record.consensus.ratings if record.consensus else ()),
    ):
        found += [f"the {which} rates item '{n}' more than once" for n in _repeated(r.item for r in ratings)]
    return found


def _second_faults(record: Judgement) -> list[str]:
    """Ask that a second assessor is someone else and a consensus joins two judgements."""
    found = _asked_faults(record)
    if record.second is not None:
        if record.summary is None:
            found.append("there is a second assessment without a first judgement")
        elif record.summary.assessor == record.second.summary.assessor:
            found.append("the second assessor is the first assessor")
    if record.consensus is None:
        return found
    if record.summary is None or record.second is None:
        return [*found, "there is a consensus without two judgements"]
    if record.consensus.at < max(record.summary.at, record.second.summary.at):
        found.append("the consensus lies before the judgements that it joins")
    return found


def _asked_faults(record: Judgement) -> list[str]:
    """Ask that someone else is asked, after the first judgement, and that no one else answers."""
    asked = record.second_asked
    if asked is None:
        return []
    if record.summary is None:
        return ["a second assessor was asked before there was a judgement"]
    found: list[str] = []
    if asked.assessor == record.summary.assessor:
        found.append("the first assessor was asked to be the second")
    if asked.at < record.summary.at:
        found.append("a second assessor was asked before the summary judgement was made")
    if record.second is not None and record.second.summary.assessor != asked.assessor:
        found.append("the second assessor is not who was asked")
    return found


def _figure_faults(record: Judgement) -> list[str]:
    """Nobody sees figures before judging, and an override follows figures seen."""
    found: list[str] = []
    if record.figures_seen and record.summary is None:
        found.append("figures were seen before there was a judgement")
    judgements = [j for j in (record.summary, record.second.summary if record.second else None) if j]
    for judgement in judgements:
        if any(seen.by == judgement.assessor and seen.at < judgement.at for seen in record.figures_seen):
            found.append("an assessor saw figures before judging")
    if record.summary and any(seen.at < record.summary.at for seen in record.figures_seen):
        found.append("figures were shown before the summary judgement was made")
    return found + _override_faults(record)


def _override_faults(record: Judgement) -> list[str]:
    """Each override starts from the level that stood and from figures its maker saw."""
    if record.overrides and record.summary is None:
        return ["there is an override without a judgement"]
    found: list[str] = []
    said = [(record.summary.at, record.summary.level)] if record.summary else []
    if record.consensus is not None:
        said.append((record.consensus.at, record.consensus.level))
    for number, override in enumerate(record.overrides, start=1):
        seen = {s.manifest for s in record.figures_seen if s.by == override.by and s.at <= override.at}
        if not set(override.manifests) <= seen:
            found.append(f"override {number} names figures that its maker had not seen by then")
        before = [each for each in said if each[0] <= override.at]
        standing = max(before, key=lambda each: each[0])[1] if before else None
        if standing != override.previous_level:
            found.append(f"override {number} does not start from the level that stood")
        if override.level == override.previous_level:
            found.append(f"override {number} changes nothing")
        said.append((override.at, override.level))
    return found


def _time_faults(record: Judgement) -> list[str]:
    """Nothing in a record lies after the moment it was saved; logs are in order."""
    moments = [each.at for each in (*record.figures_seen, *record.overrides)]
    moments += [p.at for p in (record.summary, record.consensus, record.second_asked) if p is not None]
    moments += [record.second.summary.at] if record.second is not None else []
    late = sum(moment > record.saved_at for moment in moments)
    found = [f"{late} moments lie after the moment of saving"] if late else []
    evidence = [e for item in record.items for e in (*item.evidence_for, *item.evidence_against)]
    latest = (record.saved_at + timedelta(days=1)).date()  # a day is local, the moment is UTC
    ahead = sum(each.dated > latest for each in evidence)
    if ahead:
        found.append(f"{ahead} pieces of evidence are dated after the day of saving")
    for name, log in (("figures_seen", record.figures_seen), ("overrides", record.overrides)):
        if any(later.at < earlier.at for earlier, later in pairwise(log)):
            found.append(f"{name} is not in order of time")
    return found


def _repeated(names: Iterable[str]) -> list[str]:
    """Return the names that occur more than once, sorted."""
    seen: set[str] = set()
    twice: set[str] = set()
    for name in names:
        (twice if name in seen else seen).add(name)
    return sorted(twice)
