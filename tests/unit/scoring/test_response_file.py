"""Files of answers: text stays text, the unknown stays unknown, and odd files say what is wrong."""

from pathlib import Path

import pytest

from riskkit.errors import OutputError, ResponseError
from riskkit.instruments import load
from riskkit.scoring import score
from riskkit.scoring.response_file import one_person, read_responses, write_results

OGRS3 = load("ogrs3")
HEAD = "person,sex,age_at_start,age_at_current_sanction,age_at_first_sanction,prior_sanctions,offence\n"
GOOD = HEAD + "a,male,20,20,20,4,VIOLENCE\nb,female,43,37,14,5,CRIMINAL_DAMAGE\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "people.csv"
    path.write_bytes(text.encode())
    return path


def test_published_people_from_a_file(tmp_path: Path):
    table = score(OGRS3, read_responses(write(tmp_path, GOOD), OGRS3))
    assert table["probability_1y"].tolist() == pytest.approx([0.59225810479, 0.169817868519], abs=1e-11)
    assert table["person"].tolist() == ["a", "b"]


def test_results_keep_every_digit(tmp_path: Path):
    table = score(OGRS3, read_responses(write(tmp_path, GOOD), OGRS3))
    out = tmp_path / "results.csv"
    text = write_results(table, out)
    assert out.read_text() == text
    assert repr(float(table.at[0, "probability_2y"])) in text
    with pytest.raises(OutputError, match="is there already"):
        write_results(table, out)


def test_empty_question_mark_and_reason_are_unknown(tmp_path: Path):
    rows = (
        "a,male,20,20,20,,VIOLENCE\nb,male,20,20,20,?,VIOLENCE\nc,male,20,20,20,?: not yet asked,VIOLENCE\n"
    )
    frame = read_responses(write(tmp_path, HEAD + rows), OGRS3)
    table = score(OGRS3, frame)
    assert table["omitted"].tolist() == ["prior_sanctions"] * 3
    answers = one_person(frame, OGRS3, "c")
    assert score(OGRS3, answers).reasons["prior_sanctions"] == "not yet asked"


def test_a_byte_order_mark_and_crlf_are_no_matter(tmp_path: Path):
    path = write(tmp_path, "\ufeff" + GOOD.replace("\n", "\r\n"))
    assert len(score(OGRS3, read_responses(path, OGRS3))) == 2


DATED = (
    "person,sex,date_of_birth,date_of_first_sanction,date_of_current_sanction,date_at_start,"
    "prior_sanctions,offence\n"
)


def test_dates_in_the_place_of_ages(tmp_path: Path):
    path = write(tmp_path, DATED + "a,male,1990-06-01,2010-07-01,2010-07-01,2010-12-31,4,VIOLENCE\n")
    table = score(OGRS3, read_responses(path, OGRS3))
    assert table.at[0, "probability_1y"] == pytest.approx(0.59225810479, abs=1e-11)  # 20, 20 and 20 years


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no people"),
        (HEAD, "has no people"),
        (HEAD + "a,male,20\n", "has 1 lines with more or fewer cells than the heading"),
        (HEAD + "a,male,20,20,20,4,VIOLENCE,9\n", "has 1 lines with more or fewer cells"),
        (HEAD + 'a,"male,20,20,20,4,VIOLENCE\n', "is not comma-separated text"),
        (
            HEAD.replace("sex", "age_at_start") + "a,20,20,20,20,4,VIOLENCE\n",
            "column 'age_at_start': occurs 2 times",
        ),
        (HEAD + "a,male,twenty,20,20,4,VIOLENCE\n", "item 'age_at_start': is not a number in 1 rows"),
        (HEAD + "a,male,20.0,20,20,4,VIOLENCE\n", "item 'age_at_start': is not a number in 1 rows"),
        (HEAD + "a,male,020,20,20,4,VIOLENCE\n", "item 'age_at_start': is not a number in 1 rows"),
        (HEAD + "a,n/a,20,20,20,4,VIOLENCE\n", "item 'sex': cannot be 'not applicable' in 1 rows"),
        (
            DATED + "a,male,1990-06-01,1980-01-01,2010-07-01,2010-12-31,4,VIOLENCE\n",
            "lies before 'date_of_birth' in 1 rows",
        ),
        (
            DATED + "a,male,01-06-1990,2010-01-01,2010-07-01,2010-12-31,4,VIOLENCE\n",
            "a date: is not written as year-month-day",
        ),
        (
            DATED.replace("date_at_start", "date_at_start,age_at_start")
            + "a,male,1990-06-01,2010-01-01,2010-07-01,2010-12-31,20,4,VIOLENCE\n",
            "column 'age_at_start': stands beside",
        ),
    ],
)
def test_a_file_at_fault(tmp_path: Path, text: str, words: str):
    with pytest.raises(ResponseError) as caught:
        score(OGRS3, read_responses(write(tmp_path, text), OGRS3))
    assert words in str(caught.value)


def test_no_file_or_no_text(tmp_path: Path):
    with pytest.raises(ResponseError, match="does not exist"):
        read_responses(tmp_path / "none.csv", OGRS3)
    (tmp_path / "people.csv").write_bytes(b"person\n\xff\xfe\n")
    with pytest.raises(ResponseError, match="is not UTF-8"):
        read_responses(tmp_path / "people.csv", OGRS3)


def test_one_person_of_a_file(tmp_path: Path):
    frame = read_responses(write(tmp_path, GOOD), OGRS3)
    assert one_person(frame, OGRS3, None)["prior_sanctions"] == 4
    assert one_person(frame, OGRS3, "b")["prior_sanctions"] == 5
    with pytest.raises(ResponseError, match="names this person 0 times"):
        one_person(frame, OGRS3, "z")
    with pytest.raises(ResponseError, match="column 'person': is not in the table"):
        one_person(frame.drop(columns="person"), OGRS3, "a")
