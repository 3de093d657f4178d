"""A model's card for readers, in Dutch or English."""

from datetime import date

from riskkit.parameters.labels import Language
from riskkit.stewardship.card import Card, Performance
from riskkit.stewardship.model_events import ModelState
from riskkit.stewardship.written import Part, Written
from riskkit.wording import Wording, wording


def write_card(card: Card, state: ModelState, *, language: Language, today: date) -> Written:
    """Return a card as a document.

    Parameters
    ----------
    card : Card
        With the signatures given since.
    state : ModelState
        What holds of this version now.
    language : {"nl", "en"}
        Of the document.
    today : datetime.date
        To say whether it expired.
    """
    say = wording("stewardship", language)
    rows = (
        (say("row_version"), card.version),
        (say("row_status"), status(card, state, say, today)),
        (say("row_purpose"), card.purpose.in_(language)),
        (say("row_populations"), ", ".join(card.populations)),
        (say("row_exclusions"), card.exclusions.in_(language)),
        (say("row_limits"), card.limits.in_(language)),
        (say("row_outcome"), card.outcome.in_(language)),
        (say("row_horizons"), ", ".join(_length(each, say) for each in card.horizons)),
        (say("row_owner"), card.owner),
        (say("row_validator"), card.validator),
        (say("row_signed"), _signed(card, say)),
        (say("row_expires"), card.expires.isoformat()),
        (say("row_impact"), card.impact_assessment or say("not_made")),
        (say("row_fingerprint"), card.fingerprint),
    )
    parts = [
        Part("", (say("card_intro"),), (say("col_what"), say("col_content")), rows),
        _data(card, say),
        _covariates(card, say),
        _performance(card, say),
    ]
    if card.bands:
        parts.append(_bands(card, say))
    parts.append(_changes(card, say))
    return Written(say("card_title", name=card.name.in_(language)), language, tuple(parts))


def status(card: Card, state: ModelState, say: Wording, today: date) -> str:
    """Return in words whether this version may be used, and if not, why."""
    reasons = [
        *([say("status_unsigned")] if not card.signed_by_two else []),
        *([say("status_suspended", why=state.suspended)] if state.suspended else []),
        *([say("status_retired")] if state.retired else []),
        *([say("status_expired")] if today > card.expires else []),
        *([say(f"status_gate_{state.gate}")] if state.gate != "passed" else []),
    ]
    return "; ".join(reasons) if reasons else say("status_in_use")


def measure_row(each: Performance, say: Wording) -> tuple[str, str, str, str, str]:
    """Return one measure as shown: for whom, which, figure with its interval, people, events."""
    interval = say(
        "interval", estimate=say.number(each.estimate, 2), lower=say.number(each.lower, 2),
        upper=say.number(each.upper, 2),
    )  # fmt: skip
    group = say("everyone") if each.group is None else each.group.in_(say.language)
    name = f"measure_{each.measure}"
    shown = say(name) if name in say.texts else each.measure
    return (group, shown, interval, say.number(each.n), say.number(each.n_events))


def _length(horizon: str, say: Wording) -> str:
    """Return a length of follow-up in the reader's language; other words stay as they are."""
    number, _, unit = horizon.partition(" ")
    known = unit.removesuffix("s") in ("day", "week", "month", "year")
    return say.duration(float(number), unit.removesuffix("s")) if known else horizon


def _signed(card: Card, say: Wording) -> str:
    given = [
        say("signature", who=each.by, role=say(f"role_{each.role}"), on=each.on.isoformat())
        for each in card.signatures
    ]
    return "; ".join(given) or say("nobody")


def _data(card: Card, say: Wording) -> Part:
    data = card.data
    rows = (
        (say("row_source"), data.source),
        (say("row_country"), data.country),
        (say("row_years"), data.years),
        (say("row_people"), say.number(data.n)),
        (say("row_events"), say.number(data.n_events)),
        (say("row_data_fingerprint"), data.fingerprint),
    )
    return Part(say("data_title"), (), (say("col_what"), say("col_content")), rows)


def _covariates(card: Card, say: Wording) -> Part:
    rows = tuple(
        (each.name, each.reason.in_(say.language), _proxies(each.stands_for, say)) for each in card.covariates
    )
    note = (say("justification", text=card.justification),) if card.justification else ()
    head = (say("col_covariate"), say("col_reason"), say("col_stands_for"))
    return Part(say("covariates_title"), (say("covariates_intro"), *note), head, rows)


def _proxies(names: tuple[str, ...], say: Wording) -> str:
    shown = [say(f"proxy_{name}") if f"proxy_{name}" in say.texts else name for name in names]
    return ", ".join(shown) or say("none_known")


def _performance(card: Card, say: Wording) -> Part:
    rows = tuple(measure_row(each, say) for each in card.performance)
    head = (say("col_group"), say("col_measure"), say("col_interval"), say("row_people"), say("row_events"))
    return Part(say("performance_title"), (say("performance_intro"),), head, rows)


def _bands(card: Card, say: Wording) -> Part:
    rows = tuple((each.name.in_(say.language), say.percent(each.lowest)) for each in card.bands)
    return Part(say("bands_title"), (say("bands_intro"),), (say("col_band"), say("col_from")), rows)


def _changes(card: Card, say: Wording) -> Part:
    rows = tuple(
        (each.version, each.on.isoformat(), each.by, each.what.in_(say.language)) for each in card.changes
    )
    return Part(
        say("changes_title"), (), tuple(map(say, ("row_version", "col_on", "col_by", "col_what"))), rows
    )
