"""A model small enough to be worked out by hand, in use in a registry of its own.

One covariate ``x`` (0 or 1) with coefficient 0.5; at 12 months the log cumulative hazard is -1 at
x = 0, known exactly but for the coefficient's standard error of 0.1:

    risk(x) = 1 - exp(-exp(-1 + 0.5 x)):  0.307799372..  at x = 0,  0.454763444..  at x = 1
    limits at x = 0: the risk itself; at x = 1: 1 - exp(-exp(-0.5 -+ 1.95996 * 0.1))
"""

import math
from datetime import date
from pathlib import Path

from riskkit.parameters.labels import Text
from riskkit.parameters.model import Band
from riskkit.stewardship.card import Card, CardCovariate, CardData, Change, Performance
from riskkit.stewardship.model_parts import Case, Covariate, Horizon, Term
from riskkit.stewardship.registry import Registry
from riskkit.stewardship.stored_model import StoredModel

Z = 1.959963984540054
SIGNED = date(2026, 11, 1)


def both(nl: str, en: str) -> Text:
    return Text(nl=nl, en=en)


def risk(exponent: float) -> float:
    return 1 - math.exp(-math.exp(exponent))


def small_model() -> StoredModel:
    cases = (
        Case(values={"x": 0}, time=12, risk=risk(-1), lower=risk(-1), upper=risk(-1), source="by hand"),
        Case(values={"x": 1}, time=12, risk=risk(-0.5), lower=risk(-0.5 - 0.1 * Z),
             upper=risk(-0.5 + 0.1 * Z), source="by hand"),
    )  # fmt: skip
    return StoredModel(
        id="small", version="1.0", populations=("nobody",), outcome="an event", time_unit="month",
        covariates=(Covariate(name="x", kind="yes_no"),), terms=(Term(covariate="x", coefficient=0.5),),
        mean=(0.0,), covariance=((0.01,),),
        horizons=(Horizon(time=12, log_hazard=-1.0, variance=0.0, centre=(0.0,)),), cases=cases,
    )  # fmt: skip


def small_card(model: StoredModel, *, data_fingerprint: str = "0" * 64) -> Card:
    bands = ((0.0, "laag", "low"), (0.2, "midden", "moderate"), (0.4, "hoog", "high"))
    return Card(
        id=model.id, version=model.version, fingerprint=model.fingerprint,
        name=both("Klein model", "Small model"), purpose=both("Om te proberen", "To try"),
        exclusions=both("Iedereen", "Everyone"), limits=both("Verzonnen", "Made up"), owner="O. Wner",
        validator="V. Alidator", populations=model.populations,
        data=CardData(source="Made up", country="-", years="2026", n=10, n_events=3,
                      fingerprint=data_fingerprint),
        outcome=both("een gebeurtenis", "an event"), horizons=("12 months",),
        covariates=(CardCovariate(name="x", reason=both("Om te proberen", "To try")),),
        performance=(Performance(measure="concordance", estimate=0.6, lower=0.5, upper=0.7, n=10,
                                 n_events=3),),
        bands=tuple(Band(lowest=low, name=both(nl, en)) for low, nl, en in bands), expires=date(2027, 1, 1),
        changes=(Change(version="1.0", on=SIGNED, by="O. Wner", what=both("Eerste", "First")),),
    )  # fmt: skip


def register_small_model(folder: Path, *, data_fingerprint: str = "0" * 64) -> Registry:
    """Enter it, signed by two, its gate passed."""
    model, registry = small_model(), Registry(folder)
    registry.enter(model, small_card(model, data_fingerprint=data_fingerprint), by="O. Wner")
    registry.sign("small", "1.0", by="O. Wner", role="owner")
    registry.sign("small", "1.0", by="V. Alidator", role="validator")
    registry.note("small", "1.0", "gate_passed", by="V. Alidator", why="O/E 1.00")
    return registry
