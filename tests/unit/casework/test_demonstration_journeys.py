"""The demonstration's journeys: an assessment at each step, conferences, a correction; once, and whole."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from riskkit.casework import Desk, seed_demonstration
from riskkit.casework.conference import draft_name, open_table
from riskkit.casework.demonstration_conference import AT_THE_TABLE, DECIDED_ON, PREPARED_ON, seed_conferences
from riskkit.casework.demonstration_journeys import STEPS, Journeys, seed_journeys
from riskkit.casework.dossier import read_entries
from riskkit.casework.figures import why_no_figure
from riskkit.errors import AccessRefused
from riskkit.instruments import load
from riskkit.pages.conference_draft import ConferenceDraft
from riskkit.pages.conference_faults import conference_faults
from riskkit.pages.instrument_form import form_of
from riskkit.records import create_store, list_people
from riskkit.records.audit import read_entries as read_trail
from riskkit.records.audit_check import verify_audit
from riskkit.records.judgement import Judgement
from riskkit.records.judgement_check import check_judgement, differing_items, missing_steps

NEEDS, TODAY = "reintegration-needs", date(2026, 11, 26)
ONE, TWO = "ter-officer-1", "ter-officer-2"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory):
    store = create_store(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'riskkit.db'}")
    seed_demonstration(store)
    journeys = Journeys(store, TODAY, "e" * 64)
    whose = seed_journeys(journeys)
    seed_conferences(journeys, whose)
    with store.reading() as connection:
        trail = read_trail(connection, at_most=1000)
    yield store, whose, journeys, trail
    store.close()


def newest(store, person: str, user: str = ONE) -> Judgement:
    found = Desk(store, user).open_file(person, instrument=NEEDS).judgement
    assert found is not None
    return found


def test_the_first_officer_sees_an_assessment_at_each_step_and_all_are_of_made_up_people(made):
    store, whose, *_ = made
    assert tuple(whose) == STEPS
    assert len(set(whose.values())) == len(STEPS)
    assert set(whose.values()) <= {each.id for each in list_people(store) if each.synthetic}
    begun, explained = newest(store, whose["begun"]), newest(store, whose["explained"])
    assert (begun.judged, len(begun.items), begun.formulation) == (False, 4, None)
    assert missing_steps(explained, form_of(load(NEEDS), "nl").rules()) != []
    assert (explained.judged, explained.plan, len(explained.scenarios)) == (False, None, 1)
    rules = form_of(load(NEEDS), "nl").rules()
    for step in STEPS[2:]:  # two judgements that are still to be agreed on lack nothing but that
        check_judgement(newest(store, whose[step]), rules, complete=step != "compared")
    assert why_no_figure(newest(store, whose["judged"]), ONE) is None
    assert why_no_figure(newest(store, whose["asked"]), ONE) == "second"
    assert why_no_figure(newest(store, whose["compared"]), ONE) == "consensus"


def test_the_second_officer_is_asked_and_judges_blind(made):
    store, whose, *_ = made
    opened = Desk(store, TWO).open_file(whose["asked"], instrument=NEEDS)
    assert (opened.judgement, opened.versions) == (None, ())
    assert opened.blind is not None
    assert opened.blind.assessor == TWO
    compared = newest(store, whose["compared"])
    assert compared.assessors == {ONE, TWO}
    assert len(differing_items(compared)) == 2
    assert compared.consensus is None


def test_one_is_agreed_with_figures_seen_and_the_level_changed_and_one_is_signed_by_two(made):
    store, whose, *_ = made
    agreed = newest(store, whose["agreed"])
    assert agreed.consensus is not None
    assert [each.manifest for each in agreed.figures_seen] == [f"base-rate/{'e' * 64}"]
    (override,) = agreed.overrides
    assert (override.by, override.ground) == (ONE, "new_information")
    assert agreed.standing_level == override.level != agreed.consensus.level
    signed = Desk(store, ONE).open_file(whose["signed"], instrument=NEEDS)
    assert [(each.part, each.signed_by) for each in signed.signatures] == [("author", ONE), ("second", TWO)]
    assert signed.judgement is not None
    assert [each.version for each in signed.signatures] == [signed.judgement.version] * 2


def test_one_conference_was_decided_and_another_is_prepared(made):
    store, whose, *_ = made
    access = Desk(store, ONE).access
    (held,) = read_entries(access, whose["signed"], "conference")
    assert Counter(each.decision for each in held.content.measures) == Counter(
        ("taken", "not_taken", "proposed")
    )
    measures = read_entries(access, whose["signed"], "measure")
    assert [each.content.measure_kind for each in measures if each.recorded_at.date() == date(2026, 11, 22)]
    table = open_table(access, whose["agreed"], ground=PREPARED_ON, organisations=AT_THE_TABLE)
    assert table.draft is not None
    draft = ConferenceDraft.model_validate_json(table.draft.content)
    assert [each.decision for each in draft.measures] == ["", ""]
    from riskkit.casework.conference_catalogue import candidate_measures

    missing = conference_faults(draft, candidate_measures(), today=TODAY, born_on=None)
    assert missing != []  # it is being prepared: what is to be decided is still open
    assert Desk(store, TWO).open_file(whose["agreed"], instrument=draft_name(DECIDED_ON)).draft is None
    (asked,) = read_entries(access, whose["judged"], "correction_request")
    assert asked.content.outcome == "open"


def test_the_trail_tells_all_of_it_in_its_order_and_verifies(made):
    store, _, _, trail = made
    assert [each.at for each in trail] == sorted(each.at for each in trail)
    done = {each.note.action for each in trail if each.note.outcome == "done"}
    assert done >= {"assessment.save", "assessment.sign", "figure.show", "file.share", "dossier.record"}
    assert verify_audit(store, ()).whole


def test_doing_it_again_adds_nothing_and_a_small_caseload_has_no_journeys(made, tmp_path: Path):
    store, whose, journeys, _ = made
    assert seed_journeys(journeys) == {}
    assert newest(store, whose["begun"]).version == 1
    small = create_store(f"sqlite:///{tmp_path / 'small.db'}")
    seed_demonstration(small, seed=1, people=9)
    assert seed_journeys(Journeys(small, TODAY, "e" * 64)) == {}
    small.close()


def test_another_unit_sees_none_of_it(made):
    store, whose, *_ = made
    for person in whose.values():
        with pytest.raises(AccessRefused):
            Desk(store, "unit-a-officer-1").open_file(person, instrument=NEEDS)
