"""An agreement report about clients: what is shown of items that few of them were rated on, and of raters."""

from pathlib import Path

import numpy as np
import pytest

from riskkit.analyses.agreement import AgreementReport
from riskkit.analyses.agreement_release import released_agreement
from riskkit.disclosure import Released
from riskkit.parameters import check_parameters, read_parameters
from riskkit.parameters.agreement import AgreementParameters

LEVELS = ["low", "middle", "high"]
FILES = Path(__file__).resolve().parents[3] / "parameters" / "agreement"


def label(text: str) -> dict[str, str]:
    return {"nl": text, "en": text}


def released(folder: Path, rows: list[tuple[str, str, str, str]]) -> Released[AgreementReport]:
    """Release ratings: who (SYNTHETIC), by whom, of what, which level."""
    lines = ["who,rater,item,level", *(",".join(row) for row in rows)]
    (folder / "r.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    given = {
        "title": label("t"), "study": label("s"), "scale": "ordinal", "replicates": 200,
        "ratings": {"source": "r.csv", "subject": "who", "rater": "rater", "rating": "level", "item": "item"},
        "levels": [{"code": code, "label": label(code)} for code in LEVELS],
    }  # fmt: skip
    return released_agreement(check_parameters(given, AgreementParameters).located(folder))


def ratings(item: str, subjects: int) -> list[tuple[str, str, str, str]]:
    """Return ratings by two raters, alike for all but every seventh subject."""
    return [
        (f"SYNTHETIC-{n:02d}", rater, item, LEVELS[(n + (rater == "B" and n % 7 == 0)) % 3])
        for n in range(subjects)
        for rater in ("A", "B")
    ]


def test_an_item_rated_for_few_is_withheld_and_so_is_the_number_of_ratings(tmp_path: Path):
    """With 40 subjects twice on one item, 92 ratings in all would tell that 6 were rated on the other."""
    report = released(tmp_path, ratings("often", 40) + ratings("seldom", 6)).shown
    often, seldom = report.items
    assert (often.n_subjects, often.withheld, seldom.withheld) == (40, False, True)
    assert all(found.result is None for found in seldom.coefficients)
    assert (seldom.exact, seldom.smallest_change) == (None, None)
    assert report.n_subjects == 40
    assert np.isnan(report.n_ratings)


def test_items_rated_for_everyone_are_shown_whole(tmp_path: Path):
    report = released(tmp_path, ratings("one", 40) + ratings("two", 40)).shown
    assert [item.withheld for item in report.items] == [False, False]
    assert (report.n_subjects, report.n_ratings) == (40, 160)


def test_an_answer_that_a_rater_gave_few_is_hidden_with_another(tmp_path: Path):
    """A gave "high" to 9 of 40 subjects and B to 10: A's 9 must not follow from what else is shown."""
    table = {"A": ["low"] * 16 + ["middle"] * 15 + ["high"] * 9,
             "B": ["low"] * 16 + ["middle"] * 14 + ["high"] * 10}  # fmt: skip
    rows = [
        (f"SYNTHETIC-{n:02d}", rater, "one", levels[n]) for rater, levels in table.items() for n in range(40)
    ]
    usage = released(tmp_path, rows).shown.usage
    assert usage.isna().loc["A", "high"]
    assert int(usage.isna().loc["A"].sum()) >= 2


def test_with_nine_subjects_nothing_is_shown(tmp_path: Path):
    report = released(tmp_path, ratings("one", 9)).shown
    assert all(item.withheld for item in report.items)
    assert np.isnan(report.n_subjects)


@pytest.mark.parametrize("name", ["shrout_fleiss", "needs_synthetic", "diagnoses_1971", "four_observers"])
def test_published_and_made_up_ratings_are_shown_whole_and_say_why(name: str):
    given = read_parameters(FILES / f"{name}.yaml", AgreementParameters, {"replicates": 200}).located(FILES)
    ground = released_agreement(given).ground
    assert ground is not None
    assert ground.kind == ("synthetic" if name == "needs_synthetic" else "published")


def test_a_copy_with_one_letter_more_is_anyone_s_file(tmp_path: Path):
    given = read_parameters(FILES / "needs_synthetic.yaml", AgreementParameters, {"replicates": 200})
    copy = tmp_path / "needs_synthetic.csv"
    copy.write_bytes((FILES / "needs_synthetic.csv").read_bytes() + b"\n")
    assert released_agreement(given.located(tmp_path)).ground is None
