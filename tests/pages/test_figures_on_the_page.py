"""Statistics on the assessment page without a browser: closed, refused, given, taken away, departed from."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from riskkit.casework import Desk
from riskkit.casework.dossier import read_entries
from riskkit.pages.assessment_panels import assessment_panels
from riskkit.pages.assessment_state import AssessmentState
from riskkit.pages.figure_state import FigureState
from riskkit.stewardship import Registry, StoredModel
from riskkit.stewardship.card import BandCount
from tests.unit.stewardship.conftest import FORMULA, OLDER, YOUNG, card_of, text

EVIDENCE = Path(__file__).parents[2] / "parameters" / "base_rate" / "terrorism.yaml"


@pytest.fixture(scope="module")
def fitted() -> StoredModel:
    """A model of the real cohort that says of itself that it is for Team TER: for this test alone."""
    from riskkit.cohort import rossi
    from riskkit.stewardship import store_model
    from riskkit.survival import fit_cox

    data = rossi()
    model = fit_cox(data, time="week", event="arrest", formula=FORMULA)
    return store_model(
        model, data, id="ter-demo", version="1.0", populations=["nl-ter"], outcome="re-arrest",
        time_unit="week", horizons=[26, 52], people=[YOUNG, OLDER], units={"age": "years"},
    )  # fmt: skip


def register(folder: Path, model: StoredModel, **changes) -> Registry:
    counts = (BandCount(lowest=0.0, n=230, n_events=40), BandCount(lowest=0.45, n=62, n_events=24))
    card = card_of(model, counts=counts, outcome=text("een nieuwe aanhouding"), **changes)
    registry = Registry(folder)
    registry.enter(model, card, by="O. Wner")
    registry.sign(model.id, model.version, by="O. Wner", role="owner")
    registry.sign(model.id, model.version, by="V. Alidator", role="validator")
    registry.note(model.id, model.version, "gate_passed", by="monitor", why="O/E 1.00")
    return registry


class Stepping:
    """A clock that moves on a minute with every look."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def opened(store, form, person):
    """Open the page of a user, with a registry; one clock for the page and the files."""
    clock = Stepping()

    def make(registry: Registry, user: str = "ter-officer-1") -> tuple[AssessmentState, FigureState]:
        state = AssessmentState(Desk(store, user, clock), [{"nl": form, "en": form}], clock=clock)
        statistics = FigureState(state, registry, EVIDENCE)
        state.open_file(person)
        return state, statistics

    return make


@pytest.fixture
def empty(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "models")


def answers(values=YOUNG, **changes) -> dict[str, object]:
    known = {name: {"known": True, "value": str(value)} for name, value in values.items()}
    return {**known, **changes}


def shown(statistics: FigureState) -> str:
    return json.dumps(statistics.figure, ensure_ascii=False)


def test_before_the_judgement_is_saved_nothing_is_asked_or_shown(opened, empty, complete, store, person):
    state, statistics = opened(empty)
    assert statistics.figure["stage"] == "closed"
    assert "Sla eerst uw eindoordeel op" in statistics.figure["why"]
    unfinished = complete(summary_level="", summary_reasons="")
    state.save(unfinished, unfinished=True)
    for ask in (statistics.look, lambda: statistics.compute("ter-demo", answers(), 52)):
        ask()
        assert statistics.figure["stage"] == "closed"
        assert (statistics.figure["base"], statistics.figure["estimate"]) == ({}, {})
    assert state.opened.judgement.figures_seen == ()
    assert "4,9" not in shown(statistics)


def test_a_colleague_who_did_not_judge_is_shown_nothing(opened, empty, complete):
    opened(empty)[0].save(complete())
    state, statistics = opened(empty, "ter-officer-2")
    assert state.file["judged"]
    statistics.look()
    assert (statistics.figure["stage"], statistics.figure["base"]) == ("closed", {})


def test_without_a_model_for_team_ter_each_gate_is_named_and_the_base_rate_is_told(
    opened, complete, fitted, tmp_path
):
    """The normal case: the demonstration's model is for Maryland in the 1970s."""
    maryland = fitted.model_copy(update={"id": "rossi-cox", "populations": ("maryland-1970s",)})
    registry = register(tmp_path / "models", maryland, populations=("maryland-1970s",))
    registry.note("rossi-cox", "1.0", "suspended", by="steward", why="wordt nagekeken")
    state, statistics = opened(registry)
    state.save(complete())
    assert statistics.figure["stage"] == "offer"
    statistics.look()
    (refusal,) = statistics.figure["refusals"]
    assert refusal["reasons"] == [
        "Het model is stopgezet. Reden: wordt nagekeken",
        "Het model is niet gemaakt en getoetst voor deze groep mensen. Het is getoetst voor: maryland-1970s.",
    ]
    base = statistics.figure["base"]
    assert base["sentence"].endswith(
        "bij 9 van de 182 mensen volgde een nieuw terroristisch misdrijf. Dat is ongeveer 5 van de 100."
    )
    assert base["margin"].startswith("Het werkelijke cijfer ligt waarschijnlijk tussen 2 en 9 van de 100")
    assert (base["icons"]["filled"], base["icons"]["of"]) == (5, 100)
    assert statistics.figure["models"] == []
    seen = state.opened.judgement.figures_seen
    assert [each.manifest.split("/")[0] for each in seen] == ["base-rate"]
    state.choose_language("en")
    assert "validated" not in shown(
        statistics
    )  # the reasons are told in plain words, not as the gate logs them
    assert statistics.figure["refusals"][0]["reasons"][0] == "The model was stopped. Reason: wordt nagekeken"
    # the page goes on without statistics: the plan may still change, the judgement stands
    state.save(complete(change="A plan.", plan={**complete()["plan"], "reassess_on": "2027-05-01"}))
    assert state.outcome["faults"] == []


def test_with_no_model_at_all_the_base_rate_is_told(opened, empty, complete):
    state, statistics = opened(empty)
    state.save(complete())
    statistics.look()
    assert statistics.figure["none"] == "Er is geen model in gebruik."
    assert statistics.figure["base"]["verdict"].startswith("Met 9 uitkomsten")


def test_a_figure_is_given_with_everything_that_must_stand_beside_it(
    opened, complete, fitted, tmp_path, store, person
):
    state, statistics = opened(register(tmp_path / "models", fitted))
    state.save(complete())
    statistics.look()
    (questions,) = statistics.figure["models"]
    assert [each["name"] for each in questions["fields"]] == ["fin", "age", "wexp", "mar", "paro", "prio"]
    assert state.opened.judgement.figures_seen == ()  # questions are no figure
    statistics.compute("ter-demo", answers(), "52")
    found = statistics.figure["estimate"]
    expected = fitted.predict(YOUNG, 52)
    count = round(100 * expected.risk)
    assert f"ongeveer {count} binnen 52 weken te maken met een nieuwe aanhouding" in found["sentence"]
    assert f"Bij de andere {100 - count} gebeurde dat niet" in found["sentence"]
    assert (
        f"tussen {round(100 * expected.lower)} en {round(100 * expected.upper)} van de 100" in found["margin"]
    )
    assert (found["icons"]["filled"], found["icons"]["label"]) == (
        count,
        f"{count} van de 100 mensen ingevuld",
    )
    assert [each["here"] for each in found["bands"]] == [False, False, True]  # 0.47, from 0.45 up
    assert found["band"] == "Klasse: high, de 3e van 3 van laag naar hoog (low, moderate, high)."
    facts = dict(found["facts"])
    assert facts["Hoe vaak in de hele groep"] == (
        "bij 114 van de 432 mensen in de gegevens, dat is ongeveer 26 van de 100"
    )
    assert facts["Mensen zoals deze persoon"].startswith("62 mensen in de gegevens")
    assert facts["Geldig tot en met"].startswith("1 januari 2027")
    assert "old data" in facts["Grenzen"]
    assert f"versie 1.0, controlegetal {fitted.fingerprint[:12]}" in facts["Model"]
    (entry,) = read_entries(Desk(store, "ter-officer-1").access, person, "estimate")
    kept = entry.content.model_dump()
    assert (kept["inputs"], kept["risk"], kept["model_fingerprint"]) == (
        YOUNG, expected.risk, fitted.fingerprint,
    )  # fmt: skip
    assert found["proof"] == f"estimate-{entry.id}"
    assert [each.manifest for each in state.opened.judgement.figures_seen] == [f"estimate/{entry.id}"]


def test_what_is_not_known_gives_a_range_and_no_figure(opened, complete, fitted, tmp_path):
    state, statistics = opened(register(tmp_path / "models", fitted))
    state.save(complete())
    statistics.look()
    statistics.compute("ter-demo", answers(mar={"known": False}), "52")
    found = statistics.figure["estimate"]
    assert found["sentence"].startswith("Niet alles is bekend (mar). Daarom is er geen cijfer")
    ends = [fitted.predict({**YOUNG, "mar": mar}, 52) for mar in (0, 1)]
    low, high = min(each.lower for each in ends), max(each.upper for each in ends)
    assert found["margin"] == f"Het bereik loopt van {round(100 * low)} tot {round(100 * high)} van de 100."
    assert found["icons"] == {}


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"prio": {"known": True, "value": "99"}}, "input-prio", "Deze waarde kent het model niet"),
        ({"prio": {"known": True, "value": "zes"}}, "input-prio", "Vul een waarde in"),
        ({"prio": {}}, "input-prio", "Vul een waarde in"),
        ({"fin": {"known": True, "value": "2"}}, "input-fin", "Deze waarde kent het model niet"),
        ({"age": "20"}, "input-age", "Vul een waarde in"),
        ({"age": {"known": True, "value": "nan"}}, "input-age", "Vul een waarde in"),
    ],
)
def test_an_answer_that_does_not_fit_is_said_at_its_field(
    opened, complete, fitted, tmp_path, changed, field, said
):
    state, statistics = opened(register(tmp_path / "models", fitted))
    state.save(complete())
    statistics.look()
    statistics.compute("ter-demo", answers(**changed), "52")
    assert statistics.figure["faults"][field].startswith(said)
    assert (statistics.figure["estimate"], state.opened.judgement.figures_seen) == ({}, ())


def test_a_horizon_or_a_model_that_was_not_offered_gives_nothing(opened, complete, fitted, tmp_path):
    state, statistics = opened(register(tmp_path / "models", fitted))
    state.save(complete())
    statistics.compute("ter-demo", answers(), "52")  # before anything was offered
    assert statistics.figure["stage"] == "offer"
    statistics.look()
    statistics.compute("ter-demo", answers(), "53")
    assert list(statistics.figure["faults"]) == ["input-time"]
    statistics.compute("another", answers(), "52")
    assert state.opened.judgement.figures_seen == ()


@pytest.mark.shows(
    "AI Act art. 14: a model can be stopped, on open pages too", "riskkit/pages/figure_state.py"
)
def test_a_figure_is_taken_away_when_its_model_is_stopped(opened, complete, fitted, tmp_path):
    registry = register(tmp_path / "models", fitted)
    state, statistics = opened(registry)
    state.save(complete())
    statistics.look()
    statistics.compute("ter-demo", answers(), "52")
    statistics.check()
    assert statistics.figure["estimate"]
    registry.note("ter-demo", "1.0", "suspended", by="steward", why="rekenfout")
    statistics.check()
    assert statistics.figure["estimate"] == {}
    assert statistics.figure["withdrawn"] == ["Het model is stopgezet. Reden: rekenfout"]
    statistics.compute("ter-demo", answers(), "52")  # no way back without looking anew
    assert statistics.figure["estimate"] == {}
    statistics.look()
    assert statistics.figure["base"]


def test_a_model_that_was_stopped_between_question_and_answer_gives_nothing(
    opened, complete, fitted, tmp_path
):
    registry = register(tmp_path / "models", fitted)
    state, statistics = opened(registry)
    state.save(complete())
    statistics.look()
    registry.note("ter-demo", "1.0", "suspended", by="steward", why="rekenfout")
    statistics.compute("ter-demo", answers(), "52")
    assert statistics.figure["estimate"] == {}
    assert statistics.figure["refused"] == ["Het model is stopgezet. Reden: rekenfout"]
    assert statistics.figure["base"]


def test_the_question_whether_a_figure_stands_is_answered_only_when_it_was_looked_at(
    opened, complete, fitted, tmp_path, monkeypatch
):
    registry = register(tmp_path / "models", fitted)
    state, statistics = opened(registry)
    figure = assessment_panels(state, statistics)[3]
    sent: list[object] = []
    monkeypatch.setattr(figure, "send", sent.append)
    figure._handle_custom_msg({"command": "ping", "of": "figure"}, [])
    assert sent == []  # nothing is shown: nothing is confirmed
    state.save(complete())
    statistics.look()
    statistics.compute("ter-demo", answers(), "52")
    figure._handle_custom_msg({"command": "ping", "of": "figure"}, [])
    assert sent == [{"kind": "stands"}]

    def fail() -> None:
        raise OSError("the registry cannot be read")

    with monkeypatch.context() as broken:
        broken.setattr(statistics, "check", fail)
        figure._handle_custom_msg({"command": "ping", "of": "figure"}, [])
    assert sent == [{"kind": "stands"}]  # no answer: the page hides the figure
    registry.note("ter-demo", "1.0", "suspended", by="steward", why="rekenfout")
    figure._handle_custom_msg({"command": "ping", "of": "figure"}, [])
    assert sent == [{"kind": "stands"}]  # a figure that was taken away is not confirmed
    assert figure.figure["estimate"] == {}


def test_after_statistics_the_judgement_stands_and_a_change_is_counted(opened, empty, complete):
    state, statistics = opened(empty)
    state.save(complete())
    statistics.look()
    assert "staat vast" in state.file["stands"]
    state.save(complete(summary_level="high", change="I see it otherwise."))
    assert [each["field"] for each in state.outcome["faults"]] == ["summary-level"]
    statistics.override("low", "nothing", " - ")
    assert set(statistics.figure["faults"]) == {"override-level", "override-ground", "override-reasons"}
    statistics.override("high", "figure_weighs", "Het groepscijfer is hoger dan ik dacht.")
    judgement = state.opened.judgement
    assert (judgement.summary.level, judgement.standing_level) == ("low", "high")
    assert (judgement.overrides[0].ground, judgement.overrides[0].previous_level) == ("figure_weighs", "low")
    (line,) = statistics.figure["override"]["done"]
    assert "van Low naar High (hoger), omdat het cijfer weegt voor mij mee." in line


def test_who_saw_nothing_departs_from_nothing(opened, empty, complete):
    state, statistics = opened(empty)
    state.save(complete())
    assert not statistics.figure["override"]["possible"]


def test_a_new_assessment_begins_beside_the_one_that_stands(opened, empty, complete):
    state, statistics = opened(empty)
    state.save(complete())
    statistics.look()
    first = state.opened.judgement
    begun = state.file["anew"]
    assert (begun["summary_level"], begun["anew"]) == ("", True)
    assert begun["items"] == state.file["draft"]["items"]  # the earlier findings, to go through again
    state.keep_draft({**begun, "summary_reasons": "Half a"}, 1)
    state.save({**begun, "summary_level": "high", "summary_reasons": "Much has changed."})
    assert state.outcome["faults"] == []
    second = state.opened.judgement
    assert (second.version, second.record != first.record, second.figures_seen) == (1, True, ())
    assert statistics.figure["stage"] == "offer"
