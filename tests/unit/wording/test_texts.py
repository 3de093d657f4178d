"""Every text in both languages, with the same placeholders; numbers as each language writes them."""

import string
from datetime import UTC, datetime
from math import nan
from pathlib import Path

import pytest

from riskkit.parameters import read_yaml
from riskkit.wording import people, wording
from riskkit.wording.catalogue import TEXTS

TOPICS = sorted(TEXTS.glob("*.yaml"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("path", TOPICS, ids=lambda path: path.stem)
def test_both_languages_say_the_same_with_the_same_placeholders(path: Path):
    content = read_yaml(path).content
    assert content
    for key, value in content.items():
        assert set(value) == {"nl", "en"}, key
        assert placeholders(value["nl"]) == placeholders(value["en"]), key
        for text in value.values():
            assert text == text.strip(), key
            assert "reoffender" not in text.lower(), key
    for language in ("nl", "en"):
        assert set(wording(path.stem, language).texts) == set(content)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("nl", ["1.445", "0,736", "−0,37", "0", "–", "73,6%", "< 0,001", "0,056", "52 weken", "1 week"]),
        ("en", ["1,445", "0.736", "−0.37", "0", "–", "73.6%", "< 0.001", "0.056", "52 weeks", "1 week"]),
    ],
)
def test_numbers_are_written_as_the_language_does(language, shown: list[str]):
    say = wording("recidivism", language)
    assert [
        say.number(1445), say.number(0.7361, 3), say.number(-0.3655, 2), say.number(-0.001), say.number(nan),
        say.percent(0.7361, 1), say.p_value(0.0001), say.p_value(0.0555), say.duration(52, "week"),
        say.duration(1, "week"),
    ] == shown  # fmt: skip


def test_moments_name_their_zone():
    made = datetime(2026, 11, 26, 2, 37, tzinfo=UTC)
    assert wording("recidivism", "nl").moment(made) == "26 november 2026, 02:37 UTC"
    assert wording("recidivism", "en").moment(made) == "26 November 2026, 02:37 UTC"


@pytest.mark.parametrize(
    ("smallest", "of"), [(0.26, 100), (0.005, 100), (0.004, 1000), (0.0004, 10_000), (0, 100)]
)
def test_rare_outcomes_are_counted_in_enough_people(smallest: float, of: int):
    assert people(smallest) == of
