"""The last section of a report: where its figures come from."""

from collections.abc import Mapping

from riskkit.parameters import Parameters
from riskkit.reports.provenance import provenance, provenance_table
from riskkit.reports.section import Section, paragraph
from riskkit.wording import Wording


def origin_section(
    parameters: Parameters,
    say: Wording,
    *,
    data: Mapping[str, str],
    method: str,
    draws: tuple[int, int] | None = None,
    source: str | None = None,
    licence: str | None = None,
) -> Section:
    """Return the section with data, parameters, packages, code, seed and moment.

    Parameters
    ----------
    parameters : Parameters
        The report's typed parameters.
    say : Wording
        Its texts.
    data : mapping of str to str
        SHA-256 of each source, by name.
    method : str
        What was computed, in words.
    draws : tuple of (int, int), optional
        Seed and number of random draws; None where nothing is drawn.
    source, licence : str, optional
        Publication of public data, and its terms.
    """
    facts = provenance(parameters, data)
    facts["model"] = method
    facts |= {name: text for name, text in (("source", source), ("licence", licence)) if text is not None}
    facts["seed"], shown = None, facts
    if draws is not None:
        facts["seed"], facts["replicates"] = draws
        shown = {**facts, "seed": say("prov_seed_value", seed=draws[0], replicates=say.number(draws[1]))}
    table = provenance_table(shown, say)
    body = paragraph(say("provenance_intro")) + table.html()
    return Section("provenance", say("provenance_title"), body, provenance=facts)
