"""Rating files: what is read, what is counted as missing, what is refused."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from riskkit.agreement.rating_file import PUBLIC, RatingFile, public_ratings, read_rating_file
from riskkit.errors import DataError, RatingError

TESTS = Path(__file__).resolve().parents[2]
LINES = ["who,by,what,value", "p1,a,x,1", "p1,b,x,2", "p2,a,x,", "p2,b,x,3", "p1,a,y,1", "p1,b,y,1"]


def read(folder: Path, lines: list[str], **options: Any) -> RatingFile:
    path = folder / "ratings.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = {"subject": "who", "rater": "by", "rating": "value", "item": "what"}
    return read_rating_file(path, **{**names, **options})


def test_ratings_by_item_with_a_blank_one_counted(tmp_path: Path):
    found = read(tmp_path, LINES)
    assert (found.items, found.n_blank, found.n_subjects, found.raters) == (("x", "y"), 1, 2, ("a", "b"))
    x = found.of_item("x")
    assert x.loc["p1"].tolist() == ["1", "2"]
    assert pd.isna(x.loc["p2", "a"])
    assert list(found.together().index) == [("p1", "x"), ("p1", "y"), ("p2", "x")]


def test_items_are_taken_in_the_order_asked_for(tmp_path: Path):
    assert read(tmp_path, LINES, items=["y"]).n_subjects == 1
    assert read(tmp_path, LINES, items=["y", "x"]).items == ("y", "x")


def test_numbers_with_a_decimal_comma(tmp_path: Path):
    lines = ["who;by;what;value", "p1;a;x;1,5", "p2;a;x;2"]
    found = read(tmp_path, lines, numeric=True, decimal=",", delimiter=";")
    assert found.table["rating"].tolist() == [1.5, 2.0]


@pytest.mark.parametrize(
    ("lines", "options", "error", "problem"),
    [
        (LINES, {"rater": "rated_by"}, DataError, "column 'rated_by': is not in ratings.csv"),
        (LINES, {"levels": ["1", "2"]}, DataError, "1 values are not among its levels"),
        ([*LINES, "p3,a,x,much"], {"numeric": True}, DataError, "1 values are not numbers"),
        ([*LINES, "p1,a,x,2"], {}, RatingError, "gives 1 ratings a second time"),
        ([*LINES, ",a,x,2"], {}, RatingError, "column of the subject: is empty in 1 lines"),
        (LINES, {"items": ["x", "z"]}, RatingError, "1 are not in ratings.csv: z"),
        (["who,by,what,value", "p1,a,x,"], {}, RatingError, "holds no rating"),
    ],
)
def test_a_file_that_breaks_its_rules(
    tmp_path: Path, lines: list[str], options: dict[str, Any], error: type[Exception], problem: str
):
    with pytest.raises(error, match=problem):
        read(tmp_path, lines, **options)


@pytest.mark.parametrize(
    ("name", "other"), [("diagnoses_1971", "fleiss_diagnoses"), ("four_observers", "krippendorff_C")]
)
def test_the_published_ratings_that_ship_are_those_of_the_literature(name: str, other: str):
    subject, rater, rating = PUBLIC[name]
    shipped = pd.read_csv(public_ratings(name)).pivot(index=subject, columns=rater, values=rating)
    published = pd.read_csv(TESTS / "data" / f"{other}.csv")
    assert cells(shipped) == cells(published if name == "diagnoses_1971" else published.T)


def cells(table: pd.DataFrame) -> list[list[str]]:
    """Return ratings as plain words: "4. Neurosis" and "neurosis" are the same."""
    rows = table.to_numpy(dtype=object)
    words = [[str(cell).split(". ")[-1].lower() for cell in row] for row in rows]
    return [[word.removesuffix(".0") for word in row] for row in words]


def test_no_such_published_ratings():
    with pytest.raises(RatingError, match="is no published example"):
        public_ratings("diagnoses")
