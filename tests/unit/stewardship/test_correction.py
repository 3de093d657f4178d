"""Estimates shown are kept sealed; a correction finds what changed, says so, and overwrites nothing."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from riskkit.analyses.model_correction import correct, write_letters
from riskkit.casework.access import Access
from riskkit.casework.dossier import read_entries, record
from riskkit.casework.shown_estimates import every_shown_estimate
from riskkit.errors import AccessRefused, OutputError, StoreError
from riskkit.records.dossier import OwnView
from riskkit.records.sealing import unseal
from riskkit.stewardship import estimate
from riskkit.stewardship.kept import entry_of, stored_estimate
from tests.unit.casework.conftest import with_three_people

from .conftest import OLDER, TODAY, YOUNG, card_of

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
def store(store_url, tmp_path):
    opened = with_three_people(store_url, tmp_path / "keys")
    yield opened
    opened.close()


@pytest.fixture
def keep(store, registry, stored):
    """Show an estimate and keep it, as a page does."""

    def shown(values, advice=None):
        found = estimate(registry, "rossi-cox", values, time=52, population="maryland-1970s", judged=True,
                         today=TODAY)  # fmt: skip
        content = entry_of(found, values, time_unit="week", at=AT, advice=advice)
        return record(Access(store, "officer-1"), "OWN", content)

    return shown


def corrected(registry, stored):
    """Enter a version in which one coefficient lost its sign."""
    terms = tuple(
        t.model_copy(update={"coefficient": -t.coefficient}) if t.covariate == "prio" else t
        for t in stored.terms
    )
    bare = stored.model_copy(update={"version": "1.1", "terms": terms})
    cases = []
    for case in bare.cases:
        found = bare.predict(case.values, case.time)
        change = {"risk": found.risk, "lower": found.lower, "upper": found.upper}
        cases.append(case.model_copy(update=change))
    new = bare.model_copy(update={"cases": tuple(cases)})
    registry.enter(new, card_of(new), by="O. Wner")
    return new


@pytest.mark.shows("AI Act art. 12; GDPR art. 32: what was shown is kept, sealed", "riskkit/records")
def test_what_was_shown_is_kept_sealed_and_comes_back_the_same(store, keep, stored):
    kept = keep({**YOUNG, "mar": None}, advice="A-17")
    (found,) = read_entries(Access(store, "officer-1"), "OWN", "estimate")
    again = stored_estimate(found)
    assert again is not None
    assert again.values == {**YOUNG, "mar": None}
    assert (again.fingerprint, again.advice, again.id) == (stored.fingerprint, "A-17", kept.id)
    expected = stored.predict(again.values, 52)
    assert (again.lower, again.upper) == (expected.lower, expected.upper)
    with store.reading() as connection:
        (row,) = connection.execute(text("SELECT * FROM estimate")).mappings().all()
    assert "A-17" not in str(dict(row))
    assert "prio" not in str(dict(row))


def test_a_kept_estimate_is_never_changed_or_removed(store, keep):
    keep(YOUNG)
    for statement in ("UPDATE estimate SET model = 'x'", "DELETE FROM estimate"):
        with pytest.raises(StoreError, match="never changed"), store.writing() as connection:
            connection.execute(text(statement))


@pytest.mark.shows(
    "GDPR art. 16: a wrong figure is put right, and people are told", "riskkit/analyses/model_correction.py"
)
def test_a_planted_fault_is_found_in_order_of_urgency(store, keep, registry, stored, tmp_path):
    used = keep(YOUNG, advice="A-17")
    at_mean = {**OLDER, "prio": stored.mean[5]}  # what was corrected does not touch this person
    unused, untouched = keep(YOUNG), keep(at_mean, advice="A-18")
    corrected(registry, stored)
    steward = Access(store, "steward-1")
    found = correct(steward, registry, "rossi-cox", "1.1", purpose="sign of prio")
    assert found.examined == 3
    # by hand: YOUNG has 6 priors against a mean of 2.98 and a coefficient of +0.09: with the sign
    # turned g falls by 2 x 0.09 x 3.02 = 0.55, from 0.47 to about 1 - exp(-0.63 x 0.58) = 0.31
    assert [(each.before.id, each.urgency) for each in found.changed] == [
        (used.id, "advice and band"), (unused.id, "band"),
    ]  # fmt: skip
    assert found.changed[0].now.risk == pytest.approx(0.31, abs=0.03)
    assert untouched.id not in {each.before.id for each in found.changed}
    folder = tmp_path / "letters"
    assert write_letters(found.changed, folder, model="Rossi", why="een teken was omgekeerd") == 2
    letters = sorted(folder.iterdir())
    assert len(letters) == 4
    dutch = letters[1].read_text()
    assert "advies A-17" in dutch
    assert "een teken was omgekeerd" in dutch
    assert "De klasse is veranderd" in dutch
    assert "The band has changed" in letters[0].read_text()
    with pytest.raises(OutputError, match="a new folder"):
        write_letters(found.changed, folder, model="Rossi", why="x")
    entries = read_entries(Access(store, "officer-1"), "OWN", "estimate")
    assert {entry.version for entry in entries} == {1}  # nothing was overwritten
    assert {entry.content.model_version for entry in entries} == {"1.0"}


@pytest.mark.shows("GDPR art. 5(1)(f): access by role, on record", "riskkit/casework/shown_estimates.py")
def test_only_a_steward_recomputes_and_it_is_on_record(store, keep, registry):
    keep(YOUNG)
    for user in ("officer-1", "supervisor-1", "researcher-1", "inspector-1", "nobody"):
        with pytest.raises(AccessRefused):
            correct(Access(store, user), registry, "rossi-cox", "1.0", purpose="curious")
    correct(Access(store, "steward-1"), registry, "rossi-cox", "1.0", purpose="a check")
    with store.reading() as connection:
        notes = connection.execute(text("SELECT purpose FROM audit ORDER BY seq")).scalars().all()
    assert notes[-1] == "a check"


def test_a_steward_is_given_one_models_numbers_and_no_other_word_is_unsealed(store, keep, monkeypatch):
    """The only way round the files' gate: what it unseals is counted, not trusted."""
    keep(YOUNG, advice="A-17")
    access = Access(store, "officer-1")
    (mine,) = read_entries(access, "OWN", "estimate")
    assert mine.recorded_by == "officer-1"
    record(access, "OWN", mine.content.model_copy(update={"model": "another", "advice": "SECRET"}))
    record(access, "OWN", OwnView(given_on=TODAY, about="x", own_words="SECRET"))
    unsealed: list[str] = []

    def counted(*given, label, **named):
        unsealed.append(label)
        return unseal(*given, label=label, **named)

    monkeypatch.setattr("riskkit.records.dossier_entries.unseal", counted)
    found = every_shown_estimate(Access(store, "steward-1"), model="rossi-cox", purpose="sign of prio")
    assert [each.content for each in found] == [mine.content]
    assert {each.recorded_by for each in found} == {""}
    assert unsealed == [f"estimate/{mine.id}/1"]
    with pytest.raises(AccessRefused, match="which correction"):
        every_shown_estimate(Access(store, "steward-1"), model="rossi-cox", purpose=" ")
    with pytest.raises(AccessRefused):  # the file itself stays closed
        read_entries(Access(store, "steward-1"), "OWN", "estimate")
