"""Every cell of the policy, own and other, run on the API below the pages on both databases.

What a cell should allow is written out here by hand, not read from the policy.
"""

from collections.abc import Callable
from datetime import date
from itertools import count

import pytest

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import decide_correction, read_who, record, record_who
from riskkit.casework.extract import extract_structure
from riskkit.casework.figures import note_base_rate
from riskkit.casework.form_drafts import keep_form
from riskkit.casework.oversight import read_oversight
from riskkit.casework.placement import record_place, record_separation
from riskkit.casework.policy import Action, Role, policy_table
from riskkit.casework.retention import erase, list_due
from riskkit.casework.sharing import copy_for_person, pack_for_conference
from riskkit.casework.supervision import (
    acknowledge,
    make_responsible,
    open_with_purpose,
    read_flags,
    read_trail,
)  # fmt: skip
from riskkit.casework.trail import TrailQuery, export_trail, verify_trail
from riskkit.casework.unit_overview import read_unit
from riskkit.errors import AccessRefused
from riskkit.records import Store, save_judgement
from riskkit.records.audit import last_entry, read_entries
from riskkit.records.dossier import CorrectionRequest, OwnView, Placement
from riskkit.records.dossier_entries import DossierEntry, add_entry
from riskkit.records.dossier_unit import UnitPlace
from riskkit.records.identity import Identity
from riskkit.records.separations import Separation
from tests.unit.casework.conftest import AT, TEAM, UNIT, add_person, judgement

NUMBERS = count(1)
DAY = date(2026, 11, 2)
APART = Separation(
    separation_kind="must_not_meet", direction="both", reason="Threats", starts_on=DAY,
    review_on=date(2027, 2, 1),
)  # fmt: skip
WING = UnitPlace(unit=UNIT, spot_kind="wing", spot="Wing 1", starts_on=DAY)
WHO = Identity(name="Nobody (SYNTHETIC)")

# Hand-written: which roles may, for a person within reach. O officer, U unit, S supervisor,
# R researcher, M steward of models, I inspector.
MAY = {
    "caseload.list": "OUS", "file.read": "OUS", "file.break_glass": "OUS", "draft.save": "OU",
    "assessment.save": "OU", "assessment.sign": "OUS", "dossier.record": "OU", "identity.read": "OUS",
    "identity.record": "OU", "file.export": "OUS", "file.share": "OUS", "correction.decide": "S",
    "retention.list": "S", "file.erase": "S", "assignment.change": "S", "flags.read": "SI",
    "flags.acknowledge": "S", "trail.read": "I", "cohort.extract": "RM", "model.steward": "M",
    "unit.read": "US", "separation.record": "U", "placement.plan": "U",
    "trail.verify": "I", "trail.export": "I", "team.oversee": "S", "figure.prove": "OUSRMI",
    "report.run": "RM", "report.read": "RM", "practice.use": "OUS", "figure.show": "OU",
    "form.keep": "OUS", "form.keep_own": "OUSRM",
}  # fmt: skip
LETTER = {"officer": "O", "unit": "U", "supervisor": "S", "researcher": "R", "steward": "M", "inspector": "I"}
ALSO_OTHERS = {
    "caseload.list", "file.break_glass", "retention.list", "flags.read", "trail.read", "cohort.extract",
    "model.steward", "trail.verify", "trail.export", "team.oversee", "figure.prove",
    "report.run", "report.read", "practice.use", "unit.read", "form.keep_own",
}  # fmt: skip
"""Actions that do not ask whose file it is."""


def entry(store: Store, person: str, content) -> DossierEntry:
    with store.writing() as connection:
        return add_entry(connection, store.keys, person=person, content=content, by="clerk", at=AT)


def sign(access: Access, person: str) -> None:
    saved = judgement(person, by="author-1", record=f"{next(NUMBERS):032d}")
    save_judgement(access.store, saved)
    with access.store.writing() as connection:
        from sqlalchemy import insert

        from riskkit.records.judgement import fingerprint
        from riskkit.records.tables import signature

        row = {
            "assessment": saved.record, "version": 1, "part": "author", "fingerprint": fingerprint(saved),
            "signed_by": "author-1", "signed_at": AT.isoformat(),
        }  # fmt: skip
        connection.execute(insert(signature).values(**row))
    Desk(access.store, access.user).sign(saved)


def decide(access: Access, person: str) -> None:
    asked = entry(access.store, person, CorrectionRequest(received_on=DAY, about="x", request="y"))
    decide_correction(access, asked, outcome="corrected", reasons=None, decided_on=DAY)


def erase_due(access: Access, person: str) -> None:
    ended = Placement(setting="unit", place=UNIT, starts_on=date(2000, 1, 1), ends_on=date(2000, 6, 1))
    entry(access.store, person, ended)
    erase(access, person, today=DAY)


def see_flag(access: Access, person: str) -> None:
    """Own: a flag of the own team; other: one of another team."""
    who = "officer-9" if person.startswith("OTHER") else "officer-1"
    flag = open_with_purpose(Access(access.store, who), person, "An urgent visit today")
    acknowledge(access, flag)


def save(access: Access, person: str) -> None:
    Desk(access.store, access.user).save(judgement(person, by=access.user, record=f"{next(NUMBERS):032d}"))


def separate(access: Access, person: str) -> None:
    """Keep someone apart from another of the same place, whom the same people reach."""
    own = person.startswith("OWN")
    place, officer = (UNIT, "officer-1") if own else ("Terrorist Unit B", "officer-9")
    other = add_person(access.store, f"{person}-X", place=place, officer=officer)
    record_separation(access, person, other, APART)


def show_figure(access: Access, person: str) -> None:
    """Ask for a base rate beside one's own judgement; the clock stands at that of the judgement."""
    save_judgement(access.store, judgement(person, by=access.user, record=f"{next(NUMBERS):032d}"))
    asking = Access(access.store, access.user, clock=lambda: AT)
    note_base_rate(asking, person, instrument="needs", evidence="e" * 64)


def steward(access: Access, person: str) -> None:
    with access.permitted(Action.STEWARD):
        pass


def prove(access: Access, person: str) -> None:
    with access.permitted(Action.PROVE, subject="instrument-ogrs3"):
        pass


def ask(access: Access, action: Action) -> None:
    with access.permitted(action):
        pass


CALLS: dict[str, Callable[[Access, str], object]] = {
    "caseload.list": lambda a, p: Desk(a.store, a.user).list_people(),
    "file.read": lambda a, p: Desk(a.store, a.user).open_file(p, instrument="needs"),
    "file.break_glass": lambda a, p: open_with_purpose(a, p, "An urgent visit today"),
    "draft.save": lambda a, p: Desk(a.store, a.user).keep_draft(p, instrument="n", follows=0, content="x"),
    "assessment.save": save,
    "assessment.sign": sign,
    "dossier.record": lambda a, p: record(a, p, OwnView(given_on=DAY, about="x", own_words="y")),
    "identity.read": read_who,
    "identity.record": lambda a, p: record_who(a, p, WHO),
    "file.export": copy_for_person,
    "file.share": lambda a, p: pack_for_conference(a, p, ground="care", organisations=("GGZ",)),
    "correction.decide": decide,
    "retention.list": lambda a, p: list_due(a, today=DAY),
    "file.erase": erase_due,
    "assignment.change": lambda a, p: make_responsible(a, colleague="officer-2", person=p),
    "flags.read": lambda a, p: read_flags(a),
    "flags.acknowledge": see_flag,
    "trail.read": lambda a, p: read_trail(a),
    "cohort.extract": lambda a, p: extract_structure(a, "placement"),
    "model.steward": steward,
    "figure.show": show_figure,
    "unit.read": lambda a, p: read_unit(a),
    "separation.record": separate,
    "placement.plan": lambda a, p: record_place(a, p, WING),
    "trail.verify": lambda a, p: verify_trail(a),
    "trail.export": lambda a, p: export_trail(a, TrailQuery()),
    "team.oversee": lambda a, p: read_oversight(a),
    "figure.prove": prove,
    "report.run": lambda a, p: ask(a, Action.RUN_REPORT),
    "report.read": lambda a, p: ask(a, Action.READ_REPORT),
    "practice.use": lambda a, p: ask(a, Action.PRACTISE),
    "form.keep": lambda a, p: keep_form(a, p, "entry", "x"),
    "form.keep_own": lambda a, p: ask(a, Action.KEEP_OWN),
}


def test_every_action_has_a_call_and_a_row():
    assert set(CALLS) == set(MAY) == {str(action) for action in Action}


@pytest.mark.parametrize("whose", ["own", "other"])
@pytest.mark.parametrize("action", MAY)
@pytest.mark.parametrize("role", [str(role) for role in Role])
def test_cell(shared_store: Store, role: str, action: str, whose: str):
    user, number = f"{role}-1", next(NUMBERS)
    if whose == "own":
        place = TEAM if role == "supervisor" else UNIT
        person = add_person(shared_store, f"OWN-{number}", place=place, officer="officer-1")
    else:
        person = add_person(shared_store, f"OTHER-{number}", place="Terrorist Unit B", officer="officer-9")
    with shared_store.reading() as connection:
        before = last_entry(connection).seq
    may = LETTER[role] in MAY[action] and (whose == "own" or action in ALSO_OTHERS)
    if may:
        CALLS[action](Access(shared_store, user), person)
    else:
        with pytest.raises(AccessRefused, match="refused"):
            CALLS[action](Access(shared_store, user), person)
    with shared_store.reading() as connection:
        entries = [each for each in read_entries(connection, after=before) if each.note.actor == user]
    last = entries[-1].note
    assert (last.action, last.outcome, last.role) == (action, "done" if may else "refused", role)


def test_the_printed_table_is_that_of_the_policy():
    heading, *rows = policy_table()
    assert heading == ("action", *(str(role) for role in Role))
    for row in rows:
        for role, cell in zip(heading[1:], row[1:], strict=True):
            assert (cell != "-") == (LETTER[role] in MAY[row[0]])


@pytest.mark.parametrize("user", ["nobody", "root", "officer-1' OR '1'='1", "OFFICER-1"])
@pytest.mark.parametrize("action", MAY)
def test_who_is_no_account_may_nothing(shared_store: Store, user: str, action: str):
    person = add_person(shared_store, f"OWN-{next(NUMBERS)}", place=UNIT, officer="officer-1")
    with pytest.raises(AccessRefused, match=r"not active|team|author signs"):
        CALLS[action](Access(shared_store, user), person)
