"""Every text in both languages, with the same placeholders; numbers as each language writes them."""

import re
import string
import subprocess
import sys
from datetime import UTC, date, datetime
from io import BytesIO
from math import nan
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from riskkit.errors import ParameterError
from riskkit.wording import people, wording
from riskkit.wording.po_files import LOCALES, read_translation, topics

TOPICS = topics()


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def catalogue(path: Path) -> Catalog:
    with path.open(encoding="utf-8") as lines:
        return read_po(lines, abort_invalid=True)


def written(catalog: Catalog) -> str:
    """Return a catalogue as ``make texts`` writes it."""
    out = BytesIO()
    write_po(out, catalog, width=0, ignore_obsolete=True)
    return out.getvalue().decode()


def without_tool(text: str) -> str:
    """Leave out which version of Babel wrote the file: it may differ."""
    return re.sub(r'"Generated-By: .*\n', "", text)


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_say_the_same_with_the_same_placeholders(topic: str):
    dutch, english = wording(topic, "nl").texts, wording(topic, "en").texts
    assert dutch
    assert list(dutch) == list(english)
    for key, text in dutch.items():
        assert placeholders(text) == placeholders(english[key]), key
        for said in (text, english[key]):
            assert said == said.strip(), key
            assert "reoffender" not in said.lower(), key


@pytest.mark.parametrize("topic", TOPICS)
def test_catalogues_are_in_step_and_as_the_tools_write_them(topic: str):
    """What `pybabel update` would change is forgotten work: run ``make texts``."""
    source, path = LOCALES / f"{topic}.pot", LOCALES / "en" / "LC_MESSAGES" / f"{topic}.po"
    template, english = catalogue(source), catalogue(path)
    assert without_tool(written(template)) == without_tool(source.read_text(encoding="utf-8"))
    english.update(template, no_fuzzy_matching=True)
    assert without_tool(written(english)) == without_tool(path.read_text(encoding="utf-8"))
    assert not english.obsolete
    assert [message.context for message, _ in english.check()] == []


def test_a_third_language_is_one_command_and_its_translations(tmp_path: Path):
    source = wording("units", "nl").texts
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "init"]
    begin = ["-i", LOCALES / "units.pot", "-d", tmp_path, "-D", "units", "-l", "tr"]
    subprocess.run([*pybabel, *begin], check=True, timeout=300)
    with pytest.raises(ParameterError) as caught:
        read_translation("units", "tr", source, tmp_path)
    assert len(caught.value.faults) == len(source)
    path = tmp_path / "tr" / "LC_MESSAGES" / "units.po"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'(msgctxt "(\w+)"\n.*\n)msgstr ""', r'\1msgstr "tr \2"', text), encoding="utf-8")
    assert read_translation("units", "tr", source, tmp_path) == {key: f"tr {key}" for key in source}


def test_no_catalogue_lacks_its_template():
    there = {path.relative_to(LOCALES).as_posix() for path in LOCALES.rglob("*") if path.is_file()}
    assert there == {f"{topic}.pot" for topic in TOPICS} | {f"en/LC_MESSAGES/{topic}.po" for topic in TOPICS}


@pytest.mark.parametrize("topic", TOPICS)
def test_headers_name_project_language_and_encoding_and_no_person(topic: str):
    template, english = (
        dict(catalogue(path).mime_headers)
        for path in (LOCALES / f"{topic}.pot", LOCALES / "en" / "LC_MESSAGES" / f"{topic}.po")
    )
    assert "Language" not in template  # a template is in no translation's language
    assert english["Language"] == "en"
    for headers in (template, english):
        assert headers["Project-Id-Version"].startswith("riskkit ")
        assert headers["Content-Type"] == "text/plain; charset=utf-8"
        assert headers["MIME-Version"] == "1.0"
    assert "@" not in "".join(english.values())


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


def test_days_are_written_out():
    leap = date(2028, 2, 29)
    assert wording("recidivism", "nl").day(leap) == "29 februari 2028"
    assert wording("recidivism", "en").day(leap) == "29 February 2028"


def test_moments_name_their_zone():
    made = datetime(2026, 11, 26, 2, 37, tzinfo=UTC)
    assert wording("recidivism", "nl").moment(made) == "26 november 2026, 02:37 UTC"
    assert wording("recidivism", "en").moment(made) == "26 November 2026, 02:37 UTC"


@pytest.mark.parametrize(
    ("smallest", "of"), [(0.26, 100), (0.005, 100), (0.004, 1000), (0.0004, 10_000), (0, 100)]
)
def test_rare_outcomes_are_counted_in_enough_people(smallest: float, of: int):
    assert people(smallest) == of
