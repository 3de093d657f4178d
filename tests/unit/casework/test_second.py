"""A second assessor judges apart: asked, blind through every door, then compared; and the attacks on it."""

import json
from dataclasses import asdict, is_dataclass
from datetime import date, timedelta

import pytest
from pydantic import BaseModel

from riskkit.casework.access import Access
from riskkit.casework.caseload import read_caseload
from riskkit.casework.desk import Desk, OpenFile
from riskkit.casework.dossier import read_entries, read_history
from riskkit.casework.figures import give_figure, note_base_rate
from riskkit.casework.person_file import read_person_file, who_looked
from riskkit.casework.second import ask_second, give_second, list_candidates, withdraw_second
from riskkit.casework.sharing import copy_for_person, pack_for_conference
from riskkit.errors import AccessRefused, JudgementError, RiskkitError
from riskkit.records import Store
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import add_entry, entries_of
from riskkit.records.judgement import (
    Consensus,
    Evidence,
    ItemJudgement,
    ItemRating,
    Judgement,
    Plan,
    Rated,
    SecondAssessment,
    SummaryJudgement,
    Unknown,
    revise_judgement,
)
from riskkit.records.judgement_check import JudgementRules
from tests.unit.casework.conftest import AT, judgement

SECRET = "ZWALUWNEST"  # a word that only the first assessment holds
RULES = JudgementRules(
    instrument=judgement("OWN", by="officer-1").instrument,
    levels={"housing": ("low", "high"), "work": ("low", "high")}, protective=(),
    summary_levels=("low", "high"),
)  # fmt: skip
RATINGS = (
    ItemRating(item="housing", rating=Rated(level="high"), reasons="No lease"),
    ItemRating(item="work", rating=Unknown(reason="No papers")),
)
SHOWN = ShownEstimate(
    model=SECRET, model_version="1.0", model_fingerprint="f", shown_on=date(2026, 11, 2), shown_at=AT,
    inputs={"age": 30}, time=52.0, time_unit="week", risk=0.31, lower=0.2, upper=0.4, band=SECRET,
    advice=SECRET,
)  # fmt: skip


def at(minutes: int):
    return AT + timedelta(minutes=minutes)


def access_of(store: Store, user: str, minutes: int) -> Access:
    return Access(store, user, clock=lambda: at(minutes))


def first_judgement() -> Judgement:
    evidence = Evidence(statement=SECRET, source=SECRET, dated=date(2026, 10, 1))
    items = tuple(
        ItemJudgement(item=name, rating=Rated(level="low"), evidence_for=(evidence,), none_against=SECRET)
        for name in ("housing", "work")
    )
    return judgement("OWN", by="officer-1").model_copy(
        update={
            "items": items,
            "plan": Plan(reassess_on=date(2027, 1, 31)),
            "summary": SummaryJudgement(level="low", reasons=SECRET, assessor="officer-1", at=AT),
        }
    )


@pytest.fixture
def asked(store: Store) -> Store:
    """OWN was judged by officer-1, with a figure kept in the file; unit-1 was asked to judge apart."""
    Desk(store, "officer-1").save(first_judgement())
    with store.writing() as connection:
        add_entry(connection, store.keys, person="OWN", content=SHOWN, by="officer-1", at=AT)
    ask_second(access_of(store, "officer-1", 5), "OWN", instrument="needs", assessor="unit-1", why="drawn")
    return store


def give(store: Store, user: str = "unit-1", ratings=RATINGS, minutes: int = 10) -> Judgement:
    return give_second(
        access_of(store, user, minutes), "OWN", ratings=ratings, level="high", reasons="Much is open",
        rules=RULES, why="second judgement",
    )  # fmt: skip


def newest(store: Store, user: str) -> Judgement:
    found = Desk(store, user).open_file("OWN", instrument="needs").judgement
    assert found is not None
    return found


def said(content: object) -> str:
    """Return everything in an answer, as text."""
    if isinstance(content, BaseModel):
        return content.model_dump_json()
    if is_dataclass(content) and not isinstance(content, type):
        return json.dumps(asdict(content), default=said)
    return "; ".join(map(said, content)) if isinstance(content, tuple | list) else str(content)


def test_who_may_be_asked_and_who_saw_it_already(store: Store):
    Desk(store, "officer-1").save(first_judgement())
    mine = access_of(store, "officer-1", 5)
    assert [(each.account, each.seen) for each in list_candidates(mine, "OWN", instrument="needs")] == [
        ("unit-1", False)
    ]  # officer-2 is not responsible for OWN, supervisors do not judge
    Desk(store, "unit-1").open_file("OWN", instrument="another")  # gives nothing of this assessment
    who_looked(Access(store, "unit-1"), "OWN")
    read_entries(Access(store, "unit-1"), "OWN", "incident")
    assert not list_candidates(mine, "OWN", instrument="needs")[0].seen
    read_person_file(Access(store, "unit-1"), "OWN")
    assert list_candidates(mine, "OWN", instrument="needs")[0].seen
    with pytest.raises(AccessRefused, match="saw the assessment already"):
        ask_second(mine, "OWN", instrument="needs", assessor="unit-1", why="drawn")


@pytest.mark.parametrize("who", ["officer-1", "officer-2", "officer-9", "supervisor-1", "nobody", ""])
def test_others_cannot_be_asked(store: Store, who: str):
    Desk(store, "officer-1").save(first_judgement())
    with pytest.raises(AccessRefused, match="may not be the second"):
        ask_second(access_of(store, "officer-1", 5), "OWN", instrument="needs", assessor=who, why="drawn")


def test_nobody_is_asked_before_there_is_a_judgement_or_twice(asked: Store):
    with pytest.raises(AccessRefused, match="asked already"):
        ask_second(access_of(asked, "officer-1", 6), "OWN", instrument="needs", assessor="unit-1", why="x")
    with pytest.raises(AccessRefused, match="no summary judgement"):
        ask_second(access_of(asked, "officer-1", 6), "OWN", instrument="other", assessor="unit-1", why="x")


# Every door of casework through which something of the first assessment could come.
DOORS = {
    "open the file": lambda desk, a, entry: desk.open_file("OWN", instrument="needs"),
    "open the whole file": lambda desk, a, entry: read_person_file(a, "OWN"),
    "read the estimates": lambda desk, a, entry: read_entries(a, "OWN", "estimate"),
    "read an estimate's history": lambda desk, a, entry: read_history(a, "OWN", entry),
    "copy the file": lambda desk, a, entry: copy_for_person(a, "OWN"),
    "pack it for a conference": lambda desk, a, entry: pack_for_conference(
        a, "OWN", ground="supervision", organisations=("GGZ",)
    ),
    "look at the caseload": lambda desk, a, entry: read_caseload(a),
    "list the people": lambda desk, a, entry: desk.list_people(),
    "list who was assessed": lambda desk, a, entry: sorted(desk.people_assessed("needs")),
    "see who looked": lambda desk, a, entry: who_looked(a, "OWN"),
    "ask for a figure": lambda desk, a, entry: give_figure(
        a, "OWN", instrument="needs", model="m", make=lambda: (SHOWN, SECRET)
    ),
    "ask for a base rate": lambda desk, a, entry: note_base_rate(
        a, "OWN", instrument="needs", evidence=SECRET.lower()
    ),
    "list candidates": lambda desk, a, entry: list_candidates(a, "OWN", instrument="needs"),
    "withdraw the question": lambda desk, a, entry: withdraw_second(a, "OWN", instrument="needs", why="x"),
    "ask someone else": lambda desk, a, entry: ask_second(
        a, "OWN", instrument="needs", assessor="officer-2", why="x"
    ),
}


def test_before_judging_no_door_gives_the_second_assessor_anything(asked: Store):
    with asked.reading() as connection:
        (entry,) = entries_of(connection, asked.keys, person="OWN", kind="estimate")
    access, leaked = access_of(asked, "unit-1", 6), list[tuple[str, str]]()
    for door, enter in DOORS.items():
        try:
            found = said(enter(Desk(asked, "unit-1"), access, entry))
        except RiskkitError as error:
            found = str(error)
        leaked += [(door, w) for w in (SECRET, "0.31", "2027-01-31", "reasons", "No lease") if w in found]
    assert leaked == []
    assert newest(asked, "officer-1").waits_for_second  # no door opened it either


def test_before_judging_no_version_can_be_read_saved_over_or_signed(asked: Store):
    desk = Desk(asked, "unit-1")
    mine = desk.open_file("OWN", instrument="needs")
    assert (mine.judgement, mine.versions, mine.signatures) == (None, (), ())
    assert mine.blind is not None
    real = newest(asked, "officer-1")
    forged = OpenFile(mine.person, real, ())  # as if the number of the record had leaked
    for version in (1, 2):
        with pytest.raises(AccessRefused, match="judge this person apart"):
            desk.read_version(forged, version)
    guess = revise_judgement(first_judgement(), {}, by="unit-1", at=at(6), why="x")
    for attempt in (guess, judgement("OWN", by="unit-1", record="c" * 32)):
        with pytest.raises(AccessRefused, match="judge this person apart"):
            desk.save(attempt)
    with pytest.raises(AccessRefused, match="judge this person apart"):
        desk.sign(real)
    desk.keep_draft("OWN", instrument="needs", follows=0, content="mine")  # their own words are kept
    again = desk.open_file("OWN", instrument="needs")
    assert again.draft is not None
    assert again.draft.content == "mine"


def test_the_first_assessor_sees_nothing_of_the_second_before_it_is_given(asked: Store):
    Desk(asked, "unit-1").keep_draft("OWN", instrument="needs", follows=0, content="HALFWEG")
    mine = Desk(asked, "officer-1").open_file("OWN", instrument="needs")
    assert "HALFWEG" not in said(mine)
    assert "HALFWEG" not in said(read_person_file(Access(asked, "officer-1"), "OWN"))


def test_the_first_judgement_stands_still_while_another_judges(asked: Store):
    real = newest(asked, "officer-1")
    other = SummaryJudgement(level="high", reasons="x", assessor="officer-1", at=at(6))
    for change in ({"summary": other}, {"items": ()}):
        with pytest.raises(JudgementError, match="second assessor was asked"):
            revise_judgement(real, change, by="officer-1", at=at(6), why="x")
    with pytest.raises(AccessRefused, match="a second assessor still judges"):
        note_base_rate(access_of(asked, "officer-1", 6), "OWN", instrument="needs", evidence="e")


def test_nobody_gives_a_second_judgement_in_anothers_name(asked: Store):
    for user in ("officer-1", "officer-2", "supervisor-1", "unit-9"):
        with pytest.raises(AccessRefused, match=r"not asked|outside|does not allow"):
            give(asked, user)
    real = newest(asked, "officer-1")
    forged = SecondAssessment(
        ratings=RATINGS, summary=SummaryJudgement(level="low", reasons="x", assessor="unit-1", at=at(6))
    )
    with pytest.raises(AccessRefused, match="'second' changes only where"):
        Desk(asked, "officer-1").save(
            revise_judgement(real, {"second": forged}, by="officer-1", at=at(6), why="x")
        )
    with pytest.raises(AccessRefused, match="'second_asked' changes only where"):
        Desk(asked, "officer-1").save(
            revise_judgement(real, {"second_asked": None}, by="officer-1", at=at(6), why="x")
        )


def test_a_second_judgement_is_held_to_the_instrument(asked: Store):
    wrong = (ItemRating(item="housing", rating=Rated(level="extreme")),)
    with pytest.raises(JudgementError, match="outside the item's list"):
        give(asked, ratings=wrong)
    assert newest(asked, "officer-1").waits_for_second


def test_once_given_both_see_both_and_neither_can_be_changed(asked: Store):
    Desk(asked, "unit-1").keep_draft("OWN", instrument="needs", follows=0, content="mine")
    give(asked)
    for user in ("officer-1", "unit-1"):
        opened = Desk(asked, user).open_file("OWN", instrument="needs")
        assert opened.blind is None
        assert opened.judgement is not None
        assert opened.judgement.second is not None
        assert (opened.judgement.second.summary.level, opened.judgement.second.ratings) == ("high", RATINGS)
        assert opened.draft is None
    with pytest.raises(AccessRefused, match="not asked"):
        give(asked, minutes=11)
    with pytest.raises(AccessRefused, match="no second judgement"):
        withdraw_second(access_of(asked, "officer-1", 11), "OWN", instrument="needs", why="x")
    real = newest(asked, "unit-1")
    for change in ({"second": None}, {"second_asked": None}):
        with pytest.raises(JudgementError, match="second"):
            revise_judgement(real, change, by="unit-1", at=at(11), why="x")
    with pytest.raises(AccessRefused, match="reach a consensus first"):
        note_base_rate(access_of(asked, "unit-1", 11), "OWN", instrument="needs", evidence="e")


def test_a_consensus_is_reached_by_the_two_and_opens_the_figures_to_both(asked: Store):
    give(asked)
    real = newest(asked, "unit-1")
    agreed = Consensus(
        ratings=(ItemRating(item="housing", rating=Rated(level="high")),), level="high", reasons="Agreed",
        at=at(12),
    )  # fmt: skip
    with asked.writing() as connection:  # a colleague who did not judge, now responsible too
        from riskkit.records.accounts import assign

        assign(connection, name="officer-2", people=("OWN",), by="supervisor-1", at=AT)
    with pytest.raises(AccessRefused, match="by the two who judged"):
        Desk(asked, "officer-2").save(
            revise_judgement(real, {"consensus": agreed}, by="officer-2", at=at(12), why="x")
        )
    done = revise_judgement(real, {"consensus": agreed}, by="unit-1", at=at(12), why="Talked it over")
    Desk(asked, "unit-1").save(done)
    assert newest(asked, "officer-1").standing_level == "high"
    for user in ("officer-1", "unit-1"):
        note_base_rate(access_of(asked, user, 13), "OWN", instrument="needs", evidence=user)
    with pytest.raises(AccessRefused):
        note_base_rate(access_of(asked, "officer-2", 14), "OWN", instrument="needs", evidence="e")
    Desk(asked, "unit-1").sign(newest(asked, "unit-1"))
    signed = Desk(asked, "officer-1").sign(newest(asked, "officer-1"))
    assert (signed.part, signed.signed_by) == ("second", "officer-1")


def test_a_withdrawn_question_opens_the_file_and_the_colleague_can_be_asked_again_unread(asked: Store):
    Desk(asked, "unit-1").open_file("OWN", instrument="needs")  # blind: gives nothing
    read_person_file(Access(asked, "unit-1"), "OWN")
    withdraw_second(access_of(asked, "officer-1", 7), "OWN", instrument="needs", why="ill")
    ask_second(access_of(asked, "officer-1", 8), "OWN", instrument="needs", assessor="unit-1", why="well")
    withdraw_second(access_of(asked, "officer-1", 9), "OWN", instrument="needs", why="ill")
    assert Desk(asked, "unit-1").open_file("OWN", instrument="needs").judgement is not None
    with pytest.raises(AccessRefused, match="saw the assessment already"):
        ask_second(access_of(asked, "officer-1", 10), "OWN", instrument="needs", assessor="unit-1", why="x")
