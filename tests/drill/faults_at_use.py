"""Faults that a gate must stop before a figure is shown; each returns what refused, "" for nothing."""

import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from unittest.mock import patch

from riskkit.errors import InputError
from riskkit.parameters import read_parameters
from riskkit.parameters.model import ModelParameters
from riskkit.stewardship import Registry, StoredModel, UseRefused, estimate
from riskkit.stewardship.recompute import StoredEstimate, recompute
from tests.drill.setting import BANDS, MODEL, PERSON, POPULATION, ROOT, TODAY, Setting

FILE = ROOT / "parameters" / "models" / "rossi-cox.yaml"


def _rewrite(setting: Setting, change: Callable[[dict], None]) -> None:
    content = json.loads(setting.file().read_text())
    change(content)
    setting.file().write_text(json.dumps(content))


def _with_term(model: StoredModel, name: str, by: Callable[[float], float]) -> StoredModel:
    terms = tuple(
        t.model_copy(update={"coefficient": by(t.coefficient)}) if t.covariate == name else t
        for t in model.terms
    )
    return model.model_copy(update={"terms": terms})


def swapped_formulas(setting: Setting) -> str:
    """The files of two populations change places."""
    other = setting.model.model_copy(update={"id": "other", "populations": ("nl-ter",)})
    card = setting.registry.card(MODEL).model_copy(
        update={"id": "other", "populations": ("nl-ter",), "fingerprint": other.fingerprint, "signatures": ()}
    )
    setting.registry.enter(other, card, by=card.owner)
    theirs = setting.folder / "models" / "other" / "1.0.model.json"
    ours, text = setting.file(), theirs.read_text()
    theirs.write_text(ours.read_text())
    ours.write_text(text)
    return setting.use()


def wrong_population(setting: Setting) -> str:
    """A person of a population for which the model was not validated."""
    return setting.use(population="nl-ter")


def last_digit(setting: Setting) -> str:
    """The last digit of one coefficient changes on disk."""

    def change(content: dict) -> None:
        value = content["terms"][1]["coefficient"]
        content["terms"][1]["coefficient"] = math.nextafter(value, math.inf)

    _rewrite(setting, change)
    return setting.use()


def sign_before_entry(setting: Setting) -> str:
    """A coefficient loses its sign before the version is entered and signed."""
    setting.enter(_with_term(setting.model, "age", lambda value: -value))
    return setting.use()


def decimal_before_entry(setting: Setting) -> str:
    """A decimal point moves before the version is entered and signed."""
    setting.enter(_with_term(setting.model, "prio", lambda value: 10 * value))
    return setting.use()


def sixth_decimal_before_entry(setting: Setting) -> str:
    """The sixth decimal of a coefficient changes before the version is entered and signed."""
    setting.enter(_with_term(setting.model, "fin", lambda value: value + 1e-6))
    return setting.use()


def months_for_years(setting: Setting) -> str:
    """Age arrives in months."""
    return setting.use({**PERSON, "age": 240})


def days_for_weeks(setting: Setting) -> str:
    """The horizon is asked in days."""
    return setting.use(time=365.0)


def recoded_answer(setting: Setting) -> str:
    """Yes and no arrive as 1 and 2."""
    return setting.use({**PERSON, "mar": 2})


def dropped_covariate(setting: Setting) -> str:
    """A covariate no longer arrives at all."""
    return setting.use({name: value for name, value in PERSON.items() if name != "prio"})


def stale_model(setting: Setting) -> str:
    """The validation has expired."""
    return setting.use(today=date(2027, 11, 27))


def figures_before_judgement(setting: Setting) -> str:
    """A page asks for the figure before the judgement is saved."""
    return setting.use(judged=False)


def unsigned_version(setting: Setting) -> str:
    """A version that one person entered and signed is used."""
    card = setting.registry.card(MODEL)
    new = setting.model.model_copy(update={"id": "lonely"})
    update = {"id": "lonely", "fingerprint": new.fingerprint, "signatures": ()}
    setting.registry.enter(new, card.model_copy(update=update), by=card.owner)
    setting.registry.sign("lonely", "1.0", by=card.owner, role="owner")
    return setting.use(model="lonely")


def suspended_under_an_open_page(setting: Setting) -> str:
    """The model is suspended elsewhere while a page that showed it is open."""
    page = setting.registry
    use = {"time": 52.0, "population": POPULATION, "judged": True, "today": TODAY}
    estimate(page, MODEL, PERSON, **use)
    Registry(setting.folder / "models").note(MODEL, "1.0", "suspended", by="S. Teward", why="drill")
    try:
        estimate(page, MODEL, PERSON, **use)
    except UseRefused as refused:
        return refused.refusals[0].gate
    return ""


def event_removed(setting: Setting) -> str:
    """An event is taken out of the middle of the record."""
    path = setting.folder / "models" / MODEL / "events.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:1], *lines[2:]]))
    return setting.use()


def changed_default(setting: Setting) -> str:
    """A library upgrade changes a default without a word: 90 % intervals in place of 95 %."""
    with patch.object(StoredModel.predict, "__defaults__", (0.90,)):
        return setting.use()


def truncated_model(setting: Setting) -> str:
    """The model's file is cut off."""
    text = setting.file().read_text()
    setting.file().write_text(text[: len(text) // 2])
    return setting.use()


def _refused(because: str, **changes: object) -> str:
    """Return that the fit was refused for this reason, "" if it was not or for another."""
    try:
        read_parameters(FILE, ModelParameters, changes)
    except InputError as error:
        return f"fit refused ({because})" if because in str(error) else ""
    return ""


def no_owner(setting: Setting) -> str:
    """A model without an owner is to be fitted."""
    return _refused("owner", owner="")


def owner_validates(setting: Setting) -> str:
    """The owner is to validate the own model."""
    return _refused("another person", validator="demonstration owner")


def named_proxy(setting: Setting) -> str:
    """A proxy slips in under another name, and its label tells."""
    column = {"label": {"nl": "postcodegebied", "en": "postal code area"}, "kind": "number"}
    cohort = {"source": "x.csv", "time": "week", "event": "arrest", "time_unit": "week",
              "columns": {"x7": column}}  # fmt: skip
    reasons = {"x7": {"reason": {"nl": "omdat", "en": "because"}}}
    return _refused(
        "protected", covariates=["x7"], cohort=cohort, reasons=reasons, people=[{"x7": 1}], audit=[]
    )


def protected_predictor(setting: Setting) -> str:
    """A protected attribute is put among the covariates."""
    reasons = {"race": {"reason": {"nl": "omdat", "en": "because"}}}
    return _refused("protected", covariates=["race"], reasons=reasons, people=[{"race": 1}])


def rounded_band(setting: Setting) -> str:
    """A page rounds before it looks for the band; the nightly dry run compares what it kept."""
    model = setting.model
    values = {**PERSON, "prio": 3}
    rises = [values | {"age": age} for age in range(17, 45)]
    near = min(rises, key=lambda each: abs(model.predict(each, 52).risk - 0.39))
    found = model.predict(near, 52)
    rounded = next(name for edge, name in reversed(BANDS) if round(found.risk, 1) >= edge)
    kept = StoredEstimate(
        id="1", person="SYNTHETIC-1", values=near, time=52, risk=found.risk, lower=found.lower,
        upper=found.upper, band=rounded, model=MODEL, version="1.0", fingerprint=model.fingerprint,
        shown_at=datetime(2026, 11, 27, tzinfo=UTC),
    )  # fmt: skip
    return "recompute dry run: band" if recompute([kept], model, bands=BANDS) else ""


AT_USE = (
    swapped_formulas, wrong_population, last_digit, sign_before_entry, decimal_before_entry,
    sixth_decimal_before_entry, months_for_years, days_for_weeks, recoded_answer, dropped_covariate,
    stale_model, figures_before_judgement, unsigned_version, suspended_under_an_open_page, event_removed,
    changed_default, truncated_model, no_owner, owner_validates, named_proxy, protected_predictor,
    rounded_band,
)  # fmt: skip
