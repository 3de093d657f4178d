"""Gates at use: everything that must hold before an estimate is shown, asked anew every time.

A refusal names its gate and its reason, and lists every gate that refuses, so that the page can
say it and go on without figures. The human judgement does not wait for any of this.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from riskkit.errors import GateRefused, RiskkitError, SelfTestRefused, StoreError
from riskkit.stewardship.card import Card
from riskkit.stewardship.model_events import ModelState
from riskkit.stewardship.model_parts import Value
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.stored_model import StoredModel, StoredRisk

Gate = Literal[
    "registered", "unchanged", "signed", "not_suspended", "not_retired", "not_expired", "cases", "population",
    "inputs", "calibration", "judgement",
]  # fmt: skip

ORDER: Final[tuple[Gate, ...]] = (
    "registered", "unchanged", "signed", "not_suspended", "not_retired", "not_expired", "cases", "population",
    "inputs", "calibration", "judgement",
)  # fmt: skip
"""The gates, in the order in which they are named."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One gate that refuses, and why."""

    gate: Gate
    reason: str


class UseRefused(GateRefused):
    """A model may not be used here and now.

    Parameters
    ----------
    refusals : tuple of Refusal
        Every gate that refuses, at least one.
    """

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{each.gate}: {each.reason}" for each in refusals))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A risk that passed every gate, with what must be shown beside it.

    Attributes
    ----------
    risk : StoredRisk
        Risk and limits.
    model, version, fingerprint : str
        Of which model.
    card : Card
        Population, data, limits, expiry.
    """

    risk: StoredRisk
    model: str
    version: str
    fingerprint: str
    card: Card


def estimate(
    registry: Registry,
    model: str,
    values: Mapping[str, Value | None],
    *,
    time: float,
    population: str,
    judged: bool,
    today: date,
) -> Estimate:
    """Return a person's estimate, or refuse with every gate that does not open.

    Parameters
    ----------
    registry : Registry
        Where the model is registered.
    model : str
        Its id; the version in use is taken.
    values : mapping
        The covariates; None where a value is not known.
    time : float
        One of the model's horizons.
    population : str
        The population that this person belongs to.
    judged : bool
        Whether the assessor's own judgement is saved.
    today : datetime.date
        The present day.

    Raises
    ------
    UseRefused
        At least one gate refuses.
    """
    try:
        version = registry.in_use(model)
        found = registry.model(model, version)
        card, state = registry.card(model, found.version), registry.state(model, found.version)
    except StoreError as error:
        gate: Gate = "registered" if "not registered" in str(error) else "unchanged"
        raise UseRefused((Refusal(gate, str(error)),)) from None
    refusals = check_gates(found, card, state, population=population, judged=judged, today=today)
    risk: StoredRisk | None = None
    try:
        risk = found.predict(values, time)
    except RiskkitError as error:
        refusals = (*refusals, Refusal("inputs", str(error)))
    if refusals or risk is None:
        raise UseRefused(tuple(sorted(refusals, key=lambda each: ORDER.index(each.gate))))
    return Estimate(risk, found.id, found.version, found.fingerprint, card)


def check_gates(
    model: StoredModel, card: Card, state: ModelState, *, population: str, judged: bool, today: date
) -> tuple[Refusal, ...]:
    """Return every gate that refuses, whoever the person is but for the population."""
    found: list[Refusal] = []

    def refuse(gate: Gate, wrong: bool, reason: str) -> None:
        if wrong:
            found.append(Refusal(gate, reason))

    listed = ", ".join(model.populations)
    refuse("signed", not card.signed_by_two, "owner and validator have not both signed this version")
    refuse("not_suspended", bool(state.suspended), f"suspended: {state.suspended}")
    refuse("not_retired", state.retired, "another version took its place")
    refuse("not_expired", today > card.expires, f"its validation expired on {card.expires.isoformat()}")
    refuse("population", population not in model.populations, f"validated for {listed}, not for {population}")
    refuse(
        "population", set(card.populations) != set(model.populations), "card and model name other populations"
    )
    refuse("calibration", state.gate == "failed", "its risks no longer agree with what was observed")
    refuse("calibration", state.gate == "none", "its calibration was never checked")
    refuse("judgement", not judged, "save your own judgement first; figures come after it")
    try:
        model.check_cases()
    except SelfTestRefused as error:
        found.append(Refusal("cases", str(error)))
    return tuple(found)
