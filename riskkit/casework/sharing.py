"""What leaves the file: the person's own copy, and the pack for a case conference by ground.

A ground says which fields may be shared, and nothing else goes. Which ground in law
carries which field is for the organisation's privacy officer to confirm: the lists here
are the narrowest that make each kind of conference possible.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from riskkit.casework.access import Access, Turn
from riskkit.casework.file_copy import (
    ASSESSMENT_FIELDS,
    CopySection,
    FileCopy,
    assessment_section,
    dossier_section,
    identity_section,
    is_made_up,
)
from riskkit.casework.placement_copy import separation_section
from riskkit.casework.policy import Action
from riskkit.errors import Fault, ParameterError
from riskkit.parameters.labels import Language
from riskkit.records.dossier import KINDS
from riskkit.records.dossier_part import DossierPart
from riskkit.records.dossier_unit import Handover
from riskkit.records.identity import Identity
from riskkit.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Ground:
    """What one ground allows.

    Attributes
    ----------
    identity, assessment : tuple of str
        Fields of who it is, and of the assessments.
    dossier : mapping of str to tuple of str
        Fields by kind of entry.
    handed_to : tuple of str
        To which organisations a handover may be told; what others take over is not shared.
    """

    identity: tuple[str, ...]
    dossier: Mapping[str, tuple[str, ...]]
    assessment: tuple[str, ...] = ()
    handed_to: tuple[str, ...] = ()


_CONDITIONS: Final = ("condition_kind", "starts_on", "ends_on", "description")
_RELEASE: Final = ("release_on", "release_kind")
_HANDOVER: Final = ("organisation", "task", "due_on", "asked_on", "accepted_on", "done_on")
_GOALS: Final = ("domain", "goal", "steps", "responsible", "review_on", "progress")

GROUNDS: Final[Mapping[str, Ground]] = MappingProxyType(
    {
        "supervision": Ground(
            ("name", "born_on"),
            {
                "supervision_order": ("order_kind", "authority", "starts_on", "ends_on"),
                "special_condition": _CONDITIONS,
                "plan_goal": _GOALS,
                "own_view": ("given_on", "about", "own_words"),
                "planned_release": _RELEASE,
                "handover": _HANDOVER,
            },
            ("instrument", "saved_on", "summary_level", "plan"),
            ("probation",),
        ),
        "reintegration": Ground(
            ("name", "born_on"),
            {"placement": ("setting", "starts_on", "ends_on"), "plan_goal": _GOALS,
             "own_view": ("given_on", "about", "own_words"), "planned_release": _RELEASE,
             "handover": _HANDOVER},
            handed_to=("probation", "municipality"),
        ),
        "public_safety": Ground(
            ("name", "born_on", "address"),
            {
                "placement": ("setting", "place", "starts_on", "ends_on"),
                "leave": ("leave_kind", "starts_on", "ends_on", "outcome", "conditions"),
                "special_condition": _CONDITIONS,
                "incident": ("incident_kind", "happened_on"),
            },
            ("instrument", "saved_on", "summary_level"),
        ),
        "care": Ground(("name", "born_on"), {"special_condition": _CONDITIONS, "plan_goal": _GOALS}),
    }
)  # fmt: skip
"""By name of the ground."""


def copy_for_person(access: Access, person: str, *, language: Language = "nl") -> FileCopy:
    """Return all that is kept about a person, in plain words, for the person.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach.
    ErasedError
        The file was erased.
    """
    say = wording("casework", language)
    with access.permitted(Action.EXPORT, person=person, subject="copy for the person") as turn:
        sections = (
            identity_section(turn, person, say, Identity.model_fields),
            *(dossier_section(turn, person, say, kind) for kind in KINDS),
            separation_section(turn, person, say),
            assessment_section(turn, person, say, ASSESSMENT_FIELDS),
        )
        return FileCopy(
            language, say("copy_title"), say("copy_explanation"), person, turn.at, tuple(sections),
            is_made_up(turn, person),
        )  # fmt: skip


def pack_for_conference(
    access: Access, person: str, *, ground: str, organisations: tuple[str, ...], language: Language = "nl"
) -> FileCopy:
    """Return only what a ground allows to be shared at a case conference.

    Raises
    ------
    ParameterError
        There is no such ground, or nobody is named to share with.
    AccessRefused
        The file is outside this user's reach.
    """
    check_sharing(ground, organisations)
    with access.permitted(
        Action.SHARE, person=person, subject=sharing_subject(ground, organisations)
    ) as turn:
        return make_pack(turn, person, ground=ground, organisations=organisations, language=language)


def make_pack(
    turn: Turn, person: str, *, ground: str, organisations: tuple[str, ...], language: Language
) -> FileCopy:
    """Return the pack within a turn in which sharing was allowed already."""
    say, allowed = sharing_words(language), GROUNDS[ground]
    sections: list[CopySection] = [identity_section(turn, person, say, allowed.identity)]
    sections += [
        dossier_section(turn, person, say, kind, fields, lambda part: _needed(part, allowed))
        for kind, fields in allowed.dossier.items()
    ]
    if allowed.assessment:
        sections.append(assessment_section(turn, person, say, allowed.assessment))
    named = ", ".join(organisations)
    explanation = say("pack_explanation", ground=say(f"ground_{ground}"), organisations=named)
    made_up = is_made_up(turn, person)
    return FileCopy(language, say("pack_title"), explanation, person, turn.at, tuple(sections), made_up)


def _needed(part: DossierPart, allowed: Ground) -> bool:
    """Return whether an entry is of use on a ground: what another organisation takes over is not."""
    return not isinstance(part, Handover) or part.organisation in allowed.handed_to


def sharing_words(language: Language) -> Wording:
    """Return the words of what goes to other organisations: about the person, not to the person."""
    own = wording("sharing", language).texts
    return Wording(language, {**wording("casework", language).texts, **own})


def allowed_words(ground: str, language: Language) -> tuple[str, ...]:
    """Say what a ground allows, one line a kind: its name and its fields."""
    say, allowed = sharing_words(language), GROUNDS[ground]
    kinds = {"identity": allowed.identity, **allowed.dossier, "assessment": allowed.assessment}
    named = {kind: say(f"kind_{kind}") for kind in kinds}
    if Handover.KIND in kinds:
        to = ", ".join(say(f"value_{each}") for each in allowed.handed_to)
        named[Handover.KIND] = say("kind_only", kind=named[Handover.KIND], names=to)
    return tuple(
        f"{named[kind]}: {', '.join(say(f'field_{name}').lower() for name in fields)}"
        for kind, fields in kinds.items()
        if fields
    )


def check_sharing(ground: str, organisations: tuple[str, ...]) -> None:
    """Raise unless there is such a ground and somebody to share with."""
    faults: list[Fault] = []
    if ground not in GROUNDS:
        faults.append(Fault("ground", "is not known", ", ".join(GROUNDS)))
    if not organisations:
        faults.append(Fault("organisations", "are not named", "at least one"))
    if faults:
        raise ParameterError(faults)


def sharing_subject(ground: str, organisations: tuple[str, ...]) -> str:
    """Return what goes on record about a sharing: its ground and with whom."""
    return f"{ground}; {', '.join(organisations)}"
