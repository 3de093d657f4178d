"""The account for the person: figures as worked out, both languages, what is unknown, what can change."""

import pytest

from riskkit.errors import GateRefused
from riskkit.instruments import load
from riskkit.instruments.loader import read_text
from riskkit.scoring import Unknown, explain
from tests.unit.instruments.small import WHOLE
from tests.unit.scoring.people import PUBLISHED, WOMAN

OGRS3 = load("ogrs3")
SMALL = read_text(WHOLE, "small")


def test_dutch_tells_how_many_of_a_hundred():
    text = explain(OGRS3, PUBLISHED)
    assert "Binnen 2 jaar: van 100 mensen met dezelfde antwoorden krijgen er naar schatting 75" in text
    assert "en 25 niet. Dat is 75%." in text
    assert "Dat heet in dit instrument: hoog." in text
    assert "Het zegt niet wat u gaat doen." in text
    assert "Deze uitkomst is geen besluit." in text
    assert "Nooit onderzocht bij cliënten van Team TER" in text


def test_english_says_the_same():
    text = explain(OGRS3, PUBLISHED, language="en")
    assert "Within 1 year: of 100 people with the same answers, an estimated 59 will meet with this" in text
    assert "This instrument calls that: high." in text


def test_what_counted_most_comes_first_with_what_another_answer_would_give():
    """Without prior sanctions the published probability within 2 years is .2213."""
    lines = explain(OGRS3, PUBLISHED, language="en").splitlines()
    first = lines[lines.index("What counted most") + 1]
    assert first == "- Prior sanctions (4). With the most favourable answer here the result would be 22%."


def test_small_risks_are_told_of_more_people():
    svrp = load("svrp")
    case = svrp.cases[0].cases[0]  # published row 0: 0.0015976415
    answers = {name: int(cell) if cell.isdigit() else cell for name, cell in case.answers.items()}
    text = explain(svrp, answers, language="en")
    assert "of 1,000 people with the same answers, an estimated 2 will" in text
    assert "That is 0.2%." in text


def test_the_unknown_is_told_and_never_zero():
    text = explain(OGRS3, {**WOMAN, "offence": Unknown("dossier ontbreekt")})
    assert "niet alles over u is bekend" in text
    assert "- Soort delict. Reden: dossier ontbreekt. Dit telt niet als nul" in text
    assert "krijgen er naar schatting" not in text


def test_what_can_change_is_told_of_changeable_items_only():
    text = explain(SMALL, {"work": "no", "priors": 1, "age_now": 20, "age_first": 20}, language="en")
    assert "Your number of points is 6." in text
    assert "- Work. Now: no. With yes the result becomes lower." in text
    assert "Earlier. Now" not in text  # the past cannot change


def test_nothing_that_can_change_is_said_so():
    assert "kijkt bij u alleen naar zaken die niet veranderen" in explain(OGRS3, WOMAN)


def test_unknown_points_are_a_span():
    text = explain(SMALL, {"priors": 1, "age_now": 20, "age_first": 18}, language="en")
    assert "Your number of points therefore lies between 3 and 7." in text
    assert "In this instrument that can be: low, high." in text
    assert "- Work. This is not known yet. An answer makes the result more precise." in text


def test_runs_of_numbers_are_told_as_spans():
    from riskkit.scoring.explanation import describe_answers
    from riskkit.wording import wording

    item = OGRS3.item("prior_sanctions")
    assert (
        describe_answers(item, (0, 1, 2, 5, 7, 8), wording("instrument", "nl"))
        == "0 tot en met 2, 5, 7 tot en met 8"
    )


def test_a_judgement_has_no_account_of_a_score():
    with pytest.raises(GateRefused):
        explain(load("vera-2r"), {})
