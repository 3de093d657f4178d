"""Figures of a unit: counts that were released, and no other; made when they are asked for.

What needs pandas is imported then, so that the page itself opens without it.
"""

from typing import TYPE_CHECKING, Any

from riskkit.errors import DataError
from riskkit.pages.texts import Texts
from riskkit.pages.unit_people import UnitPeople
from riskkit.records.dossier import Incident
from riskkit.wording import wording

if TYPE_CHECKING:
    from collections.abc import Iterator

    from riskkit.analyses.unit_now import UnitRecord
    from riskkit.disclosure import ReleasedTable, ReleaseMemory
    from riskkit.parameters.schedule import Period

Released = tuple["Period", dict[str, "ReleasedTable"]]


def count_unit(people: UnitPeople, memory: "ReleaseMemory") -> "Released | None":
    """Return the released counts of the last whole month; None where nobody was here then.

    Parameters
    ----------
    people : UnitPeople
        Everyone in the unit.
    memory : ReleaseMemory
        What was released before; new counts are entered there.
    """
    from riskkit.analyses.unit_now import last_month, unit_now

    phases = {
        each.id: phase.phase
        for each in people.overview.people
        if (phase := people.phase(each.id)) is not None
    }
    period = last_month(people.today)
    try:
        return period, unit_now(_records(people), phases, period, memory)
    except DataError:
        return None


def show_figures(released: "Released | None", texts: Texts) -> dict[str, Any]:
    """Return released counts as tables in words; a count that may not be shown says so."""
    if released is None:
        return {"intro": texts.say("figures_nobody"), "tables": []}
    period, tables = released
    days = {"first": texts.day(period.first), "last": texts.day(period.last)}
    return {
        "intro": texts.say("figures_period", **days),
        "tables": [_table(name, table, texts) for name, table in tables.items()],
    }


def _table(name: str, released: "ReleasedTable", texts: Texts) -> dict[str, Any]:
    from riskkit.analyses.unit_now import QUESTIONS

    say = wording("unit", texts.language)
    rows = [
        [_label(name, level, texts), _count(released.value(**{name: level}), texts)]
        for level in QUESTIONS[name]
    ]
    rows.append([say("total"), _count(released.value(), texts)])
    blank = any(
        each is None
        for each in (released.value(), *(released.value(**{name: one}) for one in QUESTIONS[name]))
    )
    return {
        "id": name,
        "title": texts.say("figures_phase") if name == "phase" else say(f"{name}_caption"),
        "columns": [texts.say("column_group"), texts.say("column_count")],
        "rows": rows,
        "note": say("withheld_note", threshold=released.rules.threshold) if blank else "",
    }


def _label(name: str, level: str, texts: Texts) -> str:
    if name == "phase":
        said = wording("casework", texts.language)
        return (said("unknown") if level == "unknown" else said(f"value_{level}")).capitalize()
    return wording("unit", texts.language)(f"{name}_{level}")


def _count(count: float | None, texts: Texts) -> str:
    say = wording("unit", texts.language)
    return say("withheld") if count is None else say.number(count)


def _records(people: UnitPeople) -> "Iterator[UnitRecord]":
    from riskkit.analyses.unit_now import UnitRecord

    for person in people.overview.people:
        arrived, release = people.arrived(person.id), people.release(person.id)
        if arrived is None:
            continue
        yield UnitRecord(person.id, "stay", arrived)
        if release is not None:
            yield UnitRecord(person.id, "release", release)
        for _, incident in people.entries(Incident, person.id):
            yield UnitRecord(person.id, "incident", incident.happened_on)
