"""A second evaluator, written apart in plain decimals, agrees on 10,000 people per instrument.

Set RISKKIT_DIFFERENTIAL_PEOPLE to try fewer while working.
"""

import os

import numpy as np
import pytest

from riskkit.instruments.properties import draw_people
from riskkit.scoring.person import lookup_of
from tests.instruments.library import ORACLES, SCORED, unchecked

PEOPLE = int(os.environ.get("RISKKIT_DIFFERENTIAL_PEOPLE", "10000"))


@pytest.mark.parametrize("name", SCORED)
def test_a_second_evaluator_agrees(name: str):
    instrument = unchecked(name)
    people = draw_people(instrument, PEOPLE, np.random.default_rng(20261126))
    predictor = lookup_of(instrument).predictor(people)
    probabilities = instrument.engine.probabilities(predictor)
    bands = instrument.engine.band_index(predictor, probabilities) if instrument.bands else None
    named = [band.id for band in instrument.bands.levels] if instrument.bands else []
    answers = {
        item.id: people[item.id].tolist() if item.numeric else [item.options[c].code for c in people[item.id]]
        for item in instrument.items
    }
    oracle = ORACLES[name]
    for row in range(PEOPLE):
        expected = oracle({item: column[row] for item, column in answers.items()})
        # compared as floats: the sum to 1e-12 of its size, probabilities to 1e-12
        assert abs(predictor[row] - float(expected["score"])) <= 1e-12 * max(1.0, abs(predictor[row]))
        for horizon, values in probabilities.items():
            assert abs(values[row] - float(expected[horizon])) <= 1e-12
        if bands is not None:
            assert named[bands[row]] == expected["band"]
