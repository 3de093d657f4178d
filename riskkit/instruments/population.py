"""The population guard: an instrument is used for the people it states, or not at all."""

from riskkit.errors import PopulationRefused
from riskkit.instruments.definition import Instrument


def check_population(instrument: Instrument, population: str) -> None:
    """Raise unless the instrument states the population of the person at hand.

    Parameters
    ----------
    instrument : Instrument
        The instrument to be used.
    population : str
        Short name of the person's population, such as ``nl-ter`` (clients of Team TER).

    Raises
    ------
    PopulationRefused
        The instrument states other populations; the message lists them.
    """
    if population not in instrument.population.stated:
        raise PopulationRefused(
            f"{instrument.id} {instrument.version} is not validated for the population '{population}'; "
            f"it states: {', '.join(instrument.population.stated)} "
            f"({instrument.population.description.en}). Nothing was scored."
        )
