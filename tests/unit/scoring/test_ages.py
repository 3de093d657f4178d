"""Ages from dates: the published derivations, leap days, and dates that cannot be."""

import json
from datetime import date
from pathlib import Path

import pytest

from riskkit.errors import ResponseError
from riskkit.instruments import load
from riskkit.instruments.responses import Unknown
from riskkit.scoring.ages import age_at, ages_from_dates

PUBLISHED = Path(__file__).parents[2] / "instruments" / "oracle" / "uk_ogrs4_generation.json"
ROWS = json.loads(PUBLISHED.read_text())["vectors"]["rows"]
ARP = load("arp")


@pytest.mark.parametrize("row", ROWS, ids=[f"row-{row['source_row']}" for row in ROWS])
def test_published_dates_give_the_published_ages(row: dict[str, object]):
    names = {
        "date_of_birth": "date_of_birth", "date_of_first_sanction": "first_sanction_date",
        "date_of_current_sanction": "current_sanction_date", "date_at_start": "community_date",
    }  # fmt: skip
    found = ages_from_dates({ours: date.fromisoformat(row[theirs]) for ours, theirs in names.items()}, ARP)
    derived = row["derived"]
    assert found == {name: derived[name] for name in found}
    assert len(found) == 3


def test_a_birthday_on_29_february_falls_on_1_march_in_other_years():
    born = date(1988, 2, 29)
    assert age_at(born, date(2009, 2, 28)) == 20
    assert age_at(born, date(2009, 3, 1)) == 21
    assert age_at(born, date(2008, 2, 29)) == 20


def test_a_date_that_is_not_known_leaves_its_age_unknown():
    found = ages_from_dates({"date_of_birth": date(1990, 1, 1), "date_at_start": date(2020, 6, 1)}, ARP)
    assert found["age_at_start_of_follow_up"] == 30
    assert isinstance(found["age_at_first_sanction"], Unknown)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"date_of_first_sanction": date(1969, 1, 1)},
            "'date_of_first_sanction': lies before 'date_of_birth'",
        ),
        (
            {"date_of_first_sanction": date(2011, 1, 1)},
            "'date_of_current_sanction': lies before 'date_of_first_sanction'",
        ),
        ({"date_at_start": date(2009, 12, 31)}, "'date_at_start': lies before 'date_of_current_sanction'"),
    ],
)
def test_dates_that_cannot_be(change: dict[str, date], words: str):
    dates = {
        "date_of_birth": date(1970, 1, 1), "date_of_first_sanction": date(1990, 1, 1),
        "date_of_current_sanction": date(2010, 1, 1), "date_at_start": date(2011, 1, 1),
    }  # fmt: skip
    with pytest.raises(ResponseError) as caught:
        ages_from_dates({**dates, **change}, ARP)
    assert words in str(caught.value)
