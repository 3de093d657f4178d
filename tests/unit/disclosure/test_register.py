"""What was released before binds what is released now."""

import os
import stat

import pandas as pd
import pytest

from riskkit.disclosure import Register, release_counts
from riskkit.errors import DataError, OutputError

KEY = b"0123456789abcdef"


def unit(*sizes: int) -> pd.DataFrame:
    """People numbered from 0, in units A, B, ... of the given sizes."""
    labels = [letter for letter, size in zip("ABCDE", sizes, strict=False) for _ in range(size)]
    return pd.DataFrame({"person": [f"p{i}" for i in range(len(labels))], "unit": labels})


def release(data: pd.DataFrame, register: Register):
    return release_counts(data, ["unit"], register=register, person="person")


def test_a_later_report_that_differs_by_three_people_is_blanked(tmp_path):
    register = Register(tmp_path / "register.jsonl", KEY)
    data = unit(30, 40)
    assert release(data, register).value(unit="A") == 30
    later = pd.concat([data, pd.DataFrame({"person": ["n1", "n2", "n3"], "unit": "A"})])
    released = release(later, register)
    assert released.value(unit="A") is None  # 33 - 30 would tell of 3 people
    assert released.value() is None  # and so would 73 - 70
    assert released.value(unit="B") is None or released.value() is None


def test_a_later_report_that_differs_by_ten_people_leaves(tmp_path):
    register = Register(tmp_path / "register.jsonl", KEY)
    data = unit(30, 40)
    release(data, register)
    later = pd.concat([data, pd.DataFrame({"person": [f"n{i}" for i in range(10)], "unit": "A"})])
    assert release(later, register).value(unit="A") == 40


def test_a_smaller_later_report_is_subtracted_from_the_earlier_too(tmp_path):
    register = Register(tmp_path / "register.jsonl", KEY)
    data = unit(30, 40)
    release(data, register)
    assert release(data.iloc[2:], register).value(unit="A") is None


def test_several_earlier_parts_together_are_subtracted(tmp_path):
    register = Register(tmp_path / "register.jsonl", KEY)
    whole = unit(20, 20, 20)
    for letter in "ABC":
        only = whole[whole["unit"] == letter].assign(unit="X")
        release(only, register)
    extra = pd.DataFrame({"person": [f"n{i}" for i in range(4)], "unit": "X"})
    everyone = pd.concat([whole.assign(unit="X"), extra])
    assert release(everyone, register).value() is None  # 64 - 20 - 20 - 20 = 4


def test_the_same_report_again_leaves_the_same(tmp_path):
    register = Register(tmp_path / "register.jsonl", KEY)
    first = release(unit(30, 40), register)
    again = release(unit(30, 40), Register(tmp_path / "register.jsonl", KEY))
    pd.testing.assert_frame_equal(first.table, again.table)
    assert len(Register(tmp_path / "register.jsonl", KEY).released) == 3


def test_the_file_is_private_and_names_nobody(tmp_path):
    path = tmp_path / "register.jsonl"
    release(unit(30, 40), Register(path, KEY))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert '"p1"' not in path.read_text()


def test_another_key_or_a_damaged_line_is_refused(tmp_path):
    path = tmp_path / "register.jsonl"
    release(unit(30, 40), Register(path, KEY))
    with pytest.raises(OutputError, match="line 1"):
        Register(path, b"another key of 16")
    path.write_text(path.read_text() + '{"key": 3')
    with pytest.raises(OutputError, match="line 4"):
        Register(path, KEY)
    with pytest.raises(OutputError, match="16 bytes"):
        Register(tmp_path / "other", b"short")


def test_a_register_needs_to_know_who_is_who(tmp_path):
    with pytest.raises(DataError, match="names the person"):
        release_counts(unit(30), ["unit"], register=Register(tmp_path / "r", KEY))


def test_a_report_of_which_something_was_withheld_leaves_the_same_again(tmp_path):
    # 30 in A left before; with 3 more in A, that cell is withheld, and another to protect it
    release(unit(30), Register(tmp_path / "register.jsonl", KEY))
    more = unit(33, 40, 50)
    more["person"] = [*(f"p{i}" for i in range(30)), *(f"n{i}" for i in range(93))]
    first = release(more, Register(tmp_path / "register.jsonl", KEY))
    assert first.value(unit="A") is None
    for _ in range(2):
        again = release(more, Register(tmp_path / "register.jsonl", KEY))
        pd.testing.assert_frame_equal(first.table, again.table)


def test_a_small_cell_that_never_left_takes_no_figure_from_the_next_report(tmp_path):
    # A (7) is small, and B (11) hides it: both are blank, the first time and the second
    register = Register(tmp_path / "register.jsonl", KEY)
    for _ in range(2):
        released = release(unit(7, 11, 100, 250), register)
        assert [released.value(unit=each) for each in "ABCD"] == [None, None, 100, 250]


def test_a_total_that_left_before_is_shown_in_another_table(tmp_path):
    register = Register(tmp_path / "register.jsonl", KEY)
    release(unit(30, 40), register)
    other = unit(30, 40).assign(unit=["X"] * 12 + ["Y"] * 58)  # X and Y cut across A and B
    assert [release(other, register).value(unit=each) for each in ("X", "Y", "total")] == [12, 58, 70]


def test_without_room_on_the_disk_nothing_is_entered(tmp_path, monkeypatch):
    path = tmp_path / "register.jsonl"
    release(unit(30, 40), Register(path, KEY))
    before, write = path.read_bytes(), os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[: len(data) // 2]))
    with pytest.raises(OutputError, match="room on the disk"):
        release(unit(60, 80), Register(path, KEY))
    assert path.read_bytes() == before
