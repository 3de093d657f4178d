"""What holds of each model and instrument now: may it be used, and if not, which gates refuse and why.

Worked cases run here and now, on this machine. Nothing is asked of any person's file.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Literal

from riskkit.errors import InstrumentError, StoreError
from riskkit.instruments import Instrument, load
from riskkit.stewardship.card import Card
from riskkit.stewardship.gates import Gate, Refusal, check_gates
from riskkit.stewardship.instrument_card import InstrumentCard
from riskkit.stewardship.instrument_registry import InstrumentRegistry
from riskkit.stewardship.model_events import ModelState
from riskkit.stewardship.registry import Registry

Kind = Literal["model", "instrument"]

MODEL_GATES: Final[tuple[Gate, ...]] = (
    "registered", "unchanged", "signed", "not_suspended", "not_retired", "not_expired", "cases",
    "calibration",
)  # fmt: skip
"""Gates of a model that do not ask who the person is."""

INSTRUMENT_GATES: Final[tuple[Gate, ...]] = MODEL_GATES[:-1]
"""Calibration needs outcomes of people: an instrument's figures are not watched that way."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Worked cases as they came out just now, on this machine.

    Attributes
    ----------
    tried, passed : int
        How many; 0 of 0 where nothing is computed.
    """

    tried: int
    passed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds of one version now.

    Attributes
    ----------
    kind : {"model", "instrument"}
        What it is.
    id, version : str
        Which.
    card : Card, InstrumentCard or None
        None where it is not entered or its card cannot be read.
    state : ModelState or None
        From its events.
    cases : Cases
        Of today.
    gates : tuple of str
        Gates that were asked.
    refusals : tuple of Refusal
        Those that refuse, with the reason in English.
    """

    kind: Kind
    id: str
    version: str
    card: Card | InstrumentCard | None
    state: ModelState | None
    cases: Cases
    gates: tuple[Gate, ...]
    refusals: tuple[Refusal, ...]

    @property
    def usable(self) -> bool:
        """Whether no gate refuses."""
        return not self.refusals

    @property
    def suspended(self) -> str:
        """Why it is suspended; empty if it is not."""
        return self.state.suspended if self.state else ""


def state_of(folder: Path, name: str, *, today: date) -> Standing:
    """Return what holds of a model or instrument now; one that is not entered is refused as such.

    Parameters
    ----------
    folder : Path
        Of the registry.
    name : str
        Id of the model or the instrument.
    today : date
        The present day.
    """
    if name in Registry(folder).ids():
        return _of_model(Registry(folder), name, today)
    return _of_instrument(InstrumentRegistry(folder), name, today)


def standings(folder: Path, instruments: tuple[str, ...], *, today: date) -> tuple[Standing, ...]:
    """Return what holds of every model entered and of every instrument, entered or not."""
    models = Registry(folder)
    registered = InstrumentRegistry(folder)
    names = sorted({*instruments, *registered.book.ids()})
    return (
        *(_of_model(models, name, today) for name in models.ids()),
        *(_of_instrument(registered, name, today) for name in names),
    )


def _of_model(registry: Registry, name: str, today: date) -> Standing:
    version = ""
    try:
        version = registry.in_use(name) or registry.versions(name)[-1]
        found, card = registry.model(name, version), registry.card(name, version)
        state = registry.state(name, version)
    except StoreError as error:
        refusal = Refusal("unchanged", str(error))
        return Standing("model", name, version, None, None, Cases(0, 0), MODEL_GATES, (refusal,))
    refusals = check_gates(found, card, state, population=card.populations[0], judged=True, today=today)
    cases = Cases(len(found.cases), found.passed_cases)
    return Standing("model", name, version, card, state, cases, MODEL_GATES, refusals)


def _of_instrument(registry: InstrumentRegistry, name: str, today: date) -> Standing:
    instrument, cases, refusals = _today(name)
    version = instrument.version if instrument else ""
    if version not in registry.book.versions(name):
        known = registry.book.versions(name)
        refusals += [Refusal("registered", "this version is not entered in the registry")]
        if instrument is None and known:
            version = known[-1]
        return Standing("instrument", name, version, None, None, cases, INSTRUMENT_GATES, tuple(refusals))
    try:
        card, state = registry.card(name, version), registry.book.state(name, version)
    except StoreError as error:
        refusals += [Refusal("unchanged", str(error))]
        return Standing("instrument", name, version, None, None, cases, INSTRUMENT_GATES, tuple(refusals))
    refusals += _instrument_refusals(card, state, instrument, today)
    return Standing("instrument", name, version, card, state, cases, INSTRUMENT_GATES, tuple(refusals))


def _today(name: str) -> tuple[Instrument | None, Cases, list[Refusal]]:
    """Load an instrument and run its worked cases: both may refuse."""
    try:
        instrument = load(name)
    except InstrumentError as error:
        return None, Cases(0, 0), [Refusal("cases", str(error))]
    cases = run_now(instrument)
    failed = cases.tried - cases.passed
    wrong = [Refusal("cases", f"{failed} of {cases.tried} worked cases do not come out")] if failed else []
    return instrument, cases, wrong


def run_now(instrument: Instrument) -> Cases:
    """Run an instrument's worked cases, whatever was found when it was loaded."""
    if instrument.is_judgement:
        return Cases(0, 0)
    from riskkit.instruments.case_check import run_cases

    results = run_cases(instrument, instrument.engine)
    return Cases(len(results), sum(each.passed for each in results))


def _instrument_refusals(
    card: InstrumentCard, state: ModelState, instrument: Instrument | None, today: date
) -> list[Refusal]:
    changed = instrument is not None and instrument.hash != card.fingerprint
    checks: tuple[tuple[Gate, bool, str], ...] = (
        ("unchanged", changed, "its file is not the one that was entered"),
        ("signed", not card.signed_by_two, "owner and validator have not both signed this version"),
        ("not_suspended", bool(state.suspended), f"suspended: {state.suspended}"),
        ("not_retired", state.retired or card.status == "retired", "retired: not for new assessments"),
        ("not_expired", today > card.expires, f"its check expired on {card.expires.isoformat()}"),
    )
    return [Refusal(gate, reason) for gate, wrong, reason in checks if wrong]
