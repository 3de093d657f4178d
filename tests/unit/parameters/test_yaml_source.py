"""The YAML reader: no code, no guessed types, every structural fault with its line."""

from pathlib import Path

import pytest

from riskkit.errors import ParameterError
from riskkit.parameters import parse_yaml, read_yaml


def test_values_are_what_a_person_reads():
    text = "unit: 0012\nanswer: NO\nshare: 1e-3\nhalf: .5\nminus: -3\n"
    text += "day: 2020-01-01\nyes: true\nnone:\nclock: 1:30\n"
    assert parse_yaml(text).content == {
        "unit": "0012", "answer": "NO", "share": 0.001, "half": 0.5, "minus": -3,
        "day": "2020-01-01", "yes": True, "none": None, "clock": "1:30",
    }  # fmt: skip


def test_keys_stay_text_even_when_they_look_like_numbers():
    assert parse_yaml("1y: 1\n2: 2\ntrue: 3\n").content == {"1y": 1, "2": 2, "true": 3}


def test_lines_are_kept_for_every_part():
    document = parse_yaml("a: 1\nb:\n  - x\n  - y: 2\n")
    assert document.line_of(("b", 1, "y")) == 4
    assert document.line_of(("b", 1, "missing")) == 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\na: 2", "line 2: gives 'a' a second time"),
        ("a: &x 1\nb: *x", "line 1: uses an anchor or alias"),
        ("a: !!python/object/apply:os.system [ls]", "line 1: uses the tag"),
        ("a: !foo 1", "line 1: uses the tag !foo"),
        ("- 1", "is not a mapping"),
        ("", "is not a mapping"),
        ("a: [1", "is not valid YAML"),
        ("a: {[1]: 2}", "line 1: uses a list or mapping as a name"),
        ("a: " + "[" * 50 + "]" * 50, "nested too deeply"),
        ("a: " + "[" * 3000 + "]" * 3000, "nested too deeply"),
        ("a: " + "9" * 5000, "a number too large"),
    ],
)
def test_what_is_refused_and_how(text: str, message: str):
    with pytest.raises(ParameterError, match=message.replace("[", r"\[")):
        parse_yaml(text)


def test_all_duplicate_keys_are_reported_at_once():
    with pytest.raises(ParameterError) as caught:
        parse_yaml("a: 1\na: 2\nb:\n  c: 1\n  c: 2\n")
    assert [fault.where for fault in caught.value.faults] == ["text, line 2", "text, line 5"]


def test_a_billion_laughs_is_refused_before_it_expands():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{b}: &{b} [*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a},*{a}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(ParameterError, match="anchor or alias"):
        parse_yaml(bomb)


def test_files_missing_large_or_not_utf8_are_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match="does not exist"):
        read_yaml(tmp_path / "none.yaml")
    (tmp_path / "big.yaml").write_text("a: " + "x" * 2_000_001)
    with pytest.raises(ParameterError, match="bytes"):
        read_yaml(tmp_path / "big.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"a: caf\xe9\n")
    with pytest.raises(ParameterError, match="UTF-8"):
        read_yaml(tmp_path / "latin.yaml")
    with pytest.raises(ParameterError, match="cannot be read"):
        read_yaml(tmp_path)
