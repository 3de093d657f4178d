"""A figure comes after one's own judgement, on record before it is given; a change after it is counted."""

from datetime import date, timedelta

import pytest

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import read_entries
from riskkit.casework.figures import give_figure, note_base_rate
from riskkit.errors import AccessRefused, GateRefused, JudgementError
from riskkit.records import Store
from riskkit.records.audit import read_entries as read_trail
from riskkit.records.dossier import ShownEstimate
from riskkit.records.judgement import Judgement, SummaryJudgement, revise_judgement
from riskkit.records.judgement_figures import override_level
from tests.unit.casework.conftest import AT, judgement

SHOWN = ShownEstimate(
    model="m", model_version="1.0", model_fingerprint="f" * 64, shown_on=date(2026, 11, 2), shown_at=AT,
    inputs={"age": 30}, time=52.0, time_unit="week", risk=0.3, lower=0.2, upper=0.4, band="moderate",
)  # fmt: skip


def later(minutes: int):
    return AT + timedelta(minutes=minutes)


def access_of(store: Store, user: str, minutes: int = 5) -> Access:
    return Access(store, user, clock=lambda: later(minutes))


def newest(store: Store, user: str = "officer-1") -> Judgement:
    found = Desk(store, user).open_file("OWN", instrument="needs").judgement
    assert found is not None
    return found


def ask(store: Store, user: str, called: list[str], minutes: int = 5) -> str:
    def make() -> tuple[ShownEstimate, str]:
        called.append(user)
        return SHOWN, "the figure"

    access = access_of(store, user, minutes)
    return give_figure(access, "OWN", instrument="needs", model="m", make=make)[0]


def subjects(store: Store, action: str) -> list[tuple[str, str]]:
    with store.reading() as connection:
        return [(e.note.outcome, e.note.subject) for e in read_trail(connection) if e.note.action == action]


def test_before_the_own_judgement_nothing_is_made_kept_or_given(store: Store):
    called: list[str] = []
    for saved in (None, judgement("OWN", by="officer-1", judged=False)):
        if saved is not None:
            Desk(store, "officer-1").save(saved)
        with pytest.raises(AccessRefused, match="save your own judgement first"):
            ask(store, "officer-1", called)
        with pytest.raises(AccessRefused, match="save your own judgement first"):
            note_base_rate(access_of(store, "officer-1"), "OWN", instrument="needs", evidence="e")
    assert called == []
    assert read_entries(Access(store, "officer-1"), "OWN", "estimate") == ()
    assert {outcome for outcome, _ in subjects(store, "figure.show")} == {"refused"}


def test_a_figure_is_for_who_judged_and_for_no_colleague(store: Store):
    called: list[str] = []
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))
    for user in ("unit-1", "supervisor-1", "officer-9", "researcher-1", "inspector-1", "nobody"):
        with pytest.raises(AccessRefused, match="refused"):
            ask(store, user, called)
    assert called == []
    assert ask(store, "officer-1", called) == "the figure"


def test_what_is_shown_is_kept_and_noted_before_it_is_given(store: Store):
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))
    Desk(store, "officer-1").keep_draft("OWN", instrument="needs", follows=1, content="half a word")
    assert ask(store, "officer-1", []) == "the figure"
    (entry,) = read_entries(Access(store, "officer-1"), "OWN", "estimate")
    assert (entry.content, entry.recorded_by) == (SHOWN, "officer-1")
    noted = newest(store)
    assert [(each.by, each.manifest) for each in noted.figures_seen] == [
        ("officer-1", f"estimate/{entry.id}")
    ]
    assert noted.summary == judgement("OWN", by="officer-1").summary
    assert subjects(store, "figure.show") == [
        ("done", f"figure of m 1.0, estimate {entry.id}, content {'f' * 64}")
    ]
    draft = Desk(store, "officer-1").open_file("OWN", instrument="needs").draft
    assert draft is not None
    assert (draft.follows, draft.content) == (2, "half a word")  # the note did not overtake it


def test_a_figure_that_cannot_be_kept_is_not_given(store: Store):
    """Where keeping fails, the caller gets the failure and never the figure."""
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))

    def make() -> tuple[ShownEstimate, str]:
        return SHOWN.model_copy(update={"model": None}), "the figure"

    with pytest.raises(Exception, match=r"(?i)null|not be|estimate"):
        give_figure(access_of(store, "officer-1"), "OWN", instrument="needs", model="m", make=make)
    assert newest(store).figures_seen == ()
    assert read_entries(Access(store, "officer-1"), "OWN", "estimate") == ()


def test_a_model_that_refuses_is_on_record_with_its_gates_and_nothing_was_shown(store: Store):
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))

    def make() -> tuple[ShownEstimate, str]:
        raise GateRefused("population: validated for others")

    with pytest.raises(GateRefused, match="population"):
        give_figure(access_of(store, "officer-1"), "OWN", instrument="needs", model="m", make=make)
    assert newest(store).figures_seen == ()
    assert subjects(store, "figure.show") == [
        ("done", "figure of m, refused by population: validated for others")
    ]


def test_a_base_rate_is_noted_once(store: Store):
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))
    for minutes in (5, 6):
        note_base_rate(access_of(store, "officer-1", minutes), "OWN", instrument="needs", evidence="e")
    assert [each.manifest for each in newest(store).figures_seen] == ["base-rate/e"]
    assert subjects(store, "figure.show") == [("done", "base-rate/e")] * 2


def test_after_a_figure_the_level_changes_by_override_alone(store: Store):
    desk = Desk(store, "officer-1")
    desk.save(judgement("OWN", by="officer-1"))
    ask(store, "officer-1", [])
    seen = newest(store)
    changed = SummaryJudgement(level="high", reasons="x", assessor="officer-1", at=later(6))
    with pytest.raises(JudgementError, match="record an override"):
        revise_judgement(seen, {"summary": changed}, by="officer-1", at=later(6), why="x")
    made = override_level(
        seen, level="high", reasons="Seen anew", by="officer-1", at=later(7), ground="overlooked"
    )
    forged = override_level(seen, level="high", reasons="x", by="officer-1", at=later(7))
    with pytest.raises(AccessRefused, match="bears the name"):
        Desk(store, "unit-1").save(forged.model_copy(update={"saved_by": "unit-1"}))
    desk.save(made)
    after = newest(store)
    assert (after.summary.level if after.summary else None, after.standing_level) == ("low", "high")
    assert after.overrides[0].ground == "overlooked"


def test_figures_seen_are_noted_by_showing_them_and_by_nothing_else(store: Store):
    """Nobody writes that someone else saw a figure, or takes such a note away."""
    Desk(store, "officer-1").save(judgement("OWN", by="officer-1"))
    ask(store, "officer-1", [])
    seen = newest(store)
    next_one = revise_judgement(seen, {}, by="officer-1", at=later(6), why="x")
    without = next_one.model_copy(update={"figures_seen": ()})
    with pytest.raises(AccessRefused, match="figures_seen"):
        Desk(store, "officer-1").save(without)
