"""The launcher without a browser: forms from parameter classes, faults in plain words, asking, looking."""

import json
from math import inf
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field as Rule

from riskkit.casework import Desk
from riskkit.casework.report_folder import REPORT, STATE, RunState, locked, owner_folder, write_whole
from riskkit.casework.report_runs import MOST_WAITING
from riskkit.errors import AccessRefused
from riskkit.pages import launcher_state
from riskkit.pages.launcher_faults import say_wrong
from riskkit.pages.launcher_fields import Field, form_fields
from riskkit.pages.launcher_panels import launcher_panels
from riskkit.pages.launcher_state import LauncherState
from riskkit.pages.launcher_values import Wrong, empty, filled, read_typed
from riskkit.pages.launcher_view import label_of, names_at
from riskkit.parameters import Parameters, read_yaml
from riskkit.parameters.registry import NOTEBOOKS
from riskkit.parameters.typed import check_parameters
from tests.unit.casework.report_office import ROOT, office, trail


class Part(Parameters):
    name: str
    size: Annotated[int, Rule(ge=1, le=9)] = 3


class Made(Parameters):
    """A class of every kind of field."""

    title: Annotated[str, Rule(max_length=2000)]
    code: Annotated[str, Rule(min_length=2, max_length=4)] = "abc"
    share: Annotated[float, Rule(gt=0, lt=1)] = 0.5
    sure: bool = False
    kind: Literal["a", "b"] = "a"
    several: tuple[Literal["x", "y"], ...] = ()
    times: Annotated[tuple[float, ...], Rule(min_length=1)]
    part: Part | None = None
    parts: tuple[Part, ...] = ()
    named: dict[str, Part] = Rule(default_factory=dict[str, Part])
    values: dict[str, int | float | str] = Rule(default_factory=dict[str, int | float | str])
    odd: tuple[tuple[int, int], ...] = ()
    withheld: dict[str, int] = Rule(default_factory=dict[str, int])


FORM = form_fields(Made)
WHOLE: dict[str, Any] = {
    "title": "T", "code": "ab", "share": 0.25, "sure": True, "kind": "b", "several": ["y"], "times": [1, 2.5],
    "part": {"name": "p", "size": 1}, "parts": [{"name": "q", "size": 3}],
    "named": {"n": {"name": "r", "size": 2}},
    "values": {"a": 1, "b": 2.5, "c": "text", "d": "12"}, "odd": [[1, 2]],
}  # fmt: skip


def test_every_kind_of_field_is_recognised():
    kinds = {each.name: each.kind for each in FORM.fields}
    assert kinds == {
        "title": "long", "code": "text", "share": "number", "sure": "yes_no", "kind": "choice",
        "several": "several", "times": "lines", "part": "group", "parts": "list", "named": "map",
        "values": "map", "odd": "list",
    }  # fmt: skip
    assert {each.name for each in FORM.fields if each.required} == {"title", "times"}
    assert dict(FORM.of("share").rules) == {"exclusiveMinimum": 0, "exclusiveMaximum": 1}
    assert FORM.of("odd").item.kind == "yaml" or FORM.of("odd").item.kind == "lines"


def test_what_stands_in_the_form_is_read_back_as_it_was():
    typed = json.loads(json.dumps(filled(FORM, WHOLE)))
    assert (typed["times"], typed["share"], typed["values"][3]) == (
        "1\n2.5",
        "0.25",
        {"key": "d", "value": '"12"'},
    )
    values, wrong = read_typed(FORM, typed)
    assert wrong == []
    assert check_parameters(values, Made) == check_parameters(WHOLE, Made)


def test_an_empty_form_holds_the_defaults_and_lacks_what_must_be_given():
    typed = empty(FORM)
    assert (typed["code"], typed["share"], typed["part"], typed["parts"]) == ("abc", "0.5", None, [])
    values, wrong = read_typed(FORM, typed)
    assert wrong == []
    assert values == {"code": "abc", "share": 0.5, "sure": False, "kind": "a", "times": []}


@pytest.mark.parametrize(
    ("changes", "at", "key"),
    [
        ({"share": "a half"}, ("share",), "fault_number"),
        ({"share": "1.000,5"}, ("share",), "fault_number"),
        ({"share": 0.5}, ("share",), "fault_shape"),
        ({"sure": "yes"}, ("sure",), "fault_shape"),
        ({"several": ["z"]}, ("several",), "fault_shape"),
        ({"part": {"name": "p", "size": "2.5"}}, ("part", "size"), "fault_whole"),
        ({"part": {"name": "p", "sise": "2"}}, ("part",), "fault_unknown"),
        ({"withheld": []}, (), "fault_unknown"),
        ({"x=1\nimport os\ny": "1"}, (), "fault_unknown"),
        ({"named": [{"key": " ", "value": None}]}, ("named", 0, "key"), "fault_missing"),
        ({"named": [{"key": "n"}]}, ("named",), "fault_shape"),
        ({"values": [{"key": "a", "value": "1"}, {"key": "a ", "value": "2"}]}, ("values", 1, "key"),
         "fault_twice"),
        ({"values": [{"key": "a", "value": " "}]}, ("values", 0, "value"), "fault_missing"),
        ({"parts": [{}] * 501}, ("parts",), "fault_shape"),
        ({"title": "x" * 200_001}, (), "fault_shape"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_where_it_stands(changes, at, key):
    _, wrong = read_typed(FORM, {**filled(FORM, WHOLE), **changes})
    assert wrong == [Wrong(at, key)]


@pytest.mark.parametrize("typed", [None, [], "x", 1, {"title": {"a": "b"}}])
def test_no_shape_of_a_message_breaks_the_page(typed):
    _, wrong = read_typed(FORM, typed)
    assert {each.key for each in wrong} == {"fault_shape"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("52", 52), ("0,25", 0.25), ("0.25", 0.25), ("-1e3", -1000.0), (" 7 ", 7)],
)
def test_numbers_are_read_with_a_point_or_a_comma(text, value):
    values, _ = read_typed(Field("", "group", fields=(Field("n", "number"),)), {"n": text})
    assert values == {"n": value}


EXAMPLES = [path for name in NOTEBOOKS for path in sorted((ROOT / "parameters" / name).glob("*.yaml"))]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_example_goes_through_its_form_unchanged(path: Path):
    model, content = NOTEBOOKS[path.parent.name], read_yaml(path).content
    values, wrong = read_typed(
        form_fields(model), json.loads(json.dumps(filled(form_fields(model), content)))
    )
    assert wrong == []
    assert check_parameters(values, model) == check_parameters(content, model)


@pytest.mark.parametrize(
    ("way", "nl", "en"),
    [
        (("title", "nl"), "In het Nederlands", "In Dutch"),
        (("period", "first"), "Eerste dag", "First day"),
        (("cohort", "first"), "Kolom: oordeel vóór het cijfer", "Column: level before the figure"),
        (("nobody_named_this",), "Nobody named this", "Nobody named this"),
    ],
)
def test_a_field_has_the_name_that_fits_its_place_or_that_of_the_class(way, nl, en):
    assert (label_of(way, "nl"), label_of(way, "en")) == (nl, en)


def test_where_a_field_stands_is_said_in_words():
    form = form_fields(NOTEBOOKS["recidivism"])
    assert names_at(form, ("profiles", 1, "values", 2, "value"), "en") == "Example persons 2, Values 3"
    assert names_at(form, ("cohort", "source"), "nl") == "Cohort, Bestand of openbare gegevens"
    assert names_at(form, (), "nl") == ""


def test_a_rule_that_nobody_translated_is_quoted():
    assert say_wrong(Wrong((), "rule_", {"said": "the moon must be full"}), "nl").endswith(
        "the moon must be full"
    )
    assert say_wrong(
        Wrong((), "rule_", {"said": "profile 3 must give a value for exactly the covariates"}), "nl"
    ) == ("Geef bij voorbeeldpersoon 3 een waarde voor precies de voorspellers.")


@pytest.fixture
def store(tmp_path: Path):
    with office(tmp_path / "workspace") as opened:
        yield opened


@pytest.fixture
def started() -> list[Path]:
    return []


@pytest.fixture
def state(store, started: list[Path]) -> LauncherState:
    return LauncherState(Desk(store, "researcher-1"), started.append)


def opened(state: LauncherState, notebook: str = "recidivism", start: str = "rossi") -> dict[str, Any]:
    state.open_form(notebook, start)
    return json.loads(json.dumps(state.form["typed"]))


def faults(state: LauncherState) -> dict[str, str]:
    return {each["field"]: each["text"] for each in state.outcome["faults"]}


def test_every_notebook_is_offered_with_its_examples(state):
    assert {each["value"] for each in state.choices} == set(NOTEBOOKS)
    rossi = next(each for each in state.choices if each["value"] == "recidivism")["starts"]
    assert {each["value"] for each in rossi} >= {"rossi", "recid"}
    assert "Nieuwe aanhoudingen na vrijlating in Maryland (rossi)" in [each["label"] for each in rossi]
    for notebook in NOTEBOOKS:
        state.open_form(notebook, "")
        assert state.form["notebook"] == notebook
        assert [each["name"] for each in state.form["fields"]][:1] == ["language"]


def test_a_form_asked_for_by_another_name_stays_as_it_was(state):
    before = opened(state)
    for notebook in ("../recidivism", None, 7, ["recidivism"], "models"):
        state.open_form(notebook, "rossi")
    state.open_form("recidivism", "../../schedules/monthly")
    assert state.form["notebook"] == "recidivism"
    assert before["title"]["nl"]


def test_a_report_is_asked_for_and_somebody_is_sent_to_make_it(state, store, started):
    state.run(opened(state), 300, pdf=False)
    assert state.outcome["faults"] == []
    assert state.outcome["notice"].startswith("Het rapport staat in de rij")
    assert started == [owner_folder("researcher-1")]
    (run,) = state.runs["list"]
    assert (run["title"], run["said"], run["files"]) == (
        "Nieuwe aanhoudingen na vrijlating in Maryland", "In de rij", [],
    )  # fmt: skip
    assert run["asked"].startswith("Terugval na vrijlating, gevraagd op ")
    looked, drafts, asked = [each[1:3] for each in trail(store)]
    assert (looked, asked) == (("report.read", "done"), ("report.run", "done"))
    assert drafts == ("form.keep_own", "done")  # what was left half-way on an earlier visit


def test_all_that_is_wrong_is_said_at_once_at_its_field_in_either_language(state, started):
    typed = opened(state)
    typed["horizons"] = "52\n-3"
    typed["covariates"] = "fin\nrace"
    typed["title"]["en"] = ""
    typed["ties"] = "none"
    typed["profiles"][0]["values"][0]["value"] = ""
    state.run(typed, 300, pdf=False)
    assert faults(state) == {"p-profiles-0-values-0-value": "Vul dit in."}  # what cannot be read comes first
    typed["profiles"][0]["values"][0]["value"] = "0"
    state.run(typed, 300, pdf=False)
    assert faults(state) == {
        "p-title-en": "Vul dit in.",
        "p-horizons": "Kies een getal groter dan 0. (regel 2)",
        "p-ties": "Maak een keuze uit de lijst.",
    }
    assert state.outcome["faults"][0]["full"] == "Titel, In het Engels: Vul dit in."
    state.choose_language("en")
    assert faults(state)["p-horizons"] == "Choose a number above 0. (line 2)"
    typed |= {"horizons": "52", "ties": "efron", "title": {"nl": "a", "en": "b"}, "covariates": "fin"}
    state.run(typed, 300, pdf=False)
    assert faults(state) == {"p": "Profile 1 must give a value for exactly the covariates."}
    typed |= {"profiles": [], "covariates": "fin\nrace"}
    state.choose_language("nl")
    state.run(typed, 300, pdf=False)
    assert list(faults(state)) == ["p"]
    assert faults(state)["p"].startswith("Race is een beschermd kenmerk")
    assert started == []
    assert state.runs["list"] == []


def test_a_file_is_one_of_the_chosen_folder(state, tmp_path, started):
    typed = opened(state, "unit", "synthetic")
    names = next(each for each in state.form["fields"] if each["name"] == "extract")["fields"][0]
    assert (names["kind"], [each["value"] for each in names["options"]]) == ("file", ["units_synthetic.csv"])
    typed["extract"]["source"] = "../agreement/needs_synthetic.csv"
    state.run(typed, 300, pdf=False)
    assert list(faults(state)) == ["p-extract-source"]
    assert faults(state)["p-extract-source"].startswith("Dit bestand staat niet in de gekozen map")
    folder = tmp_path / "workspace" / "data"
    folder.mkdir(parents=True)
    (folder / "ours.csv").write_text("person,unit,record,start,end\n")
    state.choose_place("office")
    state.choose_place("/etc")
    source = next(each for each in state.form["fields"] if each["name"] == "extract")["fields"][0]
    assert [each["value"] for each in source["options"]] == ["ours.csv"]
    typed["extract"]["source"] = "ours.csv"
    state.run(typed, 300, pdf=False)
    assert state.outcome["asked"]
    assert len(started) == 1


def test_too_many_at_once_are_told(state):
    for _ in range(MOST_WAITING + 1):
        state.run(opened(state), 300, pdf=False)
    assert state.outcome["notice"].startswith(f"U heeft al {MOST_WAITING} rapporten in de rij")
    assert len(state.runs["list"]) == MOST_WAITING


def test_a_page_that_is_opened_again_finds_what_goes_on(state, store, monkeypatch):
    monkeypatch.setattr(launcher_state, "AGAIN_SECONDS", inf)  # however slow the machine
    state.run(opened(state), 300, pdf=False)
    run = state.runs["list"][0]["run"]
    folder = owner_folder("researcher-1") / run
    write_whole(folder / STATE, RunState(status="running", done=2, of=13, heading="Model"))
    again: list[Path] = []
    with locked(folder.parent / "lock"):  # somebody is at it
        later = LauncherState(Desk(store, "researcher-1"), again.append)
    (shown,) = later.runs["list"]
    assert (shown["said"], shown["heading"], later.runs["busy"], again) == (
        "Bezig: stap 2 van 13", "Model", True, [],
    )  # fmt: skip
    left = LauncherState(Desk(store, "researcher-1"), again.append)  # nobody is: somebody is sent
    left.look()
    assert again == [folder.parent]
    report = folder / REPORT
    (report / "tables").mkdir(parents=True)
    for name in ("report.html", "report.ipynb", "manifest.json", "tables/cox_model.csv"):
        (report / name).write_text("x")
    write_whole(folder / STATE, RunState(status="done", title="Klaar werk", fingerprint="f" * 64))
    later.look()
    (shown,) = later.runs["list"]
    assert (shown["title"], shown["said"], later.runs["busy"]) == ("Klaar werk", "Klaar", False)
    assert [each["label"] for each in shown["files"]] == [
        "Rapport (HTML)", "Tabel cox model (CSV)", "Herkomst van de cijfers (manifest, JSON)",
        "Notebook (ipynb)",
    ]  # fmt: skip
    assert shown["no_pdf"]
    assert LauncherState(Desk(store, "researcher-2"), again.append).runs["list"] == []


@pytest.mark.parametrize(
    "reason", ["input", "gate", "timeout", "outside", "killed", "interrupted", "disk", "refused", "defect"]
)
def test_a_failed_run_says_what_to_do(state, reason):
    state.run(opened(state), 300, pdf=False)
    run = state.runs["list"][0]["run"]
    said = ("column 'age': 3 values are negative.",)
    write_whole(
        owner_folder("researcher-1") / run / STATE, RunState(status="failed", reason=reason, said=said)
    )
    for language in ("nl", "en"):
        state.choose_language(language)
        state.look()
        (shown,) = state.runs["list"]
        assert shown["why"]
        assert shown["told"] == list(said)
    assert (run[:8] in shown["why"]) == (reason == "defect")


@pytest.mark.parametrize("user", ["officer-1", "unit-1", "supervisor-1", "inspector-1"])
def test_another_role_gets_no_launcher(store, user):
    with pytest.raises(AccessRefused):
        LauncherState(Desk(store, user), lambda folder: None)


def test_messages_reach_the_state_and_what_fails_is_told(state, monkeypatch: pytest.MonkeyPatch):
    connection, form, reports = launcher_panels(state)
    form._handle_custom_msg({"command": "form", "notebook": "recidivism", "start": "rossi"}, [])
    assert form.form["typed"]["cohort"]["source"] == "rossi"
    form._handle_custom_msg({"command": "place", "place": "office"}, [])
    assert form.form["place"] == "office"
    form._handle_custom_msg({"command": "run", "typed": form.form["typed"], "limit": 300, "pdf": "yes"}, [])
    (run,) = reports.runs["list"]
    reports._handle_custom_msg({"command": "cancel", "run": run["run"]}, [])
    assert (owner_folder("researcher-1") / run["run"] / "cancel").exists()
    reports._handle_custom_msg({"command": "ping"}, [])
    form._handle_custom_msg({"command": "language", "code": "en"}, [])
    assert reports.texts["runs_heading"] == "My reports"
    reports._handle_custom_msg({"command": "cancel", "run": "0" * 32}, [])
    assert len(connection.failure) == 8
    form._handle_custom_msg({"command": "delete"}, [])
