"""The one way to a score, for a person or a table of people."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, overload

from riskkit.errors import Fault, GateRefused, ResponseError
from riskkit.instruments import Instrument, check_population
from riskkit.scoring.assessment import ScoredAssessment
from riskkit.scoring.person import score_person

if TYPE_CHECKING:
    import pandas as pd


@overload
def score(
    instrument: Instrument, responses: Mapping[str, Any], *, population: str | None = None
) -> ScoredAssessment: ...


@overload
def score(
    instrument: Instrument, responses: "pd.DataFrame", *, population: str | None = None
) -> "pd.DataFrame": ...


def score(
    instrument: Instrument, responses: "Mapping[str, Any] | pd.DataFrame", *, population: str | None = None
) -> "ScoredAssessment | pd.DataFrame":
    """Score answers to an instrument's items.

    Parameters
    ----------
    instrument : Instrument
        From `riskkit.instruments.load`.
    responses : mapping of str to object, or pandas.DataFrame
        One person's answers by item id: an option's code, a whole number, `Measured` (a
        number with its unit), `Unknown` (with a reason) or `NotApplicable`; an item left out
        is unknown. Or a table with a column for each item, one row a person; it may also
        hold ``person``, ``instrument_version`` and ``population``.
    population : str, optional
        Short name of the people's population; refused unless the instrument states it.

    Returns
    -------
    ScoredAssessment or pandas.DataFrame
        For a table: ``score``, and ``probability_``, ``lower_`` and ``upper_`` for each
        horizon, ``band``; where answers are unknown also ``bands`` and ``omitted``. Bounds
        are exact over all answers that are possible; no missing answer counts as zero.

    Raises
    ------
    ResponseError
        Every fault of the answers at once; messages name items and counts, not values.
    PopulationRefused
        The instrument was not validated for this population.
    GateRefused
        A judgement instrument: its ratings are never added up.
    """
    if population is not None:
        check_population(instrument, population)
    if instrument.is_judgement:
        raise GateRefused(
            f"{instrument.id} is structured professional judgement: its ratings are weighed by a person and "
            "never added up. Record a judgement instead."
        )
    if isinstance(responses, Mapping):
        return score_person(instrument, responses)
    import pandas as pd

    if isinstance(responses, pd.DataFrame):  # pyright: ignore[reportUnnecessaryIsInstance]
        from riskkit.scoring.frame import score_frame

        return score_frame(instrument, responses)
    raise ResponseError(
        Fault("responses", "are neither a mapping of item to answer nor a DataFrame", "one of the two")
    )
