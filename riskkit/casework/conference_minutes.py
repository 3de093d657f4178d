"""The minutes of a recorded case conference, to hand to who was at the table."""

from collections.abc import Iterable, Mapping
from typing import Final

from riskkit.casework.access import Access
from riskkit.casework.conference_catalogue import candidate_measures
from riskkit.casework.file_copy import CopySection, FileCopy, Value, is_made_up
from riskkit.casework.policy import Action
from riskkit.casework.sharing import sharing_words
from riskkit.errors import Fault, StoreError
from riskkit.parameters.labels import Language
from riskkit.records.conference_parts import ConsideredMeasure
from riskkit.records.dossier import Conference
from riskkit.records.dossier_entries import versions_of
from riskkit.wording import Wording

RECORDED_IN: Final[Language] = "nl"
"""Language in which names of measures are kept in the file."""

MEETING = ("held_on", "ground", "organisations", "about", "shared", "agreed")
CHILD = ("interests", "persons_view")
WEIGHED = (
    "goal", "risk_factor", "legal_ground", "evidence", "burden", "alternative", "decision", "proportionality",
    "necessity", "decided_by", "starts_on", "review_on",
)  # fmt: skip


def minutes_of(access: Access, person: str, conference: str, *, language: Language = "nl") -> FileCopy:
    """Return the minutes of one recorded conference; that they were made is on record.

    Parameters
    ----------
    access, person
        Who asks, about whom.
    conference : str
        Id of the entry in the file.
    language : {"nl", "en"}
        Of labels and names of measures; what people wrote stays as they wrote it.

    Raises
    ------
    AccessRefused
        The file is outside this user's reach.
    StoreError
        There is no such conference in this file.
    """
    with access.permitted(Action.SHARE, person=person, subject=f"minutes {conference}") as turn:
        versions = versions_of(
            turn.connection, turn.keys, person=person, kind=Conference.KIND, entry=conference
        )
        content = versions[0].content if versions else None
        if not isinstance(content, Conference):
            raise StoreError(Fault("conference", "is not in this file"))
        say = sharing_words(language)
        explanation = say(
            "minutes_explanation", ground=_value(say, content.ground), organisations=content.organisations
        )
        return FileCopy(
            language, say("minutes_title"), explanation, person, turn.at, _sections(content, say),
            is_made_up(turn, person),
        )  # fmt: skip


def _sections(content: Conference, say: Wording) -> tuple[CopySection, ...]:
    said = content.model_dump(mode="json")
    child = (
        CopySection(say("minutes_child"), _entries([_labelled(said, CHILD, say)])),
        CopySection(
            say("minutes_advice"),
            tuple(((each.adviser, each.said),) for each in content.advisers),
        ),
    )
    view = (CopySection(say("kind_own_view"), _entries([_labelled(said, ("persons_view",), say)])),)
    return (
        CopySection(say("minutes_meeting"), _entries([_labelled(said, MEETING, say)])),
        *(view if content.about == "adult" else child),
        CopySection(say("minutes_measures"), tuple(_weighed(each, say) for each in content.measures)),
    )


def _weighed(considered: ConsideredMeasure, say: Wording) -> tuple[Value, ...]:
    """Say one measure: as it was named then, or in the reader's language where the catalogue has it."""
    known = None if say.language == RECORDED_IN else candidate_measures().get(considered.measure)
    name = known.name.in_(say.language) if known else considered.name
    said = considered.model_dump(mode="json")
    return ((say("field_measure_kind"), name), *_labelled(said, WEIGHED, say))


def _entries(entries: Iterable[tuple[Value, ...]]) -> tuple[tuple[Value, ...], ...]:
    return tuple(each for each in entries if each)


def _labelled(said: Mapping[str, object], names: Iterable[str], say: Wording) -> tuple[Value, ...]:
    return tuple((say(f"field_{name}"), _value(say, said[name])) for name in names if said.get(name))


def _value(say: Wording, value: object) -> str:
    return say.texts.get(f"value_{value}", str(value))
