"""A small instrument, a store with a few made-up people, and the page's state on both."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from riskkit.casework import Desk, seed_demonstration
from riskkit.pages.assessment_state import AssessmentState
from riskkit.pages.instrument_form import Choice, FormDomain, FormItem, InstrumentForm
from riskkit.records import Store, create_store
from riskkit.records.judgement import InstrumentReference


def level(code: str) -> Choice:
    return Choice(code, code.capitalize(), "")


def item(number: int, name: str, *, not_applicable: str | None = None, protective: bool = False) -> FormItem:
    levels = tuple(map(level, ("low", "moderate", "high")))
    return FormItem(
        name, str(number), name.capitalize(), "How?", levels, "Unknown, because", not_applicable, protective
    )


@pytest.fixture
def form() -> InstrumentForm:
    domains = (
        FormDomain(
            "living", "Living", (item(1, "housing"), item(2, "income", not_applicable="Does not apply"))
        ),
        FormDomain("bonds", "Bonds", (item(3, "support", protective=True),)),
    )
    return InstrumentForm(
        reference=InstrumentReference(id="needs", version="1.0", sha256="0" * 64),
        title="Needs",
        purpose="For practice.",
        population="Nobody real.",
        misuse="Nothing real.",
        no_total="Never added up.",
        notices=(),
        domains=domains,
        summary_question="Overall?",
        summary_levels=tuple(map(level, ("low", "high"))),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(f"sqlite:///{tmp_path / 'riskkit.db'}")
    seed_demonstration(made, seed=1, people=9)
    yield made
    made.close()


@pytest.fixture
def person(store: Store) -> str:
    """Return someone of Team TER's caseload."""
    return Desk(store, "ter-officer-1").list_people()[0].id


@pytest.fixture
def page(store: Store, form: InstrumentForm, person: str) -> Callable[..., AssessmentState]:
    """Open a page; each has a clock that moves on a minute with every look at it."""

    def make(user: str = "ter-officer-1") -> AssessmentState:
        moments = (datetime(2026, 11, 2, 9, minute, tzinfo=UTC) for minute in range(60))
        state = AssessmentState(
            Desk(store, user), [{"nl": form, "en": form}], clock=lambda: next(moments) + timedelta(days=20)
        )
        state.open_file(person)
        return state

    return make


@pytest.fixture
def complete() -> Callable[..., dict[str, Any]]:
    """Return a form that lacks nothing."""

    def make(**changes: Any) -> dict[str, Any]:
        evidence = {"side": "for", "statement": "Signed a lease", "source": "File", "dated": "2026-10-01"}
        marks = {"relevant": False, "decisive": False, "none_for": "", "none_against": ""}
        rated = {"state": "value", "level": "low", "reason": "", **marks, "evidence": [evidence]}
        unknown = {"state": "unknown", "level": "", "reason": "No papers yet", **marks, "evidence": []}
        draft: dict[str, Any] = {
            "items": {
                "housing": rated,
                "income": unknown,
                "support": {"state": "value", "level": "high", "reason": "", **marks, "evidence": []},
            },
            "plan": {
                "account": "", "driving": "", "restraining": "", "items": [], "scenarios": [], "measures": [],
                "goals": [], "reassess_on": "",
            },
            "summary_level": "low", "summary_reasons": "A stable place to live.", "change": "",
            "anew": False,
        }  # fmt: skip
        return {**draft, **changes}

    return make
