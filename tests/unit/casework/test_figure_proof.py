"""What a proof takes from a file, for whom; on both databases."""

import pytest

from riskkit.casework.access import Access
from riskkit.casework.blindness import who_read
from riskkit.casework.desk import Desk
from riskkit.casework.figure_proof import assessment_to_prove, estimate_to_prove, note_proof
from riskkit.casework.supervision import open_with_purpose, read_trail
from riskkit.errors import AccessRefused
from riskkit.records import Store, save_judgement
from riskkit.records.accounts import assign
from riskkit.records.dossier import ShownEstimate
from riskkit.records.dossier_entries import DossierEntry, add_entry
from tests.unit.casework.conftest import AT, judgement, next_version


def kept(
    store: Store, person: str, *, risk: float = 0.25, follows: DossierEntry | None = None
) -> DossierEntry:
    shown = ShownEstimate(
        model="small", model_version="1.0", model_fingerprint="0" * 64, shown_on=AT.date(), shown_at=AT,
        inputs={"x": 1}, time=12, time_unit="month", risk=risk, lower=0.1, upper=0.4,
    )  # fmt: skip
    with store.writing() as connection:
        return add_entry(
            connection, store.keys, person=person, content=shown, by="officer-1", at=AT, follows=follows
        )


def test_an_estimate_comes_in_every_version_as_it_was_shown_first(store):
    first = kept(store, "OWN")
    second = kept(store, "OWN", risk=0.3, follows=first)
    assert estimate_to_prove(Access(store, "officer-1"), first.id) == (first, second)


def test_an_assessment_comes_as_what_it_was_made_with(store):
    first = judgement("OWN", by="officer-1")
    save_judgement(store, first)
    save_judgement(store, next_version(first, by="officer-1"))
    found = assessment_to_prove(Access(store, "unit-1"), first.record)
    assert (found.instrument, found.version, found.fingerprint, found.versions) == (
        "needs",
        "1.0",
        "0" * 64,
        2,
    )
    assert found.last_saved == AT


@pytest.mark.parametrize(
    "user", ["officer-9", "unit-9", "supervisor-9", "researcher-1", "steward-1", "inspector-1"]
)
def test_outside_ones_reach_nothing_comes_and_what_is_there_is_not_told(store, user):
    save_judgement(store, judgement("OWN", by="officer-1"))
    entry, access = kept(store, "OWN"), Access(store, user)
    said = set()
    for ask, name in (
        (estimate_to_prove, entry.id), (estimate_to_prove, "f" * 32), (estimate_to_prove, "' OR 1=1 --"),
        (assessment_to_prove, "a" * 32), (assessment_to_prove, "b" * 32), (assessment_to_prove, ""),
    ):  # fmt: skip
        with pytest.raises(AccessRefused, match="refused") as refused:
            ask(access, name)
        said.add(str(refused.value))
    assert len(said) == 1
    mine = [each.note for each in read_trail(Access(store, "inspector-1")) if each.note.actor == user]
    assert [(note.action, note.outcome) for note in mine] == [("file.read", "refused")] * 6


def test_behind_broken_glass_a_figure_is_proved(store):
    entry, access = kept(store, "OWN"), Access(store, "officer-9")
    open_with_purpose(access, "OWN", "An urgent visit today")
    assert estimate_to_prove(access, entry.id) == (entry,)


def test_a_proof_gives_no_judgement_away_and_so_leaves_a_colleague_free_to_judge_apart(store):
    first = judgement("OWN", by="officer-1")
    save_judgement(store, first)
    with store.writing() as connection:
        assign(connection, name="officer-2", people=["OWN"], by="supervisor-1", at=AT)
    access = Access(store, "officer-2")
    assessment_to_prove(access, first.record)
    estimate_to_prove(access, kept(store, "OWN").id)
    assert "officer-2" not in who_read(store, first)
    Desk(store, "officer-2").open_file("OWN", instrument="needs")
    assert "officer-2" in who_read(store, first)


def test_that_a_proof_was_asked_is_on_record_with_its_code(store):
    note_proof(Access(store, "researcher-1"), "instrument-ogrs3")
    last = read_trail(Access(store, "inspector-1"))[-1].note
    assert (last.actor, last.action, last.subject) == ("researcher-1", "figure.prove", "instrument-ogrs3")
    with pytest.raises(AccessRefused):
        note_proof(Access(store, "nobody"), "instrument-ogrs3")
