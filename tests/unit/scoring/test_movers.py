"""Which single items would move the band, found by hand and by trying."""

import pytest

from riskkit.instruments import load
from riskkit.instruments.loader import read_text
from riskkit.scoring import Mover, Unknown, find_movers, score
from tests.unit.instruments.small import WHOLE
from tests.unit.scoring.people import PUBLISHED

SMALL = read_text(WHOLE, "small")


def test_movers_of_a_person_by_hand():
    """Work no (4), one prior (2), no years (0): 6 points, high from 5. Work yes: 2. No priors: 4."""
    movers = find_movers(SMALL, {"work": "no", "priors": 1, "age_now": 20, "age_first": 20})
    assert movers == (
        Mover("work", "dynamic", unknown=False, lower=("yes",), higher=()),
        Mover("priors", "static", unknown=False, lower=(0,), higher=()),
    )
    assert [mover.changeable for mover in movers] == [True, False]


def test_an_answer_that_cannot_be_is_no_mover():
    """2 priors (2) and no work (0): 2 points. More years would take 10 of them, up to 60: 3 points more."""
    movers = find_movers(SMALL, {"work": "yes", "priors": 2, "age_now": 50, "age_first": 50})
    by_item = {mover.item: mover for mover in movers}
    assert by_item["age_first"].higher == tuple(range(10, 41))  # 10 years make 2.5, upwards 3
    assert "age_now" in by_item
    assert by_item["age_now"].higher == (60,)


def test_an_unknown_answer_narrows():
    movers = find_movers(SMALL, {"work": Unknown(), "priors": 1, "age_now": 20, "age_first": 20})
    assert movers[0] == Mover("work", "dynamic", unknown=True, lower=("yes",), higher=("no",))


@pytest.mark.parametrize("name", ["ogrs3", "osp-iic"])
def test_movers_equal_scoring_each_answer(name: str):
    instrument = load(name)
    answers = PUBLISHED if name == "ogrs3" else {"indecent_image_sanctions": 0, "contact_child_sanctions": 1}
    movers = {mover.item: mover for mover in find_movers(instrument, answers)}
    if instrument.bands is None:
        assert movers == {}
        return
    names = [band.id for band in instrument.bands.levels]
    now = names.index(score(instrument, answers).band)
    for value in range(251):
        then = names.index(score(instrument, {**answers, "prior_sanctions": value}).band)
        assert (value in movers["prior_sanctions"].higher) == (then > now)
        assert (value in movers["prior_sanctions"].lower) == (then < now)
