"""Who must not meet whom: a matrix to see it at a glance, and the list with reasons and reviews."""

from typing import Any, Final

from riskkit.pages.texts import Texts
from riskkit.pages.unit_people import UnitPeople
from riskkit.pages.unit_rows import Cell, Row, action, cell, day_cell, person_cell, shown_list
from riskkit.records.dossier_unit import UnitPlace
from riskkit.records.separations import KeptSeparation

COLUMNS: Final = ("person", "apart_from", "apart_what", "reason", "review", "now")
FILTERS: Final = ("standing", "late", "together", "ended", "all")
AGAINST: Final = ("person", "spot", "from", "apart_from", "why", "recorded")


def show_separations(people: UnitPeople, texts: Texts) -> dict[str, Any]:
    """Return every separation, those to be reviewed soonest first."""
    kept = people.overview.separations
    return shown_list(
        "separations", COLUMNS, FILTERS, [_separation(each, people, texts) for each in kept], texts
    )


def show_matrix(people: UnitPeople, texts: Texts) -> dict[str, Any]:
    """Return who must not meet whom as rows and columns of those who must not meet someone here."""
    standing = [
        each
        for each in people.overview.separations
        if each.holds(people.today, people.today) and people.person(each.person) and people.person(each.other)
    ]
    whom = sorted({one for each in standing for one in (each.person, each.other)})
    between = {
        pair: each for each in standing for pair in ((each.person, each.other), (each.other, each.person))
    }
    return {
        "caption": texts.say("part_matrix_caption"),
        "corner": texts.say("column_person"),
        "columns": [{"id": each, "name": people.name(each, texts)} for each in whom],
        "rows": [
            {
                "name": people.name(one, texts),
                "id": one,
                "cells": [
                    _matrix_cell(one, other, between.get((one, other)), people, texts) for other in whom
                ],
            }
            for one in whom
        ],
    }  # fmt: skip


def _matrix_cell(
    one: str, other: str, kept: KeptSeparation | None, people: UnitPeople, texts: Texts
) -> dict[str, Any]:
    """Say in a few words what stands between two people, read from the row to the column."""
    if one == other:
        return {"text": texts.say("matrix_self"), "mark": "quiet"}
    if kept is None:
        return {"text": texts.say("nothing"), "mark": "quiet"}
    text = texts.say(f"part_matrix_{_seen_from(one, kept)}")
    together = people.together(one, other)
    if together:
        return {"text": texts.say("matrix_together", what=text), "mark": "alert"}
    if kept.review_on < people.today:
        return {"text": texts.say("matrix_late", what=text), "mark": "alert"}
    return {"text": text, "mark": ""}


def _seen_from(one: str, kept: KeptSeparation) -> str:
    """Return what it is from one side: the one it goes out from, the one it goes to, or both."""
    content = kept.content
    if content is None or content.separation_kind == "must_not_meet":
        return "must_not_meet"
    if content.direction == "both":
        return f"{content.separation_kind}_both"
    goes_out = (content.direction == "from_person") == (one == kept.person)
    return f"{content.separation_kind}_{'out' if goes_out else 'in'}"


def said_what(kept: KeptSeparation, people: UnitPeople, texts: Texts) -> str:
    """Say a separation in a sentence, with both names."""
    content = kept.content
    first, second = people.name(kept.person, texts), people.name(kept.other, texts)
    if content is None or content.separation_kind == "must_not_meet":
        return texts.say("part_said_must_not_meet", first=first, second=second)
    if content.direction == "from_other":
        first, second = second, first
    both = "_both" if content.direction == "both" else ""
    return texts.say(f"part_said_{content.separation_kind}{both}", first=first, second=second)


def _separation(kept: KeptSeparation, people: UnitPeople, texts: Texts) -> Row:
    today, content = people.today, kept.content
    ended = kept.ends_on is not None and kept.ends_on < today
    late = not ended and kept.review_on < today
    together = [] if ended else people.together(kept.person, kept.other)
    tags = {"all", "ended" if ended else "standing"}
    tags |= {"late"} if late else set()
    tags |= {"together"} if together else set()
    since = texts.say("since", day=texts.short_day(kept.starts_on))
    names = texts.say("pair", first=people.name(kept.person, texts), second=people.name(kept.other, texts))
    return Row(
        f"{kept.id}",
        [
            person_cell(people, kept.person, texts),
            person_cell(people, kept.other, texts),
            cell(texts.say(f"part_seen_{_seen_from(kept.person, kept)}"), quiet=[since]),
            _reason(kept, people, texts),
            _review(kept, ended, late, texts),
            _now(kept, together, people, texts),
        ],
        tags,
        [] if ended or content is None else _actions(kept, names, texts),
    )  # fmt: skip


def _reason(kept: KeptSeparation, people: UnitPeople, texts: Texts) -> Cell:
    content = kept.content
    if content is None:
        return cell(texts.say("reason_elsewhere"), sort="~")
    said = [texts.say("reviewed", said=content.review)] if content.review else []
    by = texts.say("recorded_by", who=people.names.get(kept.recorded_by, kept.recorded_by))
    return cell(content.reason, quiet=[*said, by])


def _review(kept: KeptSeparation, ended: bool, late: bool, texts: Texts) -> Cell:
    if ended and kept.ends_on is not None:
        return day_cell(None, texts.say("apart_ended", day=texts.short_day(kept.ends_on)))
    day = texts.short_day(kept.review_on)
    ends = [texts.say("apart_ends", day=texts.short_day(kept.ends_on))] if kept.ends_on else []
    said = texts.say("review_late" if late else "review_on", day=day)
    return day_cell(kept.review_on, said, late=late, quiet=ends)


def _now(kept: KeptSeparation, together: list[UnitPlace], people: UnitPeople, texts: Texts) -> Cell:
    if together:
        spots = ", ".join(each.spot for each in together)
        return cell(texts.say("now_together", spot=spots), sort=0, alert=True)
    here = [one for one in (kept.person, kept.other) if people.person(one)]
    spots = {one: ", ".join(each.spot for each in people.places(one)) or texts.say("nothing") for one in here}
    return cell(*(texts.say("now_at", who=one, spot=spot) for one, spot in spots.items()), sort=1)


def _actions(kept: KeptSeparation, names: str, texts: Texts) -> list[dict[str, Any]]:
    return [
        action("separation_review", kept.id, kept.version, texts.say("do_review"), names),
        action("separation_end", kept.id, kept.version, texts.say("do_end"), names),
    ]


def show_against(people: UnitPeople, texts: Texts) -> dict[str, Any]:
    """Return who was placed in spite of a separation, with the reason."""
    parties = {each.id: each for each in people.overview.separations}
    rows: list[Row] = []
    for entry, place in people.entries(UnitPlace):
        ahead = place.going_ahead
        if ahead is None or (place.ends_on is not None and place.ends_on < people.today):
            continue
        whom = [
            people.name(parties[each].party(entry.person), texts)
            for each in ahead.separations
            if each in parties
        ]
        days = [texts.say("until", day=texts.short_day(place.ends_on))] if place.ends_on else []
        rows.append(
            Row(
                entry.id,
                [
                    person_cell(people, entry.person, texts),
                    cell(place.spot),
                    day_cell(place.starts_on, texts.short_day(place.starts_on), quiet=days),
                    cell(*(whom or [texts.say("nothing")])),
                    cell(ahead.reason),
                    cell(people.by(entry)),
                ],
                {"all"},
            )
        )
    return shown_list("against", AGAINST, (), rows, texts)
