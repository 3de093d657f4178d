"""A person's own figure on a page: which models offer one, what refuses it, and whether it still stands.

The rule that the own judgement comes first is kept by `riskkit.casework.figures`, which calls
the model only after it has decided, and hands the figure over only after it was kept. Nothing
here loads a library that fits or tabulates: a page must not wait for one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date
from typing import Final

from riskkit.casework.access import Access
from riskkit.casework.figures import give_figure
from riskkit.errors import StoreError
from riskkit.parameters.labels import Language
from riskkit.records.dossier import ShownEstimate
from riskkit.stewardship.card import Card
from riskkit.stewardship.gates import Estimate, Refusal, check_gates, estimate
from riskkit.stewardship.kept import entry_of
from riskkit.stewardship.model_parts import TimeUnit, Value
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.stored_model import StoredModel

POPULATIONS: Final[Mapping[str, str]] = {"team": "nl-ter", "unit": "nl-tu"}
"""The population that a person belongs to, by setting: clients of Team TER, people in a Terrorist Unit."""


@dataclass(frozen=True, slots=True)
class OfferedModel:
    """A registered model, and whether it may be used for a population today.

    Attributes
    ----------
    id : str
        Which model.
    card : Card or None
        Of the version in use; None where it cannot be read.
    model : StoredModel or None
        The numbers; None where they cannot be read.
    refusals : tuple of Refusal
        Every gate that refuses, whoever the person is; empty if none does.
    """

    id: str
    card: Card | None
    model: StoredModel | None
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class GivenFigure:
    """A figure that was kept and then given.

    Attributes
    ----------
    estimate : Estimate
        As the gates gave it.
    entry : str
        Id of what was kept in the person's file.
    time_unit : str
        Unit of its horizon.
    """

    estimate: Estimate
    entry: str
    time_unit: TimeUnit


def offered_models(registry: Registry, *, population: str, today: date) -> tuple[OfferedModel, ...]:
    """Return every registered model with what refuses it, before anything of a person is asked."""
    return tuple(_offered(registry, name, population, today) for name in registry.ids())


def give_estimate(
    access: Access,
    registry: Registry,
    person: str,
    *,
    instrument: str,
    model: str,
    values: Mapping[str, Value | None],
    time: float,
    population: str,
    language: Language,
) -> GivenFigure:
    """Make a person's figure, keep it, and then give it.

    Parameters
    ----------
    access : Access
        Of who asks.
    registry : Registry
        Where the model is registered.
    person, instrument : str
        Whose file, and the instrument that the asker judged with.
    model, values, time, population
        As for `riskkit.stewardship.estimate`.
    language : {"nl", "en"}
        Of the note in the list of versions.

    Raises
    ------
    AccessRefused
        The asker did not judge yet; the model was not asked.
    UseRefused
        At least one gate refuses; nothing was shown.
    """
    now = access.clock()

    def make() -> tuple[ShownEstimate, Estimate]:
        found = estimate(
            registry, model, values, time=time, population=population, judged=True,
            today=now.astimezone(UTC).date(),
        )  # fmt: skip
        unit = registry.model(found.model, found.version).time_unit
        return entry_of(found, values, time_unit=unit, at=now), found

    given, entry = give_figure(
        access, person, instrument=instrument, model=model, make=make, language=language
    )
    return GivenFigure(given, entry, registry.model(given.model, given.version).time_unit)


def refusals_now(registry: Registry, shown: Estimate, *, population: str, today: date) -> tuple[Refusal, ...]:
    """Return what refuses a figure that is on a page already; empty while it stands.

    Parameters
    ----------
    registry : Registry
        Read anew: a suspension works on open pages too.
    shown : Estimate
        What the page shows.
    population : str
        Of the person.
    today : datetime.date
        The present day.
    """
    try:
        model = registry.model(shown.model, shown.version)
        card, state = registry.card(shown.model, shown.version), registry.state(shown.model, shown.version)
    except StoreError as error:
        return (Refusal("unchanged", str(error)),)
    return check_gates(model, card, state, population=population, judged=True, today=today)


def _offered(registry: Registry, name: str, population: str, today: date) -> OfferedModel:
    try:
        version = registry.in_use(name)
        model = registry.model(name, version)
        card, state = registry.card(name, model.version), registry.state(name, model.version)
    except StoreError as error:
        return OfferedModel(name, None, None, (Refusal("unchanged", str(error)),))
    refusals = check_gates(model, card, state, population=population, judged=True, today=today)
    return OfferedModel(name, card, model, refusals)
