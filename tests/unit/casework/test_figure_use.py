"""What was done with figures: shown, followed, departed from; for a steward, in codes alone."""

import re
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from riskkit.analyses.figure_use import read_adoption, release_adoption
from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.figure_use import FigureUse, figure_use
from riskkit.casework.figures import give_figure
from riskkit.disclosure import Register
from riskkit.errors import AccessRefused, DataError, StoreError
from riskkit.records import Store
from riskkit.records.dossier import ShownEstimate
from riskkit.records.judgement_figures import override_level
from riskkit.stewardship.registry import Registry
from tests.pages.small_model import small_card, small_model
from tests.unit.casework.conftest import AT, UNIT, add_person, judgement

LEVELS = ("low", "moderate", "high")


def shown_in(band: str, *, at: datetime) -> ShownEstimate:
    return ShownEstimate(
        model="m", model_version="1.0", model_fingerprint="f", shown_on=date(2026, 11, 2), shown_at=at,
        inputs={"secret": 77}, time=52.0, time_unit="week", risk=0.3, lower=0.2, upper=0.4, band=band,
        advice="SECRET",
    )  # fmt: skip


def show(store: Store, person: str, number: int, band: str, changed: str | None) -> None:
    """Judge "low", look at a figure in a band, and perhaps depart from the judgement."""
    desk = Desk(store, "officer-1")
    desk.save(judgement(person, by="officer-1", record=f"{number:032d}"))
    shown = shown_in(band, at=AT)
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


def test_a_steward_gets_levels_and_bands_and_nothing_else(used: Store):
    found = figure_use(Access(used, "steward-1"), model="m", purpose="yearly review")
    assert sorted((use for _, use in found), key=lambda each: (each.figure, each.final)) == [
        FigureUse("low", "high", "high"), FigureUse("low", "high", "low"), FigureUse("low", "low", "low"),
        FigureUse("low", "moderate", "high"), FigureUse("low", "very high", "low"),
    ]  # fmt: skip
    told = str([asdict(use) for _, use in found])
    assert not [word for word in ("SECRET", "P-", "secret", "77", "Stable", "officer") if word in told]
    marks = [mark for mark, _ in found]
    assert len(set(marks)) == 5
    assert all(re.fullmatch("[0-9a-f]{64}", mark) for mark in marks)
    again = figure_use(Access(used, "steward-1"), model="m", purpose="another review")
    assert [mark for mark, _ in again] == marks
    assert figure_use(Access(used, "steward-1"), model="another", purpose="yearly review") == ()


def test_of_each_person_the_last_figure_counts(store: Store):
    person = add_person(store, "P-1", place=UNIT, officer="officer-1")
    show(store, person, 1, "low", None)
    later = AT + timedelta(hours=1)
    access = Access(store, "officer-1", clock=lambda: later)
    give_figure(
        access, person, instrument="needs", model="m", make=lambda: (shown_in("high", at=later), None)
    )
    found = figure_use(Access(store, "steward-1"), model="m", purpose="yearly review")
    assert [use for _, use in found] == [FigureUse("low", "high", "low")]


def test_it_is_for_stewards_with_a_purpose_and_on_record(used: Store):
    for user in ("officer-1", "unit-1", "supervisor-1", "researcher-1", "inspector-1", "nobody"):
        with pytest.raises(AccessRefused):
            figure_use(Access(used, user), model="m", purpose="curious")
    with pytest.raises(AccessRefused, match="what it is for"):
        figure_use(Access(used, "steward-1"), model="m", purpose=" ")


def test_a_few_figures_are_not_shown_as_counts(used: Store, tmp_path: Path):
    """Four people are fewer than the ten of the rules: nothing leaves but that."""
    registry, memory = small_registry(tmp_path), Register(tmp_path / "released.jsonl", b"k" * 32)
    found = read_adoption(
        Access(used, "steward-1"), registry, model="m", purpose="yearly review", memory=memory
    )
    assert found.shown is None
    assert [(each.name, each.count, each.share) for each in found.parts] == [
        (name, None, None) for name in ("followed", "overridden", "changed", "moved")
    ]


def test_adoption_is_released_with_intervals_by_hand(tmp_path: Path):
    """Of 100 people 60 judgements equal the figure (20 of them moved there) and 40 differ (10 of them moved
    elsewhere), so 30 were changed. Wilson's limits written out: p = 0.6, n = 100, z = 1.959964:
    centre (0.6 + z2/200) / (1 + z2/100), half width z/(1 + z2/100) * sqrt(0.24/100 + z2/40000)."""
    uses = [
        *[FigureUse("low", "low", "low")] * 40, *[FigureUse("low", "high", "high")] * 20,
        *[FigureUse("low", "high", "low")] * 30, *[FigureUse("low", "high", "moderate")] * 10,
        *[FigureUse("low", "very high", "low")] * 15,  # another word: it cannot be compared
    ]  # fmt: skip
    memory = Register(tmp_path / "released.jsonl", b"k" * 32)
    found = release_adoption([(f"mark {i}", use) for i, use in enumerate(uses)], LEVELS, memory)
    assert found.shown == 100
    counts = {each.name: each.count for each in found.parts}
    assert counts == {"followed": 60, "overridden": 40, "changed": 30, "moved": 20}
    share = found.parts[0].share
    assert share is not None
    z2 = 1.959963984540054**2
    centre, half = (0.6 + z2 / 200) / (1 + z2 / 100), (0.0024 + z2 / 40000) ** 0.5 * z2**0.5 / (1 + z2 / 100)
    assert (share.estimate, share.lower, share.upper) == pytest.approx((0.6, centre - half, centre + half))
    moved = found.parts[3].share
    assert moved is not None
    assert (moved.n_events, moved.n) == (20, 30)
    # One more, a day later: the difference would tell what was done about one person.
    uses.insert(0, FigureUse("low", "low", "low"))
    marks = ["mark new", *(f"mark {i}" for i in range(115))]
    later = release_adoption(list(zip(marks, uses, strict=True)), LEVELS, memory)
    assert later.shown is None
    assert later.parts[0].count is None


def test_a_small_cell_hides_what_it_could_be_worked_out_from(tmp_path: Path):
    """9 of 59 moved to the figure: neither that nor its neighbours are shown, the margins are."""
    uses = [
        *[FigureUse("low", "low", "low")] * 20, *[FigureUse("low", "high", "high")] * 9,
        *[FigureUse("low", "high", "low")] * 15, *[FigureUse("low", "high", "moderate")] * 15,
    ]  # fmt: skip
    memory = Register(tmp_path / "released.jsonl", b"k" * 32)
    found = release_adoption([(f"mark {i}", use) for i, use in enumerate(uses)], LEVELS, memory)
    assert found.table.value(figure="followed", judgement="changed") is None
    assert found.table.n_unsafe == 1
    assert found.table.n_protecting >= 3  # in a table of two by two all four cells
    assert found.parts[3].share is None


def test_where_nothing_was_shown_there_is_nothing_to_count(sqlite_store: Store, tmp_path: Path):
    registry, memory = small_registry(tmp_path), Register(tmp_path / "released.jsonl", b"k" * 32)
    asked = {"purpose": "yearly review", "memory": memory}
    with pytest.raises(DataError, match="were not shown yet"):
        read_adoption(Access(sqlite_store, "steward-1"), registry, model="m", **asked)
    with pytest.raises(StoreError, match="not registered"):
        read_adoption(Access(sqlite_store, "steward-1"), registry, model="another", **asked)


def small_registry(folder: Path) -> Registry:
    """Return a registry whose one model names its bands low, moderate and high."""
    registry, model = Registry(folder / "models"), small_model().model_copy(update={"id": "m"})
    registry.enter(model, small_card(model), by="O. Wner")
    return registry
