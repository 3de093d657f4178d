"""One test for each kind of error that was found in public implementations of these scales.

Each puts the error into a library file and expects that the file is refused, by its worked
cases and not only by the second transcription of its numbers.
"""

import re
from collections.abc import Callable

import pytest

from riskkit.errors import InstrumentError, PopulationRefused
from riskkit.instruments import check_population, load
from riskkit.instruments.loader import read_text
from tests.instruments.library import PATHS


def refused(name: str, change: Callable[[str], str]) -> str:
    """Return the message with which the changed file is refused."""
    text = PATHS[name].read_text(encoding="utf-8")
    rule, mark, rest = text.partition("second_entry:")  # cases and second transcription stay
    changed = change(rule)
    assert changed != rule, "the test changes nothing"
    with pytest.raises(InstrumentError) as caught:
        read_text(changed + mark + rest, name)
    return str(caught.value)


def replaced(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert text.count(old) >= 1, f"'{old}' is not in the file"
        return text.replace(old, new, count)

    return change


def swapped(first: str, second: str) -> Callable[[str], str]:
    return lambda text: text.replace(first, "\0").replace(second, first).replace("\0", second)


def test_the_sign_of_girls_below_16_flipped():
    """hmpps-arns-risk-actuarial-api before 35b0295; its own unit test asserted the wrong value."""
    message = refused("ogrs3", replaced("female: [-0.785038489, -0.613852078, -0.669521331,",
                                        "female: [0.785038489, 0.613852078, 0.669521331,"))  # fmt: skip
    assert re.search(r"case '.*' \(line \d+ of its table\) expects 1y = ", message)
    assert "differs from its second transcription" in message


def test_two_offence_labels_swapped():
    """rsr-calculator: the labels of drink driving and other motoring stood the wrong way round."""
    message = refused("ogrs3", swapped('en: "drink driving"', 'en: "other motoring offence"'))
    assert "calls 'DRINK_DRIVING' of 'offence' \"drink driving\"; the item has another name for it" in message


def test_two_offence_codes_swapped():
    message = refused("ogrs3", swapped("OTHER_MOTORING: 0.262228428", "OTHER_MOTORING: -0.121439408"))
    assert "case 'offence-other-motoring'" in message


def test_a_decimal_shift():
    """An offence table of hmpps had .0328 where .0033 was meant."""
    message = refused("ogrs3", replaced("SEXUAL_NOT_CHILD: 0.003276327", "SEXUAL_NOT_CHILD: 0.03276327"))
    assert "case 'offence-sexual-not-child'" in message


def test_a_sentinel_as_a_weight():
    """The same table held 999 as the weight of three codes."""
    message = refused("ogrs3", replaced("HANDLING: 0.351866973", "HANDLING: 999"))
    assert "case 'offence-handling'" in message


def test_the_second_sanction_multiplied_by_the_wrong_factor():
    """rsr-calculator 2018: the years since the first sanction multiplied the intercept, not the slope."""
    message = refused(
        "arp", replaced("of: {plus: [age_at_current_sanction], minus: [age_at_first_sanction]}",
                        "of: total_sanctions_incl_current"),
    )  # fmt: skip
    assert "expects term years_to_second = " in message


def test_all_sanctions_read_as_violent_ones():
    """rsr-calculator 2018: OGRS4V read previousSanctions as violentSanctions."""
    message = refused(
        "vrp", replaced("of: violent_sanctions_incl_current\n      coefficients",
                        "of: total_sanctions_incl_current\n      coefficients"),
    )  # fmt: skip
    assert "expects term violent_sanctions = " in message


def test_a_dead_branch_in_bands():
    """psa-check: three or more prior violent convictions scored as one or two, the branch was never met."""
    message = refused("osp-dc", replaced("edges: [1, 2, 3]\n      values: [0, 5, 10, 15]",
                                         "edges: [1, 2, 251]\n      values: [0, 5, 10, 15]"))  # fmt: skip
    assert "has an edge at 251, outside what contact_adult_sanctions can be" in message


def test_a_dead_branch_in_a_condition():
    message = refused("arp", replaced("at_least: 3", "at_least: 1"))
    assert (
        "has a limit of 1 on total_sanctions_incl_current that always or never holds: a dead branch"
        in message
    )


def test_a_typing_error_in_the_intercept():
    """hmpps had -8.6333 where -8.633 was meant."""
    message = refused("osp-dc", replaced("2y: -8.633}", "2y: -8.6333}"))
    assert re.search(r"case '.*' .* expects 2y = ", message)


def test_an_edge_of_a_band_on_the_wrong_side():
    """hmpps: 3.0 per cent belonged to the lower band."""
    message = refused(
        "svrp", lambda text: text.replace("at_least: 0.010, below: 0.030", "at_least: 0.010, at_most: 0.030")
        .replace("at_least: 0.030, below", "above: 0.030, below"),
    )  # fmt: skip
    assert "expects band = high, gives medium" in message


def test_the_wrong_variable_in_the_branch_for_women():
    """hmpps: the branch for women read a number for men."""
    message = refused("svrp", replaced("female: [-0.0402256071602197]", "female: [-0.117956562302911]"))
    assert "expects term years_to_second = " in message


def test_scores_inverted():
    """hmpps: a favourable answer got the points of an unfavourable one."""
    message = refused("ovp", replaced('values: {"no": 4, "yes": 0}', 'values: {"no": 0, "yes": 4}'))
    assert re.search(r"case 'recognises-impact-.*' .* expects score", message)


def test_the_wrong_rounding():
    message = refused("ogp", replaced("rounding: half_up", "rounding: up"))
    assert re.search(r"case '.*' .* expects score", message)


def test_numbers_cut_off_after_five_decimals():
    """A table of hmpps was saved with too few digits."""
    message = refused("ogrs3", replaced("coefficient: 1.251124464", "coefficient: 1.25112"))
    assert re.search(r"case '.*' .* expects 1y = ", message)


def test_the_number_of_sanctions_off_by_one():
    """hmpps: the current sanction counted twice."""
    message = refused("ogrs3", replaced("numerator: {plus: [prior_sanctions], constant: 1}",
                                        "numerator: {plus: [prior_sanctions], constant: 2}"))  # fmt: skip
    assert "case 'published-1'" in message


def test_the_wrong_age():
    """hmpps: the age at the first sanction where the age now was meant."""
    message = refused("ogrs3", replaced("of: age_at_start\n", "of: age_at_first_sanction\n"))
    assert re.search(r"item 'age_at_start' is read by no term: its options are unreachable", message)


def test_the_instrument_of_another_group_is_refused():
    """OxRec at Reclassering Nederland: prisoners got the formula of probation clients, and the reverse."""
    cautioned = load("ogrs3-cautions")
    assert cautioned.hash != load("ogrs3").hash
    with pytest.raises(PopulationRefused, match="not validated for the population 'england-wales-convicted'"):
        check_population(cautioned, "england-wales-convicted")
