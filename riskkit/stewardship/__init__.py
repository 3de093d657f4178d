"""Stewardship: a model cannot be wrong quietly.

The registry keeps every version of a model with its card, owner, validator and expiry; gates ask
at every use whether a figure may be shown; monitoring compares what was said with what happened;
a correction recomputes every figure ever shown.

Names are loaded when they are asked for: a page that shows one figure must not wait for the
libraries that fit and monitor.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from riskkit.stewardship.adoption import Adoption
    from riskkit.stewardship.card import Card
    from riskkit.stewardship.cusum import Cusum
    from riskkit.stewardship.drift import InputDrift, input_drift
    from riskkit.stewardship.gates import Estimate, Refusal, UseRefused, check_gates, estimate
    from riskkit.stewardship.model_events import ModelEvent, ModelState
    from riskkit.stewardship.observed_expected import ObservedExpected
    from riskkit.stewardship.recompute import Recomputed, StoredEstimate
    from riskkit.stewardship.registry import Registry
    from riskkit.stewardship.stored_model import StoredModel, StoredRisk, read_stored_model
    from riskkit.stewardship.storing import store_model

_PLACES = {
    "Adoption": "adoption",
    "Card": "card",
    "Cusum": "cusum",
    "Estimate": "gates",
    "InputDrift": "drift",
    "ModelEvent": "model_events",
    "ModelState": "model_events",
    "ObservedExpected": "observed_expected",
    "Recomputed": "recompute",
    "Refusal": "gates",
    "Registry": "registry",
    "StoredEstimate": "recompute",
    "StoredModel": "stored_model",
    "StoredRisk": "stored_model",
    "UseRefused": "gates",
    "check_gates": "gates",
    "estimate": "gates",
    "input_drift": "drift",
    "read_stored_model": "stored_model",
    "store_model": "storing",
}

__all__ = [
    "Adoption",
    "Card",
    "Cusum",
    "Estimate",
    "InputDrift",
    "ModelEvent",
    "ModelState",
    "ObservedExpected",
    "Recomputed",
    "Refusal",
    "Registry",
    "StoredEstimate",
    "StoredModel",
    "StoredRisk",
    "UseRefused",
    "check_gates",
    "estimate",
    "input_drift",
    "read_stored_model",
    "store_model",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'riskkit.stewardship' has no attribute '{name}'")
    return getattr(import_module(f"riskkit.stewardship.{_PLACES[name]}"), name)
