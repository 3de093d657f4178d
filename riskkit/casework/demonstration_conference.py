"""Two case conferences and a request for correction about made-up people, all made up and marked so.

One conference was decided: its measures, minutes and pack can be read. The other is being prepared:
two measures stand side by side, half filled in, as the officer left them.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from riskkit.casework.conference import draft_name, open_table, record_conference
from riskkit.casework.conference_catalogue import CandidateMeasure, candidate_measures
from riskkit.casework.demonstration_journeys import FIRST, Journeys
from riskkit.casework.dossier import record
from riskkit.casework.sharing import pack_for_conference
from riskkit.records.conference_parts import ConsideredMeasure
from riskkit.records.dossier import Conference, CorrectionRequest
from riskkit.wording import wording

AT_THE_TABLE: Final = ("Reclassering", "Gemeente", "Politie")
DECIDED_ON, PREPARED_ON = "supervision", "public_safety"
TAKEN, NOT_TAKEN, PROPOSED = "probation_supervision", "area_ban", "reintegration_plan"
PREPARED: Final = ("reporting_duty_administrative", "area_ban")
"""Measures of the conference that is being prepared, by id in the catalogue."""


def seed_conferences(journeys: Journeys, whose: Mapping[str, str]) -> None:
    """Hold one conference, prepare another, and ask for a correction.

    Parameters
    ----------
    journeys : Journeys
        Store, day and instrument.
    whose : mapping of str to str
        Pseudonym by step, as `riskkit.casework.demonstration_journeys.seed_journeys` returned it.
    """
    _hold(journeys, whose["signed"])
    asked = CorrectionRequest(
        received_on=journeys.day(-2), about=_say("correction_about"), request=_say("correction_request")
    )
    record(journeys.desk(FIRST, 2).access, whose["judged"], asked)
    _prepare(journeys, whose["agreed"])


def _hold(journeys: Journeys, whom: str) -> None:
    """Record minutes with a measure that was taken, one that was not and one that is proposed."""
    access, catalogue = journeys.desk(FIRST, 4).access, candidate_measures()
    table = open_table(access, whom, ground=DECIDED_ON, organisations=AT_THE_TABLE)
    decisions = ((TAKEN, "taken"), (NOT_TAKEN, "not_taken"), (PROPOSED, "proposed"))
    content = Conference(
        held_on=journeys.day(-4), ground=DECIDED_ON, organisations=", ".join(AT_THE_TABLE),
        shared=_say("conference_shared"), agreed=_say("conference_agreed"),
        persons_view=_say("conference_view"),
        measures=tuple(_weighed(journeys, catalogue[name], decision) for name, decision in decisions),
    )  # fmt: skip
    record_conference(access, whom, content, after=len(table.held))
    pack_for_conference(access, whom, ground=DECIDED_ON, organisations=AT_THE_TABLE)


def _weighed(journeys: Journeys, measure: CandidateMeasure, decision: str) -> ConsideredMeasure:
    refused = decision == "not_taken"
    said: dict[str, Any] = {
        "measure": measure.id,
        "name": measure.name.in_("nl"),
        "legal_ground": measure.ground("nl"),
        "evidence": measure.evidence("nl"),
        "decision": decision,
        **_reasons(),
        "proportionality": _say("weigh_too_heavy" if refused else "weigh_proportionality"),
        "necessity": _say("weigh_not_needed" if refused else "weigh_necessity"),
        "decided_by": None if refused else measure.decides.in_("nl"),
        "starts_on": journeys.day(-3) if decision == "taken" else None,
        "review_on": journeys.day(56),
    }
    return ConsideredMeasure.model_validate(said)


def _prepare(journeys: Journeys, whom: str) -> None:
    """Keep a draft as the conference page keeps it: two measures side by side, nothing decided."""
    desk, catalogue = journeys.desk(FIRST, 1), candidate_measures()
    table = open_table(desk.access, whom, ground=PREPARED_ON, organisations=AT_THE_TABLE)
    empty = dict.fromkeys(("decision", "proportionality", "necessity", "starts_on"), "")
    draft = {
        "held_on": (desk.clock().date() + timedelta(days=1)).isoformat(),
        "shared": _say("conference_shared"),
        "measures": [
            {
                "measure": name,
                **_reasons(),
                **empty,
                "decided_by": catalogue[name].decides.in_("nl"),
                "review_on": journeys.day(90).isoformat(),
            }
            for name in PREPARED
        ],
    }
    content = json.dumps(draft, ensure_ascii=False)
    desk.keep_draft(whom, instrument=draft_name(PREPARED_ON), follows=len(table.held), content=content)


def _reasons() -> dict[str, str]:
    """Return what is said of a measure before anything is decided."""
    return {name: _say(f"weigh_{name}") for name in ("goal", "risk_factor", "burden", "alternative")}


def _say(key: str) -> str:
    return wording("demonstration", "nl")(key)
