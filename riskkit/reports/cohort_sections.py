"""Pieces that reports about one cohort share: who, protected predictors, events, origin."""

from html import escape
from math import isnan
from pathlib import Path

from riskkit.analyses.cohort_people import MOST_NAMED
from riskkit.analyses.column_names import ColumnNames
from riskkit.analyses.people_counted import PeopleCounted
from riskkit.cohort import Cohort, CohortDescription
from riskkit.disclosure import Released
from riskkit.parameters.cohort_model import CohortReportParameters
from riskkit.reports.origin import origin_section
from riskkit.reports.parts import warning
from riskkit.reports.section import Section, paragraph
from riskkit.survival.small_samples import EventsPerParameter
from riskkit.tables.flow import cohort_flow_table
from riskkit.wording import Wording


def population(description: CohortDescription | None, say: Wording) -> str:
    """Return who the people of a public cohort are; nothing for others."""
    if description is None:
        return ""
    text = description.population.in_(say.language)
    return paragraph(say("population", population=text, period=description.period))


def events_note(carried: EventsPerParameter, say: Wording) -> str:
    """Return whether the events can carry the model, as a warning where they are few.

    Nothing where the events are withheld.
    """
    if isnan(carried.n_events):
        return ""
    few = bool(carried.warnings)
    text = say(
        "epv_low" if few else "epv_enough", epv=say.number(carried.ratio, 1),
        events=say.number(carried.n_events), parameters=say.number(carried.n_parameters),
    )  # fmt: skip
    return paragraph(text, "warning" if few else "")


def protected_note(labels: list[str], justification: str | None, say: Wording) -> str:
    """Return the written reason for protected predictors, where there are any."""
    if not labels:
        return ""
    inside = paragraph(say("protected_text", labels=", ".join(labels)))
    inside += f"<blockquote>{escape(justification or '')}</blockquote>"
    return warning(say("protected_title"), inside)


def followed_section(released: Released[PeopleCounted], names: ColumnNames, outcome: str) -> Section:
    """Return the section that shows who was read, left out and followed."""
    table = cohort_flow_table(released, names, outcome)
    return Section("followed", names.say("followed_title"), table.html(), (table,))


def release_lines(released: Released[object], named: bool, say: Wording, *, steps: bool = False) -> list[str]:
    """Return what is withheld of people whose data are not open, and why; nothing for others.

    Parameters
    ----------
    released : Released
        The report.
    named : bool
        Whether it was held against earlier releases.
    say : Wording
        Its texts.
    steps : bool
        Whether it shows curves.
    """
    if released.ground is not None:
        return []
    threshold = released.rules.threshold
    lines = [say("release_threshold", threshold=threshold)]
    lines += [say("release_steps", threshold=threshold)] if steps else []
    register = say("release_register") if named else say("release_no_register", most=say.number(MOST_NAMED))
    return [*lines, register]


def cohort_caveats(
    parameters: CohortReportParameters,
    description: CohortDescription | None,
    outcome: str,
    say: Wording,
    withheld: list[str],
) -> list[str]:
    """Return what a reader must know about the cohort and its outcome, and what is ``withheld``."""
    caveat = parameters.cohort.caveat or (description.caveat if description is not None else None)
    texts = [caveat.in_(say.language)] if caveat is not None else []
    return [*texts, *withheld, say("limit_measure", outcome=outcome)]


def cohort_origin(
    parameters: CohortReportParameters,
    cohort: Cohort,
    description: CohortDescription | None,
    say: Wording,
    *,
    method: str,
    draws: tuple[int, int] | None = None,
) -> Section:
    """Return the last section: where the figures come from."""
    return origin_section(
        parameters, say, data={Path(cohort.name).name: cohort.fingerprint}, method=method, draws=draws,
        source=description.source if description is not None else None,
        licence=description.licence if description is not None else None,
    )  # fmt: skip
