"""What was done with figures: shown, followed, departed from; for a steward, in codes alone."""

from dataclasses import asdict
from datetime import date, timedelta

import pytest

from riskkit.analyses.figure_use import read_adoption
from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.figure_use import FigureUse, figure_use
from riskkit.casework.figures import give_figure
from riskkit.errors import AccessRefused, DataError
from riskkit.records import Store
from riskkit.records.dossier import ShownEstimate
from riskkit.records.judgement_figures import override_level
from tests.unit.casework.conftest import AT, UNIT, add_person, judgement

LEVELS = ("low", "moderate", "high")


def show(store: Store, person: str, number: int, band: str, changed: str | None) -> None:
    """Judge "low", look at a figure in a band, and perhaps depart from the judgement."""
    desk = Desk(store, "officer-1")
    desk.save(judgement(person, by="officer-1", record=f"{number:032d}"))
    shown = ShownEstimate(
        model="m", model_version="1.0", model_fingerprint="f", shown_on=date(2026, 11, 2), shown_at=AT,
        inputs={"secret": 77}, time=52.0, time_unit="week", risk=0.3, lower=0.2, upper=0.4, band=band,
        advice="SECRET",
    )  # fmt: skip
    access = Access(store, "officer-1", clock=lambda: AT + timedelta(minutes=5))
    give_figure(access, person, instrument="needs", model="m", make=lambda: (shown, None))
    if changed:
        seen = desk.open_file(person, instrument="needs").judgement
        assert seen is not None
        desk.save(
            override_level(seen, level=changed, reasons="SECRET words", by="officer-1",
                           at=AT + timedelta(minutes=9), ground="figure_weighs")
        )  # fmt: skip


@pytest.fixture
def used(store: Store) -> Store:
    for number, (band, changed) in enumerate(
        [("low", None), ("high", None), ("high", "high"), ("moderate", "high"), ("very high", None)], start=1
    ):
        show(store, add_person(store, f"P-{number}", place=UNIT, officer="officer-1"), number, band, changed)
    return store


def test_a_steward_gets_levels_bands_and_codes_and_nothing_else(used: Store):
    found = figure_use(Access(used, "steward-1"), model="m", purpose="yearly review")
    assert sorted(found, key=lambda each: (each.figure, each.final)) == [
        FigureUse("officer-1", "1.0", "low", "high", "high", "figure_weighs"),
        FigureUse("officer-1", "1.0", "low", "high", "low", None),
        FigureUse("officer-1", "1.0", "low", "low", "low", None),
        FigureUse("officer-1", "1.0", "low", "moderate", "high", "figure_weighs"),
        FigureUse("officer-1", "1.0", "low", "very high", "low", None),
    ]
    told = str([asdict(each) for each in found])
    assert not [word for word in ("SECRET", "P-", "secret", "77", "Stable") if word in told]
    assert figure_use(Access(used, "steward-1"), model="another", purpose="yearly review") == ()


def test_it_is_for_stewards_with_a_purpose_and_on_record(used: Store):
    for user in ("officer-1", "unit-1", "supervisor-1", "researcher-1", "inspector-1", "nobody"):
        with pytest.raises(AccessRefused):
            figure_use(Access(used, user), model="m", purpose="curious")
    with pytest.raises(AccessRefused, match="what it is for"):
        figure_use(Access(used, "steward-1"), model="m", purpose=" ")


def test_adoption_is_counted_from_the_files(used: Store):
    """By hand: of four comparable figures one agreed with "low"; of three that differed one was followed,
    one judgement was kept, one moved elsewhere; two moved up, none down."""
    counted = read_adoption(Access(used, "steward-1"), model="m", levels=LEVELS, purpose="yearly review")
    row = counted.table.loc["officer-1"].to_dict()
    assert row == {
        "shown": 4, "agreed": 1, "differed": 3, "moved_to_figure": 1, "kept_own": 1, "moved_up": 2,
        "moved_down": 0,
    }  # fmt: skip
    assert counted.reasons.to_dict() == {"figure_weighs": 2}
    assert counted.always == ()


def test_where_nothing_was_shown_there_is_nothing_to_count(sqlite_store: Store):
    with pytest.raises(DataError, match="no rows"):
        read_adoption(Access(sqlite_store, "steward-1"), model="m", levels=LEVELS, purpose="yearly review")
