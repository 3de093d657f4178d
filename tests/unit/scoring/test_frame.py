"""A table of people: the same results as one by one, and every fault with its count."""

import numpy as np
import pandas as pd
import pytest

from riskkit.errors import PopulationRefused, ResponseError
from riskkit.instruments import load
from riskkit.instruments.properties import draw_people
from riskkit.scoring import NotApplicable, Unknown, score
from tests.unit.scoring.people import PUBLISHED, WOMAN

OGRS3 = load("ogrs3")
FRAME = pd.DataFrame([PUBLISHED, WOMAN])


def test_published_probabilities_in_a_table():
    table = score(OGRS3, FRAME)
    assert table["probability_1y"].tolist() == pytest.approx([0.59225810479, 0.169817868519], abs=1e-11)
    assert table["probability_2y"].tolist() == pytest.approx([0.748843065849, 0.295717422984], abs=1e-11)
    assert table["band"].tolist() == ["high", "low"]
    assert list(table.index) == [0, 1]


@pytest.mark.parametrize("name", ["ogrs3", "vrp-dynamic", "ovp", "osp-iic", "oxrec-demonstration"])
def test_a_table_is_scored_as_one_by_one(name: str):
    """Every third person has an unknown answer."""
    instrument = load(name)
    people = draw_people(instrument, 30, np.random.default_rng(3))
    rows = [
        {
            item.id: int(people[item.id][row]) if item.numeric else item.options[people[item.id][row]].code
            for item in instrument.items
        }
        for row in range(30)
    ]
    for row in rows[::3]:
        row[instrument.items[-1].id] = None
    table = score(instrument, pd.DataFrame(rows, dtype=object))
    for row, answers in enumerate(rows):
        single = score(instrument, answers)
        for horizon, (low, high) in single.interval.items():
            assert table.at[row, f"lower_{horizon}"] == low
            assert table.at[row, f"upper_{horizon}"] == high
        for horizon, probability in single.probability.items():
            found = table.at[row, f"probability_{horizon}"]
            assert np.isnan(found) if probability is None else found == probability
        if instrument.bands:
            assert table.at[row, "bands"] == " ".join(single.bands)
        assert table.at[row, "omitted"] == " ".join(single.omitted)


def test_order_and_index_of_rows_are_kept():
    table = score(OGRS3, FRAME.set_axis([7, 3]))
    turned = score(OGRS3, FRAME.iloc[::-1].set_axis([3, 7]))
    pd.testing.assert_frame_equal(table.loc[[3, 7]], turned)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA, Unknown("file lost")])
def test_missing_cells_of_every_kind_are_unknown(missing: object):
    frame = FRAME.astype(object)
    frame.at[1, "prior_sanctions"] = missing
    table = score(OGRS3, frame)
    assert table["omitted"].tolist() == ["", "prior_sanctions"]
    assert np.isnan(table.at[1, "probability_2y"])
    assert table.at[1, "lower_2y"] < 0.295717422984 < table.at[1, "upper_2y"]


def test_numbers_of_every_width_are_numbers():
    narrow = FRAME.astype(
        {"age_at_start": "int8", "prior_sanctions": "float64", "age_at_current_sanction": "Int64"}
    )
    pd.testing.assert_frame_equal(score(OGRS3, narrow), score(OGRS3, FRAME))


def with_column(name: str, values: list[object]) -> pd.DataFrame:
    return FRAME.assign(**{name: values})


BAD = {
    "a missing column": (FRAME.drop(columns="sex"), "column 'sex': is not in the table"),
    "a foreign column": (with_column("shoe", [1, 2]), "column 'shoe': is not an item of ogrs3"),
    "a unit in the heading": (
        FRAME.rename(columns={"age_at_start": "age_at_start (months)"}),
        "gives a unit beside the item 'age_at_start'",
    ),
    "codes outside the list": (with_column("offence", ["A", "B"]), "has a code outside its list in 2 rows"),
    "text for numbers": (
        with_column("prior_sanctions", ["4", 5]),
        "item 'prior_sanctions': is not a number in 1 rows",
    ),
    "ages outside the range": (with_column("age_at_start", [200, 300]), "is outside its range in 2 rows"),
    "impossible ages": (with_column("age_at_first_sanction", [50, 50]), "cannot go together in 2 rows"),
    "a state that is not allowed": (
        with_column("sex", [NotApplicable(), "male"]),
        "cannot be 'not applicable' in 1 rows",
    ),
    "a person twice": (with_column("person", ["a", "a"]), "column 'person': 1 rows repeat a person"),
    "a person without a name": (with_column("person", ["a", None]), "column 'person': is empty in 1 rows"),
    "mixed versions": (with_column("instrument_version", [OGRS3.version, "2.0"]), "mixes 2 versions"),
    "another version": (with_column("instrument_version", ["2.0", "2.0"]), "names another version"),
    "no rows": (FRAME.head(0), "the table: has no rows"),
    "a column twice": (pd.concat([FRAME, FRAME[["sex"]]], axis=1), "column 'sex': occurs 2 times"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_clear_error_for(kind: str):
    frame, words = BAD[kind]
    with pytest.raises(ResponseError) as caught:
        score(OGRS3, frame)
    assert words in str(caught.value)


def test_all_faults_of_a_table_come_at_once():
    frame = FRAME.assign(offence=["A", "B"], sex=["M", "F"], prior_sanctions=["4", "5"])
    with pytest.raises(ResponseError) as caught:
        score(OGRS3, frame)
    assert len(caught.value.faults) == 3


def test_people_versions_and_populations_beside_the_items():
    frame = FRAME.assign(
        person=["a", "b"], instrument_version=OGRS3.version, population="england-wales-convicted"
    )
    assert score(OGRS3, frame)["person"].tolist() == ["a", "b"]
    with pytest.raises(PopulationRefused):
        score(OGRS3, frame.assign(population=["england-wales-convicted", "nl-ter"]))


def test_a_terms_table_too_large_is_computed_from_its_formula(monkeypatch: pytest.MonkeyPatch):
    from riskkit.scoring.lookup import Lookup

    people = draw_people(OGRS3, 50, np.random.default_rng(1))
    whole = Lookup(OGRS3).predictor(people)
    monkeypatch.setattr("riskkit.scoring.lookup.LARGEST", 100)
    assert Lookup(OGRS3).predictor(people) == pytest.approx(whole, abs=1e-14)
