"""The result that checked answers lead to: exact where all is known, else all that is possible."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from riskkit.errors import Fault, ResponseError
from riskkit.instruments.bounds import Reach, explore
from riskkit.instruments.definition import Instrument
from riskkit.instruments.engine import Engine
from riskkit.instruments.responses import Answer, Unknown
from riskkit.instruments.term_function import FloatArray, code_answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What answers lead to.

    Attributes
    ----------
    predictor : tuple of float
        Smallest and largest sum of the terms; equal where all is known.
    probability : dict of str to tuple of float
        Smallest and largest probability by horizon.
    bands : tuple of str
        Ids of the possible bands, from low to high.
    prorated : float or None
        The sum scaled up from the answered items, where the instrument's policy allows it.
    """

    predictor: tuple[float, float]
    probability: dict[str, tuple[float, float]]
    bands: tuple[str, ...]
    prorated: float | None


def coded(instrument: Instrument, answers: Mapping[str, Answer]) -> dict[str, int]:
    """Return the codes of the answers that are known."""
    return {
        name: code_answer(instrument.item(name), answer)
        for name, answer in answers.items()
        if isinstance(answer, int | str)
    }


def find_outcome(engine: Engine, answers: Mapping[str, Answer]) -> Outcome:
    """Return the outcome of checked answers.

    Raises
    ------
    ResponseError
        The instrument refuses unknown answers, or the known ones leave nothing possible.
    """
    instrument = engine.instrument
    unknown = [name for name, answer in answers.items() if isinstance(answer, Unknown)]
    if unknown and instrument.missing.unknown == "refuse":
        raise ResponseError(
            [
                Fault(f"item '{name}'", "is not answered", "every item answered", "find the answer")
                for name in unknown
            ]
        )
    if not unknown:
        columns = {name: np.array([code]) for name, code in coded(instrument, answers).items()}
        return complete_outcome(engine, engine.predictor(columns))
    reach = explore(engine, coded(instrument, answers))
    if reach is None:
        raise ResponseError(_nothing_possible(instrument))
    return _outcome(engine, reach, _prorated(engine, answers, unknown))


def complete_outcome(engine: Engine, predictor: FloatArray) -> Outcome:
    """Return the outcome of one person whose sum of the terms is known (an array of length 1)."""
    value = float(predictor[0])
    probabilities = engine.probabilities(predictor)
    bands = engine.instrument.bands
    named = (bands.levels[int(engine.band_index(predictor, probabilities)[0])].id,) if bands else ()
    ends = {name: (float(values[0]), float(values[0])) for name, values in probabilities.items()}
    return Outcome((value, value), ends, named, None)


def _nothing_possible(instrument: Instrument) -> list[Fault]:
    return [
        Fault(
            ", ".join(f"item '{name}'" for name in order.items),
            "leave no answer possible for the items that are unknown",
            order.why.en.rstrip("."),
            "check the dates they come from",
        )
        for order in instrument.impossible
    ]


def _outcome(engine: Engine, reach: Reach, prorated: float | None) -> Outcome:
    ends = np.array([reach.low, reach.high])
    probability = {
        name: (float(values.min()), float(values.max()))
        for name, values in engine.probabilities(ends).items()
    }
    levels = engine.instrument.bands.levels if engine.instrument.bands else ()
    return Outcome(
        (reach.low, reach.high), probability, tuple(levels[place].id for place in reach.bands), prorated
    )


def _prorated(engine: Engine, answers: Mapping[str, Answer], unknown: list[str]) -> float | None:
    """Return the answered points times all items over the answered ones, halves rounded upwards."""
    policy = engine.instrument.missing
    if policy.unknown != "prorate" or policy.prorate_at_most is None or len(unknown) > policy.prorate_at_most:
        return None
    columns = {name: np.array(code) for name, code in coded(engine.instrument, answers).items()}
    terms = [term for term in engine.terms if not set(term.items) & set(unknown)]
    answered = sum(float(term.compute(columns)) for term in terms)
    return float(np.floor(answered * len(answers) / (len(answers) - len(unknown)) + 0.5))
