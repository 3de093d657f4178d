"""One person: published probabilities, contributions that add up, three states, refusals."""

import dataclasses
import math

import pytest

from riskkit.errors import GateRefused, PopulationRefused, ResponseError
from riskkit.instruments import load
from riskkit.instruments.loader import read_text
from riskkit.scoring import Measured, NotApplicable, ScoredAssessment, Unknown, score
from tests.unit.instruments.small import WHOLE, changed
from tests.unit.scoring.people import PUBLISHED, WOMAN

OGRS3 = load("ogrs3")
SMALL = read_text(WHOLE, "small")


def test_published_probabilities_band_and_identity():
    result = score(OGRS3, PUBLISHED)
    assert result.probability["1y"] == pytest.approx(0.59225810479, abs=1e-11)
    assert result.probability["2y"] == pytest.approx(0.748843065849, abs=1e-11)
    assert result.interval["2y"] == (result.probability["2y"], result.probability["2y"])
    assert (result.bands, result.band, result.complete) == (("high",), "high", True)  # 75 whole per cent
    assert (result.instrument, result.version, result.hash) == ("ogrs3", OGRS3.version, OGRS3.hash)


def test_contributions_add_up_to_the_score():
    """Age and sex -.625103618, repeat .463062792, 1.251124464 ln(5/10), violence 0."""
    result = score(OGRS3, PUBLISHED)
    priors = 0.463062792 + 1.251124464 * math.log(5 / 10)
    assert result.contributions["age_at_start"] == pytest.approx(-0.625103618, abs=1e-15)
    assert result.contributions["prior_sanctions"] == pytest.approx(priors, abs=1e-15)
    assert result.contributions["sex"] == 0.0
    assert result.raw_score == pytest.approx(-0.625103618 + priors, abs=1e-15)
    assert sum(result.contributions.values()) == pytest.approx(result.raw_score, abs=1e-12)
    assert sum(result.domains.values()) == pytest.approx(result.raw_score, abs=1e-12)
    assert [term.term for term in result.terms] == ["age_and_sex", "history", "rate", "offence"]


def test_a_result_cannot_be_changed():
    result = score(OGRS3, WOMAN)
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.raw_score = 0.0  # pyright: ignore[reportAttributeAccessIssue]
    with pytest.raises(TypeError):
        result.probability["1y"] = 0.0  # pyright: ignore[reportIndexIssue]


def test_an_unknown_answer_gives_exact_bounds_and_no_number():
    """Kind of offence unknown: least drug import -.795556373, most soliciting .760608858."""
    result = score(OGRS3, {**WOMAN, "offence": Unknown("file not received")})
    rest = score(OGRS3, WOMAN).raw_score - 0.204960477
    low = 1 / (1 + math.exp(-(1.402562384 + rest - 0.795556373)))
    high = 1 / (1 + math.exp(-(1.402562384 + rest + 0.760608858)))
    assert result.interval["1y"] == pytest.approx((low, high), abs=1e-12)
    assert result.probability == {"1y": None, "2y": None}
    assert result.raw_score is None
    assert result.contributions["offence"] is None
    assert result.contributions["age_at_start"] == pytest.approx(-1.524652221)
    assert result.domains["offence"] is None
    assert (result.omitted, dict(result.reasons)) == (("offence",), {"offence": "file not received"})


@pytest.mark.parametrize("missing", [None, math.nan, Unknown()])
def test_what_is_missing_is_unknown_and_never_zero(missing: object):
    left_out = {name: answer for name, answer in WOMAN.items() if name != "prior_sanctions"}
    given = score(OGRS3, {**WOMAN, "prior_sanctions": missing})
    assert given == score(OGRS3, left_out)
    assert given.omitted == ("prior_sanctions",)
    zero = score(OGRS3, {**WOMAN, "prior_sanctions": 0})
    assert given.interval["2y"][0] == pytest.approx(zero.probability["2y"], abs=1e-12)
    assert given.interval["2y"][1] > 0.9


def test_not_applicable_counts_as_the_source_says_and_is_told():
    answers = {"priors": 1, "age_now": 20, "age_first": 18}
    result = score(SMALL, {**answers, "work": NotApplicable()})
    assert result.raw_score == score(SMALL, {**answers, "work": "yes"}).raw_score == 3
    assert result.not_applicable == ("work",)
    assert result.omitted == ()


def test_points_are_prorated_where_the_policy_says_so():
    """Priors 2 points and years (18 to 20: 0.5, upwards) 1 point, three of four items answered: 4."""
    answers = {"priors": 1, "age_now": 20, "age_first": 18}
    result = score(SMALL, answers)
    assert result.prorated_score == 4.0
    assert result.interval["score"] == (3.0, 7.0)
    assert result.bands == ("low", "high")
    assert score(SMALL, {"age_now": 20, "age_first": 18}).prorated_score is None  # two unknown: too many


def test_an_instrument_may_refuse_unknown_answers():
    text = changed("unknown: prorate\n  prorate_at_most: 1", "unknown: refuse")
    text = changed(
        "  no-work, ?, 1, 20, 18, 3, 7, low high, 4", "  no-work, no, 1, 20, 18, 7, 7, high, 4", text
    )
    case = text.index(
        "  - found: {source: own, place: by hand}\n    table: |\n"
        "      case, work, priors, age_now, age_first, = score lower"
    )
    end = text.index("  - found", case + 5)
    refusing = read_text(text[:case] + text[end:], "small")
    with pytest.raises(ResponseError, match="item 'work': is not answered"):
        score(refusing, {"priors": 1, "age_now": 20, "age_first": 18})


def test_judgement_is_never_scored():
    with pytest.raises(GateRefused, match="never added up"):
        score(load("vera-2r"), {})


def test_clients_of_team_ter_are_refused():
    with pytest.raises(PopulationRefused, match="not validated for the population 'nl-ter'"):
        score(OGRS3, PUBLISHED, population="nl-ter")
    assert isinstance(score(OGRS3, PUBLISHED, population="england-wales-convicted"), ScoredAssessment)


def test_neither_a_mapping_nor_a_table():
    with pytest.raises(ResponseError, match="neither a mapping of item to answer nor a DataFrame"):
        score(OGRS3, [1, 2, 3])  # pyright: ignore[reportCallIssue, reportArgumentType]


BAD = {
    "an unknown item": ({"age": 20}, "item 'age': is not an item of ogrs3"),
    "a code outside the list": ({"offence": "MURDER"}, "item 'offence': has a code outside its list"),
    "text for a number": ({"prior_sanctions": "4"}, "item 'prior_sanctions': is not a number"),
    "a truth value for a number": ({"prior_sanctions": True}, "item 'prior_sanctions': is not a number"),
    "a number for a code": ({"sex": 1}, "item 'sex': has a code outside its list"),
    "a fraction": ({"age_at_start": 20.5}, "item 'age_at_start': is not a whole number"),
    "infinity": ({"age_at_start": math.inf}, "item 'age_at_start': is not a whole number"),
    "an age below the range": ({"age_at_first_sanction": 9}, "allowed: whole numbers from 10 to 110 (years)"),
    "an age above the range": ({"age_at_start": 111}, "item 'age_at_start': is outside its range"),
    "a negative count": ({"prior_sanctions": -1}, "item 'prior_sanctions': is outside its range"),
    "another unit": ({"age_at_start": Measured(240, "months")}, "is given in months; allowed: in years"),
    "not applicable": ({"sex": NotApplicable()}, "item 'sex': cannot be 'not applicable'"),
    "a first sanction after the current one": (
        {"age_at_first_sanction": 21},
        "'age_at_first_sanction' and 'age_at_current_sanction': cannot go together",
    ),
    "follow-up before the conviction": (
        {"age_at_start": 19},
        "'age_at_current_sanction' and 'age_at_start': cannot go together",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_clear_error_for(kind: str):
    change, words = BAD[kind]
    with pytest.raises(ResponseError) as caught:
        score(OGRS3, {**PUBLISHED, **change})
    assert words in str(caught.value)
    assert "MURDER" not in str(caught.value)  # values are not repeated


def test_all_faults_of_a_person_come_at_once():
    with pytest.raises(ResponseError) as caught:
        score(OGRS3, {**PUBLISHED, "sex": "M", "age_at_start": 5, "colour": 1})
    assert len(caught.value.faults) == 3


def test_a_unit_that_fits_is_taken():
    assert score(OGRS3, {**PUBLISHED, "age_at_start": Measured(20, "years")}) == score(OGRS3, PUBLISHED)


def test_known_answers_that_leave_nothing_possible():
    answers = {**PUBLISHED, "age_at_first_sanction": 40, "age_at_current_sanction": Unknown()}
    with pytest.raises(ResponseError, match="leave no answer possible"):
        score(OGRS3, answers)
