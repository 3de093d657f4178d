"""Nothing filled in in the launcher is lost, without a browser: kept for the user, found again, let go of."""

import copy
from pathlib import Path

import pytest

from riskkit.casework import Desk
from riskkit.casework.own_drafts import keep_own
from riskkit.errors import ParameterError
from riskkit.pages.launcher_state import LauncherState
from tests.unit.casework.report_office import office


@pytest.fixture
def store(tmp_path: Path):
    with office(tmp_path / "office") as made:
        yield made


def page(store, user: str = "researcher-1") -> LauncherState:
    return LauncherState(Desk(store, user), lambda folder: None)


def opened(state: LauncherState, start: str = "rossi") -> dict:
    state.open_form("recidivism", start)
    return copy.deepcopy(state.form["typed"])


def keep(state: LauncherState, typed: object, **more: object) -> None:
    draft = {"notebook": "recidivism", "start": "rossi", "place": "shipped", "typed": typed, **more}
    state.keep_draft({"draft": draft, "turn": 3})


def test_a_form_half_filled_in_is_found_again_by_its_user_alone(store):
    state = page(store)
    typed = opened(state)
    typed["title"]["nl"] = "Halve tit"
    keep(state, typed, limit="300", pdf=False, place="office")
    assert (state.kept["form"], state.kept["turn"]) == ("launcher", 3)
    assert "concept bewaard om" in state.kept["text"]
    form = page(store).form
    assert form["typed"] == typed
    assert form["fresh"]["title"]["nl"] != "Halve tit"
    assert (form["notebook"], form["place"]) == ("recidivism", "office")
    assert form["left"] == {
        "notebook": "recidivism", "start": "rossi", "place": "office", "limit": "300", "pdf": False,
    }  # fmt: skip
    assert "U was hier nog bezig" in form["told"]
    assert page(store, "researcher-2").form == {}


def test_it_goes_once_the_report_is_asked_for_and_stays_while_something_is_wrong(store):
    state = page(store)
    typed = opened(state)
    wrong = {**typed, "horizons": "52\n26"}
    keep(state, wrong)
    state.run(wrong, 300, pdf=False)
    assert state.outcome["faults"] != []
    assert page(store).form["typed"] == wrong
    state.run(typed, 300, pdf=False)
    assert state.outcome["asked"]
    assert page(store).form == {}


def test_it_goes_when_it_is_let_go_of_or_another_form_is_opened(store):
    state = page(store)
    typed = opened(state)
    keep(state, typed)
    state.forget_draft()
    assert page(store).form == {}
    keep(state, typed)
    again = page(store)
    opened(again)
    assert again.form["told"] == ""
    assert page(store).form == {}


@pytest.mark.parametrize(
    "content",
    ["no json", '{"notebook": "recidivism"}', '{"notebook": "gone", "typed": {}}',
     '{"notebook": "recidivism", "typed": {}, "place": "elsewhere"}',
     '{"notebook": "recidivism", "typed": {"a field of before": ""}}',
     '{"notebook": "recidivism", "typed": {"title": "once one text"}}'],
)  # fmt: skip
def test_a_draft_that_fits_no_form_of_today_is_not_put_in_one(store, content):
    keep_own(Desk(store, "researcher-1").access, "launcher", content)
    assert page(store).form == {}


@pytest.mark.parametrize("draft", [None, {}, {"notebook": "recidivism"}, {"notebook": 1, "typed": {}}])
def test_what_is_no_form_is_refused_without_repeating_it(store, draft):
    with pytest.raises(ParameterError, match="parts are not those of this form"):
        page(store).keep_draft({"draft": draft, "turn": 1})


def test_a_form_of_no_notebook_is_not_kept(store):
    state = page(store)
    keep(state, {}, notebook="gone")
    assert state.kept == {}
    assert page(store).form == {}
