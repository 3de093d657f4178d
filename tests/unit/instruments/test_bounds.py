"""Bounds over unknown answers equal those of trying every possible answer one by one."""

from itertools import product

import numpy as np
import pytest

from riskkit.instruments import load
from riskkit.instruments.bounds import explore, extent
from riskkit.instruments.loader import read_text
from riskkit.instruments.properties import draw_people
from tests.unit.instruments.small import WHOLE, changed

SMALL = read_text(WHOLE, "small")


def brute(name: str, known: dict[str, int], unknown: list[str]) -> tuple[float, float, set[int]]:
    """Every combination, one by one."""
    engine = load(name).engine
    grids = np.array(list(product(*[engine.domains[each].tolist() for each in unknown])))
    columns = {each: np.full(len(grids), code) for each, code in known.items()}
    columns |= {each: grids[:, place] for place, each in enumerate(unknown)}
    good = np.broadcast_to(engine.possible(columns), (len(grids),))
    with np.errstate(all="ignore"):
        total = np.broadcast_to(engine.predictor(columns), (len(grids),))[good]
    bands = engine.band_index(total, engine.probabilities(total)) if engine.instrument.bands else total * 0
    return float(total.min()), float(total.max()), set(bands.astype(int).tolist())


HIDDEN = {
    "arp-dynamic": [
        ["s6q4_relationship", "s6q8_partner_status", "s3q4_accommodation"],  # with an interaction
        ["age_at_first_sanction", "sex", "s9q2_binge"],
        ["age_at_current_sanction", "age_at_first_sanction"],  # with impossible combinations
        ["total_sanctions_incl_current", "age_at_first_sanction"],
    ],
    "vrp": [
        ["violent_sanctions_incl_current", "total_sanctions_incl_current"],
        ["sex", "offence_category", "offence_free_months_capped"],
    ],
    "ovp": [
        ["violent_prior_sanctions", "sex", "temper"],
        ["chronic_drinking", "binge_drinking", "attitudes"],
    ],
    "oxrec-demonstration": [
        ["alcohol", "drugs", "support_at_release"],
        ["age_at_release", "prior_convictions"],
    ],
    "osp-iic": [["indecent_image_sanctions", "contact_child_sanctions"]],
}


@pytest.mark.parametrize(
    ("name", "hidden"), [(name, hidden) for name, groups in HIDDEN.items() for hidden in groups]
)
def test_bounds_and_bands_equal_those_of_trying_everything(name: str, hidden: list[str]):
    instrument = load(name)
    people = draw_people(instrument, 4, np.random.default_rng(7))
    for row in range(4):
        known = {item: int(codes[row]) for item, codes in people.items() if item not in hidden}
        low, high, bands = brute(name, known, hidden)
        reach = explore(instrument.engine, known)
        assert reach is not None
        assert reach.low == pytest.approx(low, abs=1e-12)
        assert reach.high == pytest.approx(high, abs=1e-12)
        if instrument.bands:
            assert set(reach.bands) == bands


def test_a_band_that_no_answer_leads_to_is_left_out():
    """Points 0, 2, 5 (priors) plus 0 or 4: with work known, 1 point or 3 or 4 cannot be reached."""
    text = changed("at_least: 0, at_most: 4}", "at_least: 0, at_most: 2}\n    "
                   "- {id: middle, label: {nl: midden, en: middle}, at_least: 3, at_most: 4}")  # fmt: skip
    numbers = "bands.levels.low.at_most, 4, here"
    text = changed(numbers, "bands.levels.low.at_most, 2, here\n    bands.levels.middle.at_least, 3, here\n"
                   "    bands.levels.middle.at_most, 4, here", text)  # fmt: skip
    text = changed("one, yes, 1, 20, 18, 3, low", "one, yes, 1, 20, 18, 3, middle", text)
    text = changed("1, 20, 18, 3, 7, low high, 4", "1, 20, 18, 3, 7, middle high, 4", text)
    instrument = read_text(text, "small")
    reach = explore(instrument.engine, {"work": 0, "age_now": 20, "age_first": 20})
    assert reach is not None
    assert (reach.low, reach.high) == (0, 5)
    assert [instrument.bands.levels[place].id for place in reach.bands] == ["low", "high"]


def test_everything_unknown():
    reach = explore(SMALL.engine, {})
    assert reach is not None
    assert (reach.low, reach.high) == (0, 12)


def test_known_answers_that_leave_nothing_possible():
    ogrs3 = load("ogrs3")
    known = {"age_at_first_sanction": 40, "age_at_start": 30}  # no current sanction fits between
    assert explore(ogrs3.engine, known) is None


def test_one_term_alone_has_bounds_too():
    term = next(term for term in SMALL.engine.terms if term.id == "priors")
    assert extent(SMALL.engine, {"work": 0, "age_now": 20, "age_first": 20}, term) == (0, 5)


def test_tables_too_large_to_make_at_once_are_gone_through(monkeypatch: pytest.MonkeyPatch):
    ogrs3 = load("ogrs3")
    known = {"sex": 0, "age_at_start": 40, "offence": 0}
    whole = explore(ogrs3.engine, known)
    monkeypatch.setattr("riskkit.instruments.bounds.DENSE", 1000)
    assert explore(ogrs3.engine, known) == whole
