"""The unit page without a browser: lists in words, forms, the check of a place, two languages, rights."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from riskkit.casework import Desk
from riskkit.casework.access import Access
from riskkit.casework.dossier import record
from riskkit.casework.placement import record_place, record_separation
from riskkit.casework.unit_records import record_phase, record_release
from riskkit.errors import AccessRefused
from riskkit.pages.texts import read_texts
from riskkit.pages.unit_board import NEW, OWN_LABELS
from riskkit.pages.unit_forms import APART, CHANGES, FORMS, form_faults, read_draft
from riskkit.pages.unit_panels import unit_panels
from riskkit.pages.unit_state import UnitState
from riskkit.pages.unit_view import PARTS
from riskkit.records import Person, Store, create_store
from riskkit.records.accounts import add_account
from riskkit.records.audit import read_entries as read_trail
from riskkit.records.dossier import Incident, Leave, Placement, PlanGoal
from riskkit.records.dossier_unit import DetentionPhase, Handover, PlannedRelease, UnitPlace
from riskkit.records.people import add_people
from riskkit.records.separations import Separation

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)
UNIT = "Terrorist Unit A"
PEOPLE = ("Alfa", "Bravo", "Charlie")


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def wing(spot: str, starts: int = -30, **more) -> UnitPlace:
    return UnitPlace(unit=UNIT, spot_kind="wing", spot=spot, starts_on=day(starts), **more)


@pytest.fixture
def store(tmp_path: Path):
    made = create_store(f"sqlite:///{tmp_path / 'riskkit.db'}")
    with made.writing() as connection:
        for name, role, place in (
            ("casemanager", "unit", UNIT), ("lead", "supervisor", UNIT), ("officer", "officer", "Team TER"),
            ("other", "unit", "Terrorist Unit B"),
        ):  # fmt: skip
            add_account(
                connection, name=name, display_name=name.title(), password_hash="none", role=role,
                place=place, at=NOW,
            )  # fmt: skip
        people = [Person(f"SYN-{name[0]}", True, f"{name} (SYNTHETIC)", "unit", UNIT) for name in PEOPLE]
        add_people(connection, made.keys, people)
    yield made
    made.close()


@pytest.fixture
def unit(store: Store) -> Access:
    return Access(store, "casemanager", lambda: NOW)


def page(store: Store, user: str = "casemanager") -> UnitState:
    return UnitState(Desk(store, user, lambda: NOW), clock=lambda: NOW)


def shown(state: UnitState, name: str) -> dict:
    return next(each for part in state.board["parts"] for each in part["lists"] if each["id"] == name)


def lines(row: dict, column: int) -> list[str]:
    return [each["text"] for each in row["cells"][column]["lines"]]


def marks(row: dict, column: int) -> list[str]:
    return [each["mark"] for each in row["cells"][column]["lines"]]


APARTNESS = Separation(
    separation_kind="may_harm", direction="from_person", reason="Threatened him", starts_on=day(-60),
    review_on=day(-1),
)  # fmt: skip


def fill(access: Access) -> None:
    record(access, "SYN-A", Placement(setting="unit", place=UNIT, starts_on=day(-100)))
    record_phase(
        access, "SYN-A", DetentionPhase(phase="intake", regime="individual", starts_on=day(-100), reasons="x")
    )
    record_place(access, "SYN-A", wing("Wing 1"))
    record_place(access, "SYN-B", wing("Wing 2"))
    record_separation(access, "SYN-A", "SYN-B", APARTNESS)


def test_who_is_here_in_words_soonest_release_first(store, unit):
    fill(unit)
    record_release(unit, "SYN-B", PlannedRelease(release_on=day(1), release_kind="conditional", account="x"))
    record_release(
        unit, "SYN-A", PlannedRelease(release_on=day(90), release_kind="end_of_sentence", account="x")
    )
    rows = page(store).table["rows"]
    assert [row["id"] for row in rows] == ["SYN-B", "SYN-A", "SYN-C"]
    alfa = rows[1]
    assert [lines(alfa, column) for column in range(7)] == [
        ["Alfa (SYNTHETIC)", "SYN-A"], ["Binnenkomst", "Individueel", "sinds 18 aug 2026"], ["Wing 1"],
        ["100 dagen", "18 aug 2026"], ["90 dagen", "24 feb 2027"], ["Nog geen beoordeling"],
        ["Herziening van een scheiding te laat (25 nov 2026)"],
    ]  # fmt: skip
    assert alfa["tags"] == ["assess", "attention", "soon"]
    assert lines(rows[0], 4)[0] == "1 dag"
    assert lines(rows[2], 2) == ["Nog geen vleugel"]
    assert rows[2]["tags"] == ["assess", "no_wing"]


def test_a_release_that_has_passed_and_one_further_than_ninety_days(store, unit):
    record_release(unit, "SYN-A", PlannedRelease(release_on=day(-2), release_kind="conditional", account="x"))
    record_release(unit, "SYN-B", PlannedRelease(release_on=day(91), release_kind="conditional", account="x"))
    rows = {row["id"]: row for row in page(store).table["rows"]}
    assert (lines(rows["SYN-A"], 4)[0], marks(rows["SYN-A"], 4)[0]) == ("Datum is 2 dagen voorbij", "alert")
    assert "soon" in rows["SYN-A"]["tags"]
    assert "soon" not in rows["SYN-B"]["tags"]


def test_a_separation_is_told_in_both_directions_and_an_overdue_review_in_words(store, unit):
    fill(unit)
    state = page(store)
    (row,) = shown(state, "separations")["rows"]
    assert lines(row, 2) == ["Kan de ander kwaad doen", "sinds 27 sep 2026"]
    assert lines(row, 3) == ["Threatened him", "vastgelegd door Casemanager"]
    assert (lines(row, 4), marks(row, 4)) == (["Te laat (25 nov 2026)"], ["alert"])
    assert lines(row, 5) == ["SYN-A: Wing 1", "SYN-B: Wing 2"]
    assert row["tags"] == ["all", "late", "standing"]
    matrix = state.board["matrix"]
    assert [each["id"] for each in matrix["columns"]] == ["SYN-A", "SYN-B"]
    assert [[cell["text"] for cell in each["cells"]] for each in matrix["rows"]] == [
        ["zelf", "gevaar voor de ander; herziening te laat"],
        ["loopt gevaar; herziening te laat", "zelf"],
    ]


def test_two_who_are_together_now_are_an_alert_and_an_ended_separation_is_none(store, unit):
    fill(unit)
    (kept,) = page(store)._people.overview.separations
    record_place(unit, "SYN-C", wing("Wing 2"))
    together = Separation(
        separation_kind="must_not_meet", direction="both", reason="x", starts_on=day(-1), review_on=day(30)
    )
    record_separation(unit, "SYN-B", "SYN-C", together)
    ended = APARTNESS.model_copy(update={"ends_on": day(-1), "review": "Over"})
    record_separation(unit, "SYN-A", "SYN-B", ended, follows=kept)
    rows = {tuple(sorted(row["tags"])): row for row in shown(page(store), "separations")["rows"]}
    assert set(rows) == {("all", "ended"), ("all", "standing", "together")}
    assert lines(rows["all", "standing", "together"], 5) == ["Nu samen: Wing 2"]
    assert lines(rows["all", "ended"], 4) == ["Beëindigd op 25 nov 2026"]
    assert rows["all", "ended"]["actions"] == []
    bravo = next(row for row in page(store).table["rows"] if row["id"] == "SYN-B")
    assert lines(bravo, 6) == ["Samen met iemand die gescheiden moet blijven: Wing 2"]


def place_message(turn: int, spot: str = "Wing 1", person: str = "SYN-B", **more) -> dict:
    draft = {
        "person": person, "spot_kind": "wing", "spot": spot, "starts_on": TODAY.isoformat(), "ends_on": "",
    }  # fmt: skip
    return {"form": "place", "turn": turn, "draft": draft, **more}


def test_a_place_is_checked_told_and_goes_ahead_only_with_a_reason(store, unit):
    fill(unit)
    state = page(store)
    state.check(place_message(1))
    said = state.outcome["check"]
    assert said["conflicts"] == [
        {
            "what": "Alfa (SYNTHETIC) kan Bravo (SYNTHETIC) kwaad doen",
            "where": "Daar is dan ook: Alfa (SYNTHETIC) (Wing 1).", "reason": "Threatened him",
            "review": "Herzien: 25 nov 2026",
        }
    ]  # fmt: skip
    state.place(place_message(2, reason=" - "))
    (fault,) = state.outcome["faults"]
    assert fault["field"] == "unit-place-ahead"
    assert shown(state, "against")["rows"] == []
    state.place(place_message(3, reason="Under watch"))
    assert state.outcome["done"]
    (row,) = shown(state, "against")["rows"]
    assert [lines(row, column)[0] for column in (0, 1, 3, 4)] == [
        "Bravo (SYNTHETIC)", "Wing 1", "Alfa (SYNTHETIC)", "Under watch",
    ]  # fmt: skip


def test_what_was_not_checked_is_checked_first(store, unit):
    fill(unit)
    state = page(store)
    state.place(place_message(1, reason="No check before"))
    assert (state.outcome["done"], len(state.outcome["check"]["conflicts"])) == (False, 1)
    state.check(place_message(2, spot="Wing 3"))
    assert state.outcome["check"]["conflicts"] == []
    state.place(place_message(3, spot="Wing 1"))  # another place than the one that was checked
    assert not state.outcome["done"]
    state.check(place_message(4, spot="Wing 3"))
    state.place(place_message(5, spot="Wing 3"))
    assert state.outcome["done"]
    assert lines(next(row for row in state.table["rows"] if row["id"] == "SYN-B"), 2) == ["Wing 3"]


def test_a_conflict_that_came_after_the_check_is_told_again_and_nothing_is_recorded(store, unit):
    fill(unit)
    state = page(store)
    state.check(place_message(1, spot="Wing 3"))
    record_place(unit, "SYN-A", wing("Wing 3", -1))  # another planner was quicker
    state.place(place_message(2, spot="Wing 3"))
    assert state.outcome["problem"].startswith("Er is intussen iets veranderd")
    assert len(state.outcome["check"]["conflicts"]) == 1
    assert not state.outcome["done"]
    state.place(place_message(3, spot="Wing 3", reason="Under watch"))
    assert state.outcome["done"]


def test_a_wing_on_or_before_another_is_a_fault_of_the_day(store, unit):
    record_place(unit, "SYN-B", wing("Wing 2", 0))
    state = page(store)
    state.check(place_message(1))
    state.place(place_message(2))
    assert [each["field"] for each in state.outcome["faults"]] == ["unit-place-starts_on"]


def submit(state: UnitState, form: str, draft: dict, *, row: dict | None = None) -> dict:
    """Send a form, new or from the action of a row, as the page does."""
    given = {"entry": "", "version": 0, "values": {}}
    if row is not None:
        given = next(each for each in row["actions"] if each["form"] == form)
    sent = {"entry": given["entry"], "version": given["version"], "draft": {**given["values"], **draft}}
    state.submit({"form": form, "turn": 7, **sent})
    return dict(state.outcome)


def test_an_incident_a_leave_and_a_separation_are_recorded_from_their_forms(store):
    state = page(store)
    person = {"person": "SYN-A"}
    assert submit(
        state, "incident", {**person, "incident_kind": "quarrel", "happened_on": "2026-11-25", "account": "x"}
    )["done"]
    assert submit(
        state, "leave",
        {**person, "leave_kind": "escorted", "outcome": "granted", "starts_on": "2026-12-01", "reasons": "x"},
    )["done"]  # fmt: skip
    assert submit(
        state, "separation",
        {**person, "other": "SYN-B", "what": "may_influence.from_other", "reason": "x",
         "starts_on": "2026-11-26", "review_on": "2027-01-01"},
    )["done"]  # fmt: skip
    assert lines(shown(state, "incidents")["rows"][0], 0) == ["25 nov 2026"]
    assert lines(shown(state, "leaves")["rows"][0], 3) == ["Toegestaan"]
    assert lines(shown(state, "separations")["rows"][0], 2)[0] == "De ander kan deze persoon beïnvloeden"


def test_a_row_is_changed_as_its_next_version_and_a_colleagues_change_is_told(store, unit):
    fill(unit)
    first, second = page(store), page(store)
    (row,) = shown(first, "separations")["rows"]
    done = submit(first, "separation_review", {"review": "Still so", "review_on": "2027-03-01"}, row=row)
    assert done["done"]
    (after,) = shown(first, "separations")["rows"]
    assert lines(after, 3)[1] == "Laatste herziening: Still so"
    told = submit(second, "separation_end", {"review": "Over", "ends_on": "2026-11-26"}, row=row)
    assert "intussen gewijzigd" in told["problem"]
    assert not told["done"]
    (now,) = shown(second, "separations")["rows"]
    assert submit(second, "separation_end", {"review": "Over", "ends_on": "2026-11-26"}, row=now)["done"]
    (ended,) = shown(second, "separations")["rows"]
    assert "loopt tot en met 26 nov 2026" in lines(ended, 4)


def test_leave_goal_and_handover_move_on_from_their_rows(store, unit):
    record(
        unit,
        "SYN-A",
        Leave(leave_kind="x", outcome="granted", starts_on=day(-3), ends_on=day(-2), reasons="x"),
    )
    record(
        unit, "SYN-A",
        PlanGoal(domain="work", review_on=day(-1), progress="under_way", goal="x", steps=("y",),
                 responsible="z"),
    )  # fmt: skip
    release = record_release(
        unit, "SYN-A", PlannedRelease(release_on=day(100), release_kind="conditional", account="x")
    )
    record(
        unit, "SYN-A",
        Handover(release=release.id, organisation="probation", due_on=day(-1), asked_on=day(-9), task="All"),
    )  # fmt: skip
    state = page(store)
    leave, goal, ahead = (shown(state, name)["rows"][0] for name in ("leaves", "goals", "releases"))
    assert (lines(leave, 3), marks(leave, 3)) == (["Uitkomst nog niet vastgelegd"], ["alert"])
    assert leave["tags"] == ["ahead", "all", "wrong"]
    assert lines(goal, 3) == ["Te laat (25 nov 2026)"]
    assert lines(ahead, 3) == [
        "Te laat: Reclassering heeft nog niet aanvaard "
        "(gevraagd op 17 nov 2026, klaar uiterlijk 25 nov 2026)",
        "All", "Gemeente: nog niet gevraagd, vraag uiterlijk 6 dec 2026",
    ]  # fmt: skip
    assert submit(state, "leave_outcome", {"outcome": "returned_on_time"}, row=leave)["done"]
    assert submit(state, "goal_progress", {"progress": "reached", "review_on": "2027-01-01"}, row=goal)[
        "done"
    ]
    steps = {"accepted_on": "2026-11-20", "done_on": "2026-11-26"}
    assert submit(state, "handover_step", steps, row=ahead)["done"]
    leave, goal, ahead = (shown(state, name)["rows"][0] for name in ("leaves", "goals", "releases"))
    assert (lines(leave, 3), leave["actions"]) == (["Op tijd terug"], [])
    assert (lines(goal, 2), goal["actions"]) == (["Gehaald"], [])
    assert "Reclassering: gedaan op 26 nov 2026" in lines(ahead, 3)
    assert ahead["actions"] == []


def test_a_release_moves_and_a_handover_is_added_to_it(store):
    state = page(store)
    release = {"person": "SYN-A", "release_on": "2027-02-01", "release_kind": "conditional", "account": "x"}
    assert submit(state, "release", release)["done"]
    assert submit(state, "release", {**release, "release_on": "2027-02-02"})["done"]
    (row,) = shown(state, "releases")["rows"]
    assert lines(row, 0) == ["2 feb 2027", "over 68 dagen"]
    handover = {"release": row["id"], "organisation": "care", "task": "x", "due_on": "2027-01-01"}
    assert submit(state, "handover", handover)["done"]
    assert "Zorg: nog te vragen, klaar uiterlijk 1 jan 2027" in lines(shown(state, "releases")["rows"][0], 3)
    assert submit(state, "handover", {**handover, "release": "elsewhere"})["faults"]


CHOICES = {"person": frozenset({"A", "B"}), "release": frozenset({"R"})}


@pytest.mark.parametrize(
    ("form", "draft", "faults"),
    [
        ("incident", {}, {"person": "fault_choose", "incident_kind": "fault_fill", "happened_on": "fault_day",
                          "account": "fault_fill"}),
        ("incident", {"person": "C", "incident_kind": "x" * 201, "happened_on": "2026-11-27", "account": "-"},
         {"person": "fault_choose", "incident_kind": "fault_long", "happened_on": "fault_future",
          "account": "fault_fill"}),
        ("incident", {"person": "A", "incident_kind": "x", "happened_on": "2026-11-26",
                      "account": "x" * 20001},
         {"account": "fault_long"}),
        ("separation", {"person": "A", "other": "A", "what": "all", "reason": "x", "starts_on": "2026-11-26",
                        "review_on": "2026-11-26"},
         {"what": "fault_choose", "other": "fault_same", "review_on": "fault_review"}),
        ("leave", {"person": "A", "leave_kind": "x", "outcome": "asked", "starts_on": "2026-11-26",
                   "ends_on": "2026-11-25", "reasons": "x"}, {"ends_on": "fault_ends"}),
        ("leave_outcome", {"outcome": "granted", "ends_on": "2026-11-25"}, {}),
        ("handover_step", {"due_on": "2026-12-01", "done_on": "2026-11-20", "asked_on": "2026-11-21",
                           "accepted_on": "2026-11-20"}, {"accepted_on": "fault_steps"}),
        ("handover_step", {"due_on": "2026-12-01", "accepted_on": "2026-11-20"},
         {"accepted_on": "fault_steps"}),
        ("handover_step", {"due_on": "soon"}, {"due_on": "fault_day"}),
    ],
)  # fmt: skip
def test_what_a_form_lacks_is_said_at_its_own_field(form, draft, faults):
    assert form_faults(form, read_draft(form, draft), TODAY, CHOICES) == faults


@pytest.mark.parametrize("draft", [None, [], "x", {"person": 3, "account": None, "more": "y"}])
def test_a_draft_of_another_shape_is_an_empty_form(draft):
    assert set(read_draft("incident", draft).values()) == {""}


@pytest.mark.parametrize(
    "message",
    [
        {}, {"form": "delete"}, {"form": "place", "draft": {}}, {"form": "incident", "entry": "x"},
        {"form": "separation_review", "draft": {"review": "x", "review_on": "2027-01-01"}},
    ],
)  # fmt: skip
def test_what_is_no_form_of_ours_changes_nothing(store, message):
    state = page(store)
    state.submit(message)
    assert state.outcome == {}


def test_a_row_that_is_not_there_is_a_conflict(store):
    state = page(store)
    for form, draft in (
        ("separation_end", {"review": "x", "ends_on": "2026-11-26"}),
        ("goal_progress", {"progress": "reached", "review_on": "2027-01-01"}),
    ):
        state.submit({"form": form, "turn": 1, "entry": "nobody", "version": 1, "draft": draft})
        assert "intussen gewijzigd" in state.outcome["problem"]


def test_someone_who_left_in_the_meantime_is_refused_in_words_and_on_record(store, unit):
    state = page(store)
    record(unit, "SYN-A", Placement(setting="unit", place="Terrorist Unit B", starts_on=TODAY))
    told = submit(
        state,
        "incident",
        {"person": "SYN-A", "incident_kind": "x", "happened_on": "2026-11-25", "account": "x"},
    )
    assert told["problem"].startswith("Dit mag u niet vastleggen")
    state.check(place_message(2, person="SYN-A"))
    assert state.outcome["problem"].startswith("Dit mag u niet vastleggen")
    with store.reading() as connection:
        last = [each.note for each in read_trail(connection)][-2:]
    assert [(each.action, each.outcome) for each in last] == [
        ("dossier.record", "refused"), ("placement.plan", "refused"),
    ]  # fmt: skip


def test_the_supervisor_reads_all_and_is_refused_what_the_page_does_not_offer(store, unit):
    fill(unit)
    state = page(store, "lead")
    assert state.board["forms"] == {}
    assert all(part["forms"] == [] for part in state.board["parts"])
    (row,) = shown(state, "separations")["rows"]
    assert (lines(row, 3)[0], row["actions"]) == ("Threatened him", [])
    state.check(place_message(1))
    assert state.outcome["problem"].startswith("Dit mag u niet vastleggen")
    kept = state._people.overview.separations[0]
    state.submit(
        {"form": "separation_end", "turn": 2, "entry": kept.id, "version": kept.version,
         "draft": {"review": "x", "ends_on": "2026-11-26"}}
    )  # fmt: skip
    assert state.outcome["problem"].startswith("Dit mag u niet vastleggen")


def test_another_unit_sees_none_of_it_and_an_officer_gets_no_page(store, unit):
    fill(unit)
    assert page(store, "other").table["rows"] == []
    with pytest.raises(AccessRefused):
        page(store, "officer")


def test_figures_are_released_counts_of_who_was_here_last_month(store, unit, monkeypatch, tmp_path: Path):
    from riskkit.settings import settings

    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "office"))
    settings.cache_clear()
    names = [f"P-{number:02d}" for number in range(24)]
    people = [Person(each, True, f"{each} (SYNTHETIC)", "unit", UNIT) for each in names]
    with store.writing() as connection:
        add_people(connection, store.keys, people)
    for number, each in enumerate(names):
        record(unit, each, Placement(setting="unit", place=UNIT, starts_on=date(2026, 9, 1)))
        phase = DetentionPhase(
            phase="stay" if number < 12 else "reintegration", regime="community", starts_on=date(2026, 9, 1),
            reasons="x",
        )  # fmt: skip
        record_phase(unit, each, phase)
    record(unit, "P-00", Incident(incident_kind="x", happened_on=date(2026, 10, 9), account="x"))
    try:
        state = page(store)
        assert state.figures == {}
        state.make_figures()
        tables = {each["id"]: dict(each["rows"]) for each in state.figures["tables"]}
        # By hand: 24 people, 12 and 12 by phase; nobody in the other two groups, and 0 is below 10.
        assert tables["phase"]["Samen"] == "24"
        assert tables["phase"]["Binnenkomst"] == "niet getoond"
        # One person had an incident: neither 1 nor the 23 from which it follows may be shown.
        assert (tables["incidents"]["Eén incident"], tables["incidents"]["Geen incident"]) == (
            "niet getoond", "niet getoond",
        )  # fmt: skip
        assert "1 oktober 2026 tot en met 31 oktober 2026" in state.figures["intro"]
        state.choose_language("en")
        assert dict(state.figures["tables"][0]["rows"])["Together"] == "24"
    finally:
        settings.cache_clear()


def test_figures_of_a_unit_that_was_empty_last_month(store, monkeypatch, tmp_path: Path):
    from riskkit.settings import settings

    monkeypatch.setenv("RISKKIT_WORKSPACE", str(tmp_path / "office"))
    settings.cache_clear()
    try:
        state = page(store)
        state.make_figures()
        assert state.figures["tables"] == []
        assert state.figures["intro"].startswith("Over de vorige maand is niets te tellen")
    finally:
        settings.cache_clear()


def test_the_page_speaks_both_languages_and_tells_what_fails(store, unit, monkeypatch: pytest.MonkeyPatch):
    fill(unit)
    state = page(store)
    connection, table, board = unit_panels(state)
    assert table.table["columns"][0] == "Persoon"
    assert [each["id"] for each in table.table["links"]] == [f"rk-part-{each}" for each in PARTS]
    table._handle_custom_msg({"command": "language", "code": "en"}, [])
    assert (board.texts["title"], board.board["parts"][0]["heading"]) == ("My unit", "Who must not meet")
    assert table.table["print"].startswith("SYNTHETIC · My unit Terrorist Unit A · 26 November 2026")
    board._handle_custom_msg({"command": "check", **place_message(3)}, [])
    assert board.outcome["turn"] == 3
    board._handle_custom_msg({"command": "erase"}, [])
    monkeypatch.setattr(state, "_read", lambda: 1 / 0)
    draft = {"person": "SYN-A", "incident_kind": "x", "happened_on": "2026-11-25", "account": "x"}
    board._handle_custom_msg({"command": "submit", "form": "incident", "turn": 4, "draft": draft}, [])
    assert len(connection.failure) == 8
    assert board.outcome == {"failed": connection.failure}


def test_every_part_form_field_and_choice_has_its_words_and_none_lies_unused():
    there = {key for key in read_texts("nl", "unit").sentences if key.startswith("part_")}
    wanted = {f"part_{part}{end}" for part in PARTS for end in ("", "_intro")}
    lists = ("separations", "against", "incidents", "leaves", "goals", "releases")
    wanted |= {f"part_{name}_{end}" for name in lists for end in ("caption", "none")}
    wanted |= {f"part_{what}_{form}" for form in FORMS for what in ("open", "form", "hint")}
    wanted |= {f"part_apart_{each.replace('.', '_')}" for each in APART}
    for form, fields in FORMS.items():
        for each in fields:
            own = f"{form}_" if f"{form}.{each.name}" in OWN_LABELS else ""
            wanted.add(f"part_field_{own}{each.name}")
    sides = ["must_not_meet"] + [
        f"{kind}_{side}" for kind in ("may_harm", "may_influence") for side in ("both", "out", "in")
    ]
    wanted |= {f"part_{what}_{side}" for what in ("matrix", "seen") for side in sides}
    wanted |= {"part_matrix_caption", "part_field_ahead", "part_said_must_not_meet"}
    wanted |= {f"part_said_{kind}{both}" for kind in ("may_harm", "may_influence") for both in ("", "_both")}
    states = ("missing", "open", "asked", "accepted")
    wanted |= {f"part_step_{state}{late}" for state in states for late in ("", "_late")} | {"part_step_done"}
    wanted |= {f"part_problem_{each}" for each in ("refused", "erased", "changed", "changed_check")}
    assert there == wanted
    assert {form for forms in NEW.values() for form in forms} | CHANGES == set(FORMS)


def test_the_page_is_read_without_pandas():
    import subprocess
    import sys

    heavy = "{'pandas', 'lifelines', 'statsmodels'}"
    code = f"import sys, riskkit.pages.unit_panels; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_nothing_of_a_page_names_anyone_in_an_address():
    from riskkit.pages.components.component import script

    assert not re.search(r"location|href: `[^#]", script("unit_form", "unit"))
