"""The registry forgets nothing; the gates open only when all of them do."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from riskkit.errors import ConflictError, StoreError
from riskkit.stewardship import Registry, UseRefused, estimate
from riskkit.stewardship.card import CardCovariate

from .conftest import TODAY, YOUNG, card_of, text

USE = {"time": 52, "population": "maryland-1970s", "judged": True, "today": TODAY}


def refused(registry: Registry, values=YOUNG, **changes) -> list[str]:
    with pytest.raises(UseRefused) as raised:
        estimate(registry, "rossi-cox", values, **{**USE, **changes})
    return [each.gate for each in raised.value.refusals]


def test_all_gates_open(registry, stored):
    found = estimate(registry, "rossi-cox", YOUNG, **USE)
    assert (found.model, found.version, found.fingerprint) == ("rossi-cox", "1.0", stored.fingerprint)
    assert 0 < found.risk.lower < found.risk.risk < found.risk.upper < 1


@pytest.mark.shows("AI Act art. 9: risks are managed at every use", "riskkit/stewardship/gates.py")
@pytest.mark.parametrize(
    ("changes", "gates"),
    [
        ({"population": "nl-ter"}, ["population"]),
        ({"judged": False}, ["judgement"]),
        ({"today": TODAY + timedelta(days=100)}, ["not_expired"]),
        ({"values": {**YOUNG, "age": 60}}, ["inputs"]),
        ({"time": 12}, ["inputs"]),
        ({"population": "nl-ter", "judged": False, "values": {**YOUNG, "age": 60}},
         ["population", "inputs", "judgement"]),
    ],
    ids=["population", "judgement", "expiry", "inputs", "horizon", "several at once"],
)  # fmt: skip
def test_each_gate_refuses_and_all_are_named(registry, changes, gates):
    assert refused(registry, **changes) == gates


def test_the_last_day_of_validity_still_counts(registry):
    estimate(registry, "rossi-cox", YOUNG, **{**USE, "today": registry.card("rossi-cox").expires})


@pytest.mark.shows("AI Act art. 14(4)(e): a human can stop it", "riskkit/stewardship/registry.py")
def test_a_suspension_works_at_the_next_question_and_can_be_lifted(registry):
    registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="wrong constants")
    with pytest.raises(UseRefused, match="wrong constants"):
        estimate(registry, "rossi-cox", YOUNG, **USE)
    assert Registry(registry.folder).resume("rossi-cox", "1.0", by="S. Teward", why="checked") is False
    with pytest.raises(UseRefused, match="wrong constants"):  # one person alone changes nothing
        estimate(registry, "rossi-cox", YOUNG, **USE)
    assert Registry(registry.folder).resume("rossi-cox", "1.0", by="A. Other", why="I checked too") is True
    estimate(registry, "rossi-cox", YOUNG, **USE)


@pytest.mark.shows("AI Act art. 17: two people let it be used again", "riskkit/stewardship/registry.py")
@pytest.mark.parametrize(
    ("actor", "by"),
    [("account:one", "A. Other"), ("account:two", " s. teward "), ("account:one", "S. Teward")],
    ids=["the same account", "the same name", "both"],
)
def test_who_asked_to_resume_does_not_confirm_it(registry, actor, by):
    registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="wrong constants")
    asking = Registry(registry.folder, actor="account:one")
    with pytest.raises(StoreError, match="another steward than who asked"):  # nor past the asking
        asking.note("rossi-cox", "1.0", "resumed", by="S. Teward", why="checked")
    asking.resume("rossi-cox", "1.0", by="S. Teward", why="checked")
    assert registry.state("rossi-cox", "1.0").asked.by == "S. Teward"
    with pytest.raises(StoreError, match="another steward than who asked"):
        Registry(registry.folder, actor=actor).resume("rossi-cox", "1.0", by=by, why="checked")
    assert refused(registry) == ["not_suspended"]
    assert Registry(registry.folder, actor="account:two").resume("rossi-cox", "1.0", by="A. Other", why="x")
    estimate(registry, "rossi-cox", YOUNG, **USE)


def test_a_new_suspension_drops_what_was_asked_before_it(registry):
    with pytest.raises(StoreError, match="is not suspended"):
        registry.resume("rossi-cox", "1.0", by="S. Teward", why="checked")
    registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why="wrong constants")
    registry.resume("rossi-cox", "1.0", by="S. Teward", why="checked")
    registry.note("rossi-cox", "1.0", "suspended", by="A. Other", why="still wrong")
    assert registry.state("rossi-cox", "1.0").asked is None
    assert registry.resume("rossi-cox", "1.0", by="A. Other", why="now right") is False
    assert registry.state("rossi-cox", "1.0").suspended == "still wrong"


def test_a_failed_calibration_gate_closes_it(registry):
    registry.note("rossi-cox", "1.0", "gate_failed", by="monitor", why="O/E 1.8")
    assert refused(registry) == ["calibration"]


@pytest.mark.shows("AI Act art. 17: two people answer for a version", "riskkit/stewardship/registry.py")
def test_a_model_that_nobody_signed_or_checked_is_not_used(tmp_path, stored):
    made = Registry(tmp_path / "m")
    made.enter(stored, card_of(stored), by="O. Wner")
    assert refused(made) == ["signed", "calibration"]
    made.sign("rossi-cox", "1.0", by="O. Wner", role="owner")
    assert refused(made) == ["signed", "calibration"]
    made.sign("rossi-cox", "1.0", by="V. Alidator", role="validator")
    assert refused(made) == ["calibration"]


def test_only_the_named_people_sign(registry):
    with pytest.raises(StoreError, match="not of the validator"):
        registry.sign("rossi-cox", "1.0", by="O. Wner", role="validator")


def test_an_unknown_model_is_refused_by_name(registry):
    with pytest.raises(UseRefused, match="not registered"):
        estimate(registry, "other", YOUNG, **USE)


def test_a_new_version_takes_over_only_when_two_have_signed(registry, stored):
    newer = stored.model_copy(update={"version": "1.1"})
    registry.enter(newer, card_of(newer), by="O. Wner")
    assert registry.in_use("rossi-cox") == "1.0"
    registry.sign("rossi-cox", "1.1", by="O. Wner", role="owner")
    assert registry.in_use("rossi-cox") == "1.0"
    registry.sign("rossi-cox", "1.1", by="V. Alidator", role="validator")
    assert registry.in_use("rossi-cox") == "1.1"
    assert registry.versions("rossi-cox") == ("1.0", "1.1")


def test_a_version_never_changes(registry, stored):
    with pytest.raises(ConflictError, match="a new number"):
        registry.enter(stored, card_of(stored), by="O. Wner")


@pytest.mark.shows("AI Act art. 15: a changed model is not used", "riskkit/stewardship/registry.py")
@pytest.mark.parametrize("edit", ["coefficient", "whole file"])
def test_a_changed_file_is_found_at_the_next_use(registry, stored, edit):
    path = registry.folder / "rossi-cox" / "1.0.model.json"
    digits = str(stored.terms[0].coefficient)
    path.write_text(path.read_text().replace(digits, digits[:-1] + "7") if edit == "coefficient" else "{}")
    assert refused(registry) == ["unchanged"]


@pytest.mark.shows(
    "AI Act art. 12: what was decided about a model is kept", "riskkit/stewardship/model_events.py"
)
def test_a_changed_removed_or_inserted_event_is_found(registry):
    path = registry.folder / "rossi-cox" / "events.jsonl"
    lines = path.read_text().splitlines()
    for tampered, line in (
        ([lines[0], *lines[2:]], 2),
        ([*lines[:1], lines[1].replace("owner", "other"), *lines[2:]], 2),
        ([lines[0], lines[1], lines[1], *lines[2:]], 3),
        ([lines[1], lines[0], *lines[2:]], 1),
        ([*lines, "{"], 5),
    ):
        path.write_text("\n".join(tampered) + "\n")
        with pytest.raises(StoreError, match=f"broken at line {line}"):
            registry.events("rossi-cox")


def test_files_are_the_owners_alone(registry):
    for path in registry.folder.rglob("*.json*"):
        assert path.stat().st_mode & 0o077 == 0


@pytest.mark.shows(
    "AI Act art. 10; non-discrimination: protected attributes are no predictors",
    "riskkit/stewardship/card.py",
)
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"validator": " o. wner "}, "another person"),
        ({"covariates": (CardCovariate(name="race", reason=text("because")),)}, "protected attribute"),
        ({"covariates": (CardCovariate(name="buurtscore", reason=text("because")),)}, "protected attribute"),
    ],
)
def test_a_card_that_may_not_be(stored, changes, says):
    with pytest.raises(ValidationError, match=says):
        card_of(stored, **changes)


def test_a_protected_covariate_with_a_written_reason_stands_on_the_card(stored):
    reason = "Needed for checking published numbers only; never used for a decision."
    card = card_of(
        stored, covariates=(CardCovariate(name="race", reason=text("check")),), justification=reason
    )
    assert card.justification == reason


def test_a_card_must_explain_every_covariate_and_be_about_this_model(tmp_path, stored):
    made = Registry(tmp_path / "m")
    with pytest.raises(StoreError, match="every covariate"):
        made.enter(stored, card_of(stored, covariates=card_of(stored).covariates[:3]), by="O. Wner")
    with pytest.raises(StoreError, match="another model"):
        made.enter(stored, card_of(stored, fingerprint="1" * 64), by="O. Wner")


def test_events_need_a_name_and_a_reason(registry):
    with pytest.raises(StoreError, match="a name and a reason"):
        registry.note("rossi-cox", "1.0", "suspended", by="S. Teward", why=" ")
