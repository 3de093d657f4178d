"""What stands in the conference form: read from the browser, and to the minutes that are recorded.

The browser is outside: what it sends is checked for shape and size here, whatever the page's
own controls allow. The fields of a measure stand here once; the page draws them from this table.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Final, get_args

from pydantic import Field

from riskkit.casework.conference_catalogue import CandidateMeasure
from riskkit.pages.draft_part import DraftPart, Typed
from riskkit.pages.plan_draft import PlanField
from riskkit.parameters.labels import Language
from riskkit.records.conference_parts import Adviser, ConsideredMeasure, Decision
from riskkit.records.dossier import Conference

ABOUT: Final = ("adult", "minor", "child_of_returnee")
ADVISERS: Final = ("child_protection", "guardian", "return_team", "youth_probation", "youth_health")
"""Who advises about a child; the page says who they are."""

OFFICIAL: Final[Language] = "nl"
"""Language in which names and grounds of measures are kept in the file."""

MEASURE_FIELDS: Final = (
    PlanField("goal", "long"),
    PlanField("risk_factor", "long"),
    PlanField("burden", "long"),
    PlanField("alternative", "long"),
    PlanField("decision", "choice", choices=get_args(Decision)),
    PlanField("proportionality", "long"),
    PlanField("necessity", "long"),
    PlanField("decided_by", "text", required=False),
    PlanField("starts_on", "day", required=False),
    PlanField("review_on", "day"),
)
"""In the order of the page; who decides and the first day are asked where the decision needs them."""


class MeasureDraft(DraftPart):
    """One measure as filled in; days as the browser writes them (yyyy-mm-dd)."""

    measure: Typed = ""
    goal: Typed = ""
    risk_factor: Typed = ""
    burden: Typed = ""
    alternative: Typed = ""
    decision: Typed = ""
    proportionality: Typed = ""
    necessity: Typed = ""
    decided_by: Typed = ""
    starts_on: Typed = ""
    review_on: Typed = ""


class ConferenceDraft(DraftPart):
    """The whole form as filled in."""

    held_on: Typed = ""
    about: Typed = "adult"
    interests: Typed = ""
    persons_view: Typed = ""
    advice: Annotated[dict[str, Typed], Field(max_length=20)] = Field(default_factory=dict[str, Typed])
    shared: Typed = ""
    agreed: Typed = ""
    measures: Annotated[tuple[MeasureDraft, ...], Field(max_length=20)] = ()


def conference_of(
    draft: ConferenceDraft,
    *,
    ground: str,
    organisations: tuple[str, ...],
    catalogue: Mapping[str, CandidateMeasure],
    advisers: Mapping[str, str],
) -> Conference:
    """Return the minutes of a complete form.

    Parameters
    ----------
    draft : ConferenceDraft
        `conference_faults` finds nothing in it.
    ground, organisations
        As the table was opened.
    catalogue : mapping of str to CandidateMeasure
        The measures that can be weighed.
    advisers : mapping of str to str
        What each adviser is called.
    """
    child = draft.about != "adult"
    said = [(name, draft.advice.get(name, "").strip()) for name in ADVISERS] if child else []
    return Conference.model_validate(
        {
            "held_on": date.fromisoformat(draft.held_on),
            "ground": ground,
            "organisations": ", ".join(organisations),
            "shared": draft.shared,
            "agreed": draft.agreed.strip() or None,
            "about": draft.about,
            "interests": draft.interests if child else None,
            "advisers": tuple(Adviser(adviser=advisers[name], said=text) for name, text in said if text),
            "persons_view": draft.persons_view.strip() or None,
            "measures": tuple(_considered(each, catalogue[each.measure]) for each in draft.measures),
        }
    )


def _considered(draft: MeasureDraft, measure: CandidateMeasure) -> ConsideredMeasure:
    decides = draft.decision in ("taken", "proposed")
    return ConsideredMeasure.model_validate(
        {
            "measure": measure.id,
            "name": measure.name.in_(OFFICIAL),
            "legal_ground": measure.ground(OFFICIAL),
            "evidence": measure.evidence(OFFICIAL),
            **{name: getattr(draft, name) for name in ("goal", "risk_factor", "burden", "alternative")},
            **{name: getattr(draft, name) for name in ("decision", "proportionality", "necessity")},
            "review_on": date.fromisoformat(draft.review_on),
            "decided_by": draft.decided_by if decides else None,
            "starts_on": date.fromisoformat(draft.starts_on) if draft.decision == "taken" else None,
        }
    )
