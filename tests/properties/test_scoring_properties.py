"""Laws that scoring keeps whatever the answers; people are drawn from the instruments' own items."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskkit.errors import ResponseError
from riskkit.instruments import Instrument, catalogue, load
from riskkit.instruments.properties import check_properties
from riskkit.scoring import Unknown, find_movers, score

BOUNDED = settings(max_examples=40, deadline=None)
SLACK = 1e-12
SCORED = {each.id: each for each in catalogue() if not each.is_judgement}
OGRS3 = SCORED["ogrs3"]


@st.composite
def people(draw: st.DrawFn, instrument: Instrument) -> dict[str, int | str]:
    """One person whose answers can go together: numbers that cannot stand so are turned round."""
    answers = {item.id: draw(st.sampled_from(item.values)) for item in instrument.items}
    for order in (*instrument.impossible, *instrument.impossible):
        lesser, greater = order.lesser.items[0], order.greater.items[0]
        if answers[lesser] > answers[greater]:
            answers[lesser], answers[greater] = answers[greater], answers[lesser]
    for order in instrument.impossible:  # of unlike kinds, such as sanctions: the lesser gives way
        lesser, greater = order.lesser.items[0], order.greater.items[0]
        answers[lesser] = min(answers[lesser], answers[greater])
    return answers


@st.composite
def anyone(draw: st.DrawFn) -> tuple[Instrument, dict[str, int | str]]:
    instrument = SCORED[draw(st.sampled_from(sorted(SCORED)))]
    return instrument, draw(people(instrument))


@BOUNDED
@given(anyone())
def test_probabilities_lie_in_0_to_1_and_never_fall_with_time(person):
    instrument, answers = person
    found = [score(instrument, answers).probability[name] for name in instrument.horizons]
    assert all(0 <= value <= 1 for value in found)
    assert found == sorted(found)


@BOUNDED
@given(anyone())
def test_contributions_add_up(person):
    instrument, answers = person
    result = score(instrument, answers)
    assert sum(result.contributions.values()) == pytest.approx(result.raw_score, abs=1e-9)
    assert sum(result.domains.values()) == pytest.approx(result.raw_score, abs=1e-9)


@BOUNDED
@given(anyone(), st.data())
def test_an_unknown_never_narrows_below_the_value_that_it_hides(person, data):
    instrument, answers = person
    result = score(instrument, answers)
    hidden = data.draw(st.lists(st.sampled_from(sorted(answers)), min_size=1, max_size=2, unique=True))
    wide = score(instrument, answers | dict.fromkeys(hidden, Unknown()))
    low, high = wide.score_interval
    assert low - SLACK <= result.raw_score <= high + SLACK
    assert set(result.bands) <= set(wide.bands)
    for name, value in result.probability.items():
        assert wide.interval[name][0] - SLACK <= value <= wide.interval[name][1] + SLACK


@BOUNDED
@given(anyone(), st.data())
def test_more_unknown_never_narrows(person, data):
    instrument, answers = person
    first, second = data.draw(st.lists(st.sampled_from(sorted(answers)), min_size=2, max_size=2, unique=True))
    one = score(instrument, answers | {first: Unknown()})
    two = score(instrument, answers | {first: Unknown(), second: Unknown()})
    assert two.score_interval[0] <= one.score_interval[0] + SLACK
    assert two.score_interval[1] >= one.score_interval[1] - SLACK
    assert set(one.bands) <= set(two.bands)


@BOUNDED
@given(anyone())
def test_the_order_of_answers_changes_nothing(person):
    instrument, answers = person
    assert score(instrument, dict(reversed(answers.items()))) == score(instrument, answers)


@settings(max_examples=15, deadline=None)
@given(st.lists(people(OGRS3), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_table_is_scored_as_one_by_one_in_any_order(rows, shuffle):
    table = score(OGRS3, pd.DataFrame(rows))
    singles = [score(OGRS3, answers) for answers in rows]
    assert table["probability_2y"].tolist() == [each.probability["2y"] for each in singles]
    assert table["band"].tolist() == [each.band for each in singles]
    order = list(range(len(rows)))
    shuffle.shuffle(order)
    turned = score(OGRS3, pd.DataFrame([rows[place] for place in order]))
    assert turned["probability_2y"].tolist() == [table["probability_2y"][place] for place in order]


@BOUNDED
@given(people(OGRS3), st.integers(0, 249))
def test_more_prior_sanctions_never_lower_ogrs3(answers, prior):
    """First sanction to repeat adds .336920686, and the rate rises with the logarithm of 1 + priors."""
    fewer = score(OGRS3, answers | {"prior_sanctions": prior})
    more = score(OGRS3, answers | {"prior_sanctions": prior + 1})
    assert more.probability["2y"] > fewer.probability["2y"]


@BOUNDED
@given(people(OGRS3))
def test_movers_are_the_answers_that_change_the_band(answers):
    now = score(OGRS3, answers).band
    by_item = {mover.item: mover for mover in find_movers(OGRS3, answers)}
    for option in OGRS3.item("offence").options:
        then = score(OGRS3, answers | {"offence": option.code}).band
        moved = by_item.get("offence")
        told = moved is not None and option.code in (*moved.lower, *moved.higher)
        assert told == (then != now)


@BOUNDED
@given(
    people(OGRS3),
    st.sampled_from(sorted(item.id for item in OGRS3.items)),
    st.sampled_from([-1, 999, "x", 2.5]),
)
def test_what_no_item_allows_is_refused(answers, item, value):
    with pytest.raises(ResponseError):
        score(OGRS3, answers | {item: value})


@pytest.mark.parametrize("name", sorted(SCORED))
def test_the_properties_that_check_reports_hold(name):
    results = check_properties(load(name))
    assert [result.name for result in results if not result.held] == []
    assert len(results) >= 4


def test_a_property_that_does_not_hold_is_noticed():
    """Said to fall with prior sanctions, OGRS3 does not."""
    monotone = OGRS3.monotone.model_copy(update={"rises_with": (), "falls_with": ("prior_sanctions",)})
    results = check_properties(OGRS3.with_parts(monotone=monotone))
    assert [result.held for result in results] == [True, True, True, True, False]


def test_bands_are_the_same_from_both_sides_of_every_edge():
    """One step of rounding below an edge lies in the lower band, the edge itself in the upper."""
    for instrument in SCORED.values():
        bands = instrument.bands
        if bands is None or bands.of == "score":
            continue
        step = 10.0 ** -(bands.decimals or 9)
        for place, band in enumerate(bands.levels[1:], 1):
            values = np.array([band.lower - step, band.lower])
            found = instrument.engine.band_index(values, {bands.of: values})
            assert found.tolist() == [place - 1, place]
