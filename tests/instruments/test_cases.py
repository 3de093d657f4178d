"""Every worked case of every instrument, one test each; and that the files hold what they must."""

import json
from pathlib import Path

import numpy as np
import pytest

from riskkit.instruments import catalogue, load
from riskkit.instruments.numbers import ruled_numbers
from riskkit.parameters import read_yaml
from riskkit.scoring import score
from tests.instruments.library import ORACLES, PATHS, SCORED, results, unchecked

ORACLE = Path(__file__).parent / "oracle"
CASES = [(name, case.id) for name in SCORED for case in unchecked(name).worked_cases]


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}-{case}" for name, case in CASES])
def test_a_worked_case_comes_out(name: str, case: str):
    assert results(name)[case].problems == ()


def test_the_library_has_at_least_fourteen_instruments_and_all_load():
    found = catalogue()
    assert len(found) >= 14
    assert {each.id for each in found} == set(PATHS)


def test_every_scored_instrument_has_a_second_evaluator():
    assert set(SCORED) == set(ORACLES)


@pytest.mark.parametrize("name", PATHS)
def test_none_is_validated_for_clients_of_team_ter(name: str):
    """The one exception is judgement: VERA-2R and its like are made for such cases, and compute nothing."""
    instrument = load(name)
    if not instrument.is_judgement:
        assert "nl-ter" not in instrument.population.stated
        assert "Team TER" in instrument.population.description.nl


@pytest.mark.parametrize("name", SCORED)
def test_every_number_of_rule_and_bands_has_a_place_in_a_source(name: str):
    content = read_yaml(PATHS[name]).content
    entry = unchecked(name).second_entry
    assert entry is not None
    assert {at for at, _, _ in entry.entries} == set(ruled_numbers(content))
    assert all(place for _, _, place in entry.entries)


@pytest.mark.parametrize("name", SCORED)
def test_cases_have_every_kind(name: str):
    """Published or computed apart, refused, and unknown: each is there."""
    cases = unchecked(name).worked_cases
    assert any("?" in case.answers.values() for case in cases)
    refused = {name for case in cases for name in case.expected.get("refused", "").split()}
    assert refused == {item.id for item in unchecked(name).items}


def test_ogrs3_gives_the_published_probabilities():
    """The vectors as published, straight from their file, not through the instrument's own cases."""
    published = json.loads((ORACLE / "ogrs3_published.json").read_text())
    ogrs3 = load("ogrs3")
    for vector in published["vectors"]:
        person = {item.id: vector[item.id] for item in ogrs3.items}
        person["sex"] = {"M": "male", "F": "female"}[vector["sex"]]
        result = score(ogrs3, person)
        assert result.probability["1y"] == pytest.approx(vector["p1"], abs=1e-9)
        assert result.probability["2y"] == pytest.approx(vector["p2"], abs=1e-9)


@pytest.mark.parametrize(
    ("total", "one_year", "two_years"), [(-2.776835807, 0.20193, 0.34183), (0.0, 0.80259, 0.89299)]
)
def test_ogrs3_probabilities_of_the_oasys_spreadsheet(total: float, one_year: float, two_years: float):
    """The spreadsheet of OASys gives probabilities of sums, to 5 decimals, from constants of 5 digits."""
    found = load("ogrs3").engine.probabilities(np.array([total]))
    assert float(found["1y"][0]) == pytest.approx(one_year, abs=1e-5)
    assert float(found["2y"][0]) == pytest.approx(two_years, abs=1e-5)


DYNAMIC = {"S2Q2A_weapon": "s2q2a_weapon", "S6Q8_partner_status(1=living together)": "s6q8_partner_status"}
DRUGS = {
    "crack": "drug_crack",
    "cocaine": "drug_cocaine",
    "opiate": "drug_opiate",
    "cannabis": "drug_cannabis",
}
ROWS = json.loads((ORACLE / "uk_ogrs4_generation.json").read_text())["vectors"]["rows"]


def published_person(row: dict[str, object]) -> dict[str, object]:
    person = {**row, **row["derived"], "sex": {"M": "male", "F": "female"}[row["sex"]]}
    person |= {DYNAMIC.get(name, name.lower()): value for name, value in row["dynamic"].items()}
    person |= {DRUGS[name]: 1 for name in row["dynamic"]["drugs_yes"]}
    return person


@pytest.mark.parametrize("row", ROWS, ids=[f"row-{row['source_row']}" for row in ROWS])
@pytest.mark.parametrize("name", ["arp", "arp-dynamic", "vrp", "vrp-dynamic", "svrp", "svrp-dynamic"])
def test_the_ogrs4_generation_gives_the_published_probabilities(name: str, row: dict[str, object]):
    instrument = load(name)
    person = published_person(row)
    answers = {item.id: person.get(item.id, 0) for item in instrument.items}
    predictor, _, dynamic = name.partition("-")
    expected = row["expected_probability"][f"{predictor.upper()}_{dynamic or 'static'}"]
    assert score(instrument, answers).probability["2y"] == pytest.approx(expected, abs=1e-9)
