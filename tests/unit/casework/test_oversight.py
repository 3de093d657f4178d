"""What a supervisor oversees: work per officer, levels changed after a figure, two assessors compared."""

from contextlib import closing
from datetime import date, timedelta

import pytest

from riskkit.casework import demonstration_logins, seed_demonstration
from riskkit.casework.access import Access
from riskkit.casework.oversight import Agreement, direction_of, library_levels, read_oversight
from riskkit.casework.oversight_demonstration import seed_opening
from riskkit.casework.supervision import (
    end_responsibility,
    erase_for_good,
    make_responsible,
    read_flags,
    read_trail,
)
from riskkit.errors import AccessRefused, ErasedError, ParameterError
from riskkit.records import create_store, save_judgement
from riskkit.records.dossier import Placement
from riskkit.records.dossier_entries import add_entry
from riskkit.records.judgement import Judgement, revise_judgement
from riskkit.records.judgement_figures import note_figures_seen, override_level
from riskkit.records.judgement_final import Consensus, ItemRating, SecondAssessment, SummaryJudgement
from riskkit.records.judgement_items import ItemJudgement, Rated, Unknown
from tests.unit.casework.conftest import AT, TEAM, judgement

TODAY = date(2026, 11, 2)
LEVELS = ("low", "moderate", "high")


def later(minutes: int):
    return AT + timedelta(minutes=minutes)


def overridden(store, person: str, record: str, *, level: str, minutes: int) -> None:
    """Save a judgement "low", the figures seen after it, and another level after those."""
    first = judgement(person, by="officer-1", record=record)
    seen = note_figures_seen(
        first, manifest="f" * 64, by="officer-1", at=later(minutes), why="figures were shown"
    )
    moved = override_level(
        seen, level=level, reasons="The figure changed my mind", by="officer-1", at=later(minutes + 1)
    )
    for version in (first, seen, moved):
        save_judgement(store, version)


def assessed_twice(store, person: str, record: str, *, second_level: str, agreed: bool) -> None:
    """Three items: the same rating, another rating, and both unknown for other reasons."""
    items = (
        ItemJudgement(item="a", rating=Rated(level="low"), none_for="none", none_against="none"),
        ItemJudgement(item="b", rating=Rated(level="low"), none_for="none", none_against="none"),
        ItemJudgement(item="c", rating=Unknown(reason="not asked")),
    )
    first = judgement(person, by="officer-1", record=record).model_copy(update={"items": items})
    first = Judgement.model_validate(first.model_dump())
    second = SecondAssessment(
        ratings=(
            ItemRating(item="a", rating=Rated(level="low")), ItemRating(item="b", rating=Rated(level="high")),
            ItemRating(item="c", rating=Unknown(reason="no papers")),
        ),
        summary=SummaryJudgement(level=second_level, reasons="Apart", assessor="officer-2", at=later(1)),
    )  # fmt: skip
    twice = revise_judgement(first, {"second": second}, by="officer-2", at=later(2), why="second assessment")
    save_judgement(store, first)
    save_judgement(store, twice)
    if agreed:
        both = Consensus(
            ratings=(ItemRating(item="b", rating=Rated(level="low"), reasons="Talked it through"),),
            level="low", reasons="Talked it through", at=later(3),
        )  # fmt: skip
        save_judgement(
            store, revise_judgement(twice, {"consensus": both}, by="officer-1", at=later(4), why="consensus")
        )


def overseen(store, user: str = "supervisor-1"):
    return read_oversight(Access(store, user, clock=lambda: later(60)), levels_of=lambda _: LEVELS)


def test_work_is_counted_by_officer_and_who_has_nobody_is_named(store):
    make_responsible(Access(store, "supervisor-1"), colleague="officer-2", person="TEAM")
    save_judgement(store, judgement("OWN", by="officer-1"))
    long_ago = AT - timedelta(days=91)
    said = SummaryJudgement(level="low", reasons="Stable", assessor="officer-2", at=long_ago)
    old = judgement("TEAM", by="officer-2", record="b" * 32)
    save_judgement(store, old.model_copy(update={"saved_at": long_ago, "summary": said}))
    seen = overseen(store)
    assert seen.place == TEAM
    assert [(each.account, each.people, each.saved) for each in seen.colleagues] == [
        ("officer-1", ("OWN",), 1), ("officer-2", ("TEAM",), 0),
    ]  # fmt: skip
    assert seen.with_nobody == ()
    end_responsibility(Access(store, "supervisor-1"), colleague="officer-2", person="TEAM")
    assert overseen(store).with_nobody == ("TEAM",)


def test_a_colleague_who_may_no_longer_log_in_is_responsible_for_nobody(store):
    from riskkit.casework.administration import disable_user

    disable_user(store, "officer-1", by="operator")
    seen = overseen(store)
    assert next((each.account, each.active) for each in seen.colleagues) == ("officer-1", False)
    assert set(seen.with_nobody) == {"OWN", "TEAM"}


def test_levels_changed_after_a_figure_are_told_with_their_direction(store):
    overridden(store, "OWN", "a" * 32, level="high", minutes=1)
    overridden(store, "TEAM", "b" * 32, level="unheard-of", minutes=10)
    moved = overseen(store).moved
    assert [(each.person, each.before, each.after, each.direction) for each in moved] == [
        ("TEAM", "low", "unheard-of", "unknown"), ("OWN", "low", "high", "up"),
    ]  # fmt: skip
    assert {each.by for each in moved} == {"officer-1"}


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [("low", "high", "up"), ("high", "moderate", "down"), ("low", "x", "unknown"), ("x", "low", "unknown")],
)
def test_a_direction_follows_the_instruments_own_order(before, after, direction):
    assert direction_of(before, after, LEVELS) == direction


def test_the_librarys_levels_are_those_of_structured_judgement_only():
    assert len(library_levels("reintegration-needs")) >= 2
    assert library_levels("ogrs3") == library_levels("nothing-of-ours") == ()


def test_two_assessors_are_compared_by_level_and_item(store):
    """By hand: 3 assessed, 2 twice; levels low-low and low-high; items 2 x 3, of which a and c the same."""
    assessed_twice(store, "OWN", "a" * 32, second_level="low", agreed=True)
    assessed_twice(store, "TEAM", "b" * 32, second_level="high", agreed=False)
    save_judgement(store, judgement("TEAM", by="officer-1", record="c" * 32), after="b" * 32)
    assert overseen(store).agreement == (Agreement("needs", 3, 2, 1, 6, 4, 1),)


def test_another_teams_people_are_not_overseen(store):
    save_judgement(store, judgement("OTHER", by="officer-9"))
    assert overseen(store).agreement == ()
    assert overseen(store, "supervisor-9").agreement == (Agreement("needs", 1, 0, 0, 0, 0, 0),)


def test_the_demonstration_has_one_opening_for_its_supervisor_to_look_at(tmp_path):
    with closing(create_store(f"sqlite:///{tmp_path / 'riskkit.db'}")) as demonstration:
        assert seed_opening(demonstration) is False  # nobody is there yet
        seed_demonstration(demonstration, seed=1, people=9)
        demonstration_logins(demonstration)
        assert [seed_opening(demonstration), seed_opening(demonstration)] == [True, False]
        (flag,) = read_flags(Access(demonstration, "ter-supervisor-1"))
        assert (flag.account, flag.seen_by) == ("ter-officer-2", None)


@pytest.mark.parametrize(
    "user", ["officer-1", "unit-1", "researcher-1", "steward-1", "inspector-1", "nobody"]
)
def test_nobody_else_oversees_and_each_refusal_is_on_record(store, user):
    with pytest.raises(AccessRefused, match="refused"):
        read_oversight(Access(store, user))
    last = [each.note for each in read_trail(Access(store, "inspector-1")) if each.note.actor == user][-1]
    assert (last.action, last.outcome) == ("team.oversee", "refused")


def test_a_file_is_erased_only_by_who_repeats_its_pseudonym_and_says_why(store):
    ended = Placement(setting="team", place=TEAM, starts_on=date(2000, 1, 1), ends_on=date(2001, 1, 1))
    with store.writing() as connection:
        add_entry(connection, store.keys, person="TEAM", content=ended, by="clerk", at=AT)
    lead = Access(store, "supervisor-1")
    with pytest.raises(ParameterError) as refused:
        erase_for_good(lead, "TEAM", typed="OWN", reasons=" short ", today=TODAY)
    assert [each.where for each in refused.value.faults] == ["pseudonym", "reasons"]
    erase_for_good(lead, "TEAM", typed="TEAM", reasons="The term has passed; checked today", today=TODAY)
    with pytest.raises(ErasedError):
        erase_for_good(lead, "TEAM", typed="TEAM", reasons="The term has passed; again", today=TODAY)
    trail = [
        each.note for each in read_trail(Access(store, "inspector-1")) if each.note.action == "file.erase"
    ]
    assert next((note.outcome, note.purpose) for note in trail) == (
        "done",
        "The term has passed; checked today",
    )
    assert overseen(store).place == TEAM  # an erased file hides nothing of the others
