"""A registered model of the real cohort, fitted once."""

from datetime import date
from pathlib import Path

import pytest

from riskkit.cohort import rossi
from riskkit.parameters.labels import Text
from riskkit.parameters.model import Band
from riskkit.stewardship import Card, Registry, StoredModel, store_model
from riskkit.stewardship.card import CardCovariate, CardData, Change, Performance
from riskkit.survival import fit_cox

FORMULA = "fin + age + wexp + mar + paro + prio"
YOUNG = {"fin": 0, "age": 20, "wexp": 0, "mar": 0, "paro": 1, "prio": 6}
OLDER = {"fin": 1, "age": 35, "wexp": 1, "mar": 1, "paro": 1, "prio": 1}
TODAY = date(2026, 11, 26)


@pytest.fixture(scope="session")
def stored() -> StoredModel:
    data = rossi()
    model = fit_cox(data, time="week", event="arrest", formula=FORMULA)
    return store_model(
        model, data, id="rossi-cox", version="1.0", populations=["maryland-1970s"], outcome="re-arrest",
        time_unit="week", horizons=[26, 52], people=[YOUNG, OLDER], units={"age": "years"},
    )  # fmt: skip


def text(words: str) -> Text:
    return Text(nl=words, en=words)


BANDS = tuple(
    Band(lowest=low, name=text(name)) for low, name in ((0.0, "low"), (0.25, "moderate"), (0.45, "high"))
)


def card_of(model: StoredModel, **changes) -> Card:
    given = {
        "id": model.id, "version": model.version, "fingerprint": model.fingerprint, "name": text("Rossi"),
        "purpose": text("to show"), "exclusions": text("everyone else"), "limits": text("old data"),
        "owner": "O. Wner", "validator": "V. Alidator", "populations": model.populations,
        "data": CardData(source="Rossi et al. (1980)", country="US", years="1971-1975", n=432, n_events=114,
                         fingerprint="0" * 64),
        "outcome": text("re-arrest"), "horizons": ("26 weeks", "52 weeks"),
        "covariates": tuple(CardCovariate(name=c.name, reason=text("a reason")) for c in model.covariates),
        "performance": (Performance(measure="concordance", estimate=0.64, lower=0.59, upper=0.69, n=432,
                                    n_events=114),),
        "bands": BANDS,
        "expires": date(2027, 1, 1),
        "changes": (Change(version="1.0", on=TODAY, by="O. Wner", what=text("first")),),
    }  # fmt: skip
    return Card(**{**given, **changes})


@pytest.fixture
def registry(tmp_path: Path, stored: StoredModel) -> Registry:
    """The model registered, signed by two, its gate passed."""
    made = Registry(tmp_path / "models")
    made.enter(stored, card_of(stored), by="O. Wner")
    made.sign("rossi-cox", "1.0", by="O. Wner", role="owner")
    made.sign("rossi-cox", "1.0", by="V. Alidator", role="validator")
    made.note("rossi-cox", "1.0", "gate_passed", by="monitor", why="O/E 1.00")
    return made
