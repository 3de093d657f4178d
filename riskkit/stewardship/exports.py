"""Documents that others ask for about a model, filled from its card where the card knows.

Which heading gets what stands in ``export_forms/*.yaml``: a heading in both languages, and the name of
a fact from the card; a heading without one says that it must be filled in by hand.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field

from riskkit.errors import Fault, ParameterError
from riskkit.parameters import Parameters, read_parameters
from riskkit.parameters.labels import Language, Text
from riskkit.stewardship.card import Card
from riskkit.stewardship.card_page import measure_row
from riskkit.stewardship.stored_model import StoredModel
from riskkit.stewardship.written import Part, Written
from riskkit.wording import Wording, wording

FOLDER: Final = Path(__file__).parent / "export_forms"


class Heading(Parameters):
    """One heading of a document.

    Attributes
    ----------
    field : str
        Name or number of it in the standard.
    heading : Text
        For readers.
    fact : str, optional
        Which fact of the card answers it; none where people must.
    text : Text, optional
        What riskkit itself answers, whatever the model.
    """

    field: str
    heading: Text
    fact: str | None = None
    text: Text | None = None


class ExportForm(Parameters):
    """A document.

    Attributes
    ----------
    title, note : Text
        What it is, and what its reader must know.
    source : str
        The standard that the headings come from.
    headings : tuple of Heading
        In the standard's order.
    """

    title: Text
    note: Text
    source: str
    headings: Annotated[tuple[Heading, ...], Field(min_length=1)]


def forms() -> tuple[str, ...]:
    """Return the names of the documents."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def write_export(name: str, card: Card, model: StoredModel, *, language: Language) -> Written:
    """Return a document, filled where the record knows; the rest says so.

    Parameters
    ----------
    name : str
        See `forms`.
    card, model : Card, StoredModel
        Of the same version.
    language : {"nl", "en"}
        Of the document.

    Raises
    ------
    ParameterError
        There is no such document.
    """
    if name not in forms():
        shown = name.encode("unicode_escape").decode("ascii")
        allowed = ", ".join((*forms(), "compliance"))
        raise ParameterError(Fault(f"document '{shown}'", "is not known", allowed))
    form = read_parameters(FOLDER / f"{name}.yaml", ExportForm)
    say = wording("stewardship", language)
    known = facts(card, model, say)
    rows = tuple(
        (each.field, each.heading.in_(language), _answer(each, known, say)) for each in form.headings
    )
    head = (say("col_field"), say("col_heading"), say("col_content"))
    part = Part("", (form.note.in_(language), say("export_source", source=form.source)), head, rows)
    title = f"{form.title.in_(language)}: {card.name.in_(language)} {card.version}"
    return Written(title, language, (part,))


def filled(name: str) -> tuple[int, int]:
    """Return how many headings of a document the record fills, and how many there are."""
    form = read_parameters(FOLDER / f"{name}.yaml", ExportForm)
    return sum(each.fact is not None or each.text is not None for each in form.headings), len(form.headings)


def facts(card: Card, model: StoredModel, say: Wording) -> Mapping[str, str]:
    """Return what the record knows, by name."""
    language, data = say.language, card.data
    performance = [measure_row(each, say) for each in card.performance]
    return {
        "name": card.name.in_(language),
        "version": card.version,
        "owner": card.owner,
        "validator": card.validator,
        "purpose": card.purpose.in_(language),
        "populations": ", ".join(card.populations),
        "exclusions": card.exclusions.in_(language),
        "limits": card.limits.in_(language),
        "outcome": card.outcome.in_(language),
        "horizons": ", ".join(card.horizons),
        "data": f"{data.source}; {data.country}, {data.years}; SHA-256 {data.fingerprint}",
        "size": say("fact_size", n=say.number(data.n), events=say.number(data.n_events),
                    terms=say.number(len(model.terms))),
        "covariates": "; ".join(f"{each.name}: {each.reason.in_(language)}" for each in card.covariates),
        "proxies": "; ".join(
            f"{each.name}: {', '.join(each.stands_for)}" for each in card.covariates if each.stands_for
        ) or say("none_known"),
        "coefficients": "; ".join(f"{each.covariate} {each.coefficient:.4f}" for each in model.terms),
        "performance": "; ".join(" ".join(row[:3]) for row in performance if row[0] == say("everyone")),
        "subgroups": "; ".join(" ".join(row[:3]) for row in performance if row[0] != say("everyone")),
        "expires": card.expires.isoformat(),
        "changes": "; ".join(f"{each.version} ({each.on.isoformat()}): {each.what.in_(language)}"
                             for each in card.changes),
        "signatures": "; ".join(f"{each.by} ({each.role}, {each.on.isoformat()})" for each in card.signatures)
        or say("nobody"),
        "impact": card.impact_assessment or say("not_made"),
        "justification": card.justification or say("no_protected"),
        "fingerprint": card.fingerprint,
    }  # fmt: skip


def _answer(heading: Heading, known: Mapping[str, str], say: Wording) -> str:
    if heading.text is not None:
        return heading.text.in_(say.language)
    return known[heading.fact] if heading.fact is not None else say("not_in_record")
