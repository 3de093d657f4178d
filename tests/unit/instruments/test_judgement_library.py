"""The judgement instruments of the library against the public facts about them."""

import pytest

from riskkit.errors import PopulationRefused
from riskkit.instruments import Instrument, check_population, load
from riskkit.pages.judgement_forms import INSTRUMENTS, judgement_forms

PROTECTED = ("vera-2r", "erg22", "trap-18")


def codes(name: str) -> dict[str, list[str | None]]:
    return {domain.id: [item.source_code for item in domain.items] for domain in load(name).domains}


def test_vera_2r_has_its_34_indicators_in_five_domains():
    expected = {"BA": 7, "SCI": 7, "HAC": 6, "CM": 8, "P": 6}
    assert list(codes("vera-2r").values()) == [
        [f"{letters}{number}" for number in range(1, count + 1)] for letters, count in expected.items()
    ]
    unverified = [item.source_code for item in load("vera-2r").items if not item.verified]
    assert unverified == ["SCI5", "SCI6", "SCI7", "HAC6", "CM6", "CM7", "CM8"]
    assert {item.values for item in load("vera-2r").items} == {("low", "moderate", "high")}


def test_only_the_protective_domain_of_vera_2r_reads_the_other_way():
    protective = [item.source_code for item in load("vera-2r").items if item.kind == "protective"]
    assert protective == ["P1", "P2", "P3", "P4", "P5", "P6"]


def test_erg22_has_22_places_in_three_dimensions_and_none_is_called_verified():
    instrument = load("erg22")
    assert [domain.id for domain in instrument.domains] == ["engagement", "intent", "capability"]
    assert len(instrument.items) == 22
    assert not any(item.verified for item in instrument.items)
    assert {len(item.values) for item in instrument.items} == {3}
    assert instrument.status == "retired"  # replaced by the ERG-R in March 2025


def test_trap_18_has_8_proximal_and_10_distal_items():
    instrument = load("trap-18")
    assert [(domain.id, len(domain.items)) for domain in instrument.domains] == [
        ("proximal", 8), ("distal", 10),
    ]  # fmt: skip
    assert {item.values for item in instrument.items} == {("absent", "present")}
    assert sum(not item.verified for item in instrument.items) == 5


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_judgement_instrument_has_no_total_and_lets_the_unknown_be_unknown(name: str):
    instrument = load(name)
    assert instrument.is_judgement
    assert instrument.horizons == ()
    assert instrument.missing.unknown == "reason"
    assert all(item.unknown == "allowed" for item in instrument.items)
    own = set(Instrument.model_fields) | set(type(instrument.rule).model_fields)
    assert not [field for field in own if "total" in field and field != "no_total"]
    assert not hasattr(instrument.rule, "points")
    for text in (instrument.misuse.nl, instrument.misuse.en.lower()):
        assert "optellen" in text or "added up" in text


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_no_instrument_claims_to_be_validated_for_the_clients_of_team_ter(name: str):
    with pytest.raises(PopulationRefused, match="is not validated for the population 'nl-ter'"):
        check_population(load(name), "nl-ter")
    assert "Team TER" in load(name).population.description.nl


def test_each_form_says_so_in_both_languages(tmp_path):
    for forms in judgement_forms(tmp_path):
        assert "Niet gevalideerd als voorspelling voor cliënten van Team TER" in forms["nl"].notices[0]
        assert "Not validated as a prediction for clients of Team TER" in forms["en"].notices[0]
        assert len(forms["nl"].notices) == len(forms["en"].notices)


@pytest.mark.parametrize("name", PROTECTED)
def test_the_licence_says_what_is_left_out(name: str):
    assert "tekstpakket" in load(name).licence.shipped.nl
    assert "text pack" in load(name).licence.shipped.en
