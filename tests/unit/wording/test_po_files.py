"""What may be wrong with a gettext catalogue is named, with its file and its key, all at once."""

from pathlib import Path

import pytest

from riskkit.errors import ParameterError
from riskkit.wording.po_files import read_source, read_translation, topics

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
GREET = 'msgctxt "greet"\nmsgid "Dag {name}"\nmsgstr ""\n\n'
BYE = 'msgctxt "bye"\nmsgid "Tot \\"ziens\\"\\\\"\nmsgstr ""\n\n'
HELLO = 'msgctxt "greet"\nmsgid "Dag {name}"\nmsgstr "Hello {name}"\n\n'
SOURCE = {"greet": "Dag {name}"}


def write(folder: Path, text: str, name: str = "door.pot") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + text, encoding="utf-8")
    return folder


def translated(folder: Path, text: str, source: dict[str, str] = SOURCE) -> dict[str, str]:
    return read_translation("door", "en", source, write(folder, text, "en/LC_MESSAGES/door.po"))


def test_dutch_texts_come_from_the_template_by_their_context(tmp_path: Path):
    write(tmp_path, "#. said at the door\n#, python-brace-format\n" + GREET + BYE)
    assert read_source("door", tmp_path) == {"greet": "Dag {name}", "bye": 'Tot "ziens"\\'}
    assert topics(tmp_path) == ["door"]


def test_one_dutch_text_under_two_keys_may_have_two_translations(tmp_path: Path):
    open_, state = (
        'msgctxt "open"\nmsgid "Open"\nmsgstr "{}"\n\n',
        'msgctxt "state"\nmsgid "Open"\nmsgstr "{}"\n\n',
    )
    source = read_source("door", write(tmp_path, open_.format("") + state.format("")))
    assert source == {"open": "Open", "state": "Open"}
    said = translated(tmp_path, state.format("Is open") + open_.format("Open it"), source)
    assert said == {"open": "Open it", "state": "Is open"}
    assert list(said) == ["open", "state"]  # the order of the template, whatever the translation's


def test_a_text_over_several_lines_is_one_text(tmp_path: Path):
    write(tmp_path, 'msgctxt "long"\nmsgid ""\n"Eerst dit, "\n"dan dat."\nmsgstr ""\n')
    assert read_source("door", tmp_path) == {"long": "Eerst dit, dan dat."}


def test_a_text_that_is_no_longer_used_is_not_read(tmp_path: Path):
    old = '#~ msgctxt "old"\n#~ msgid "Vroeger"\n#~ msgstr "Before"\n'
    assert translated(tmp_path, HELLO + old) == {"greet": "Hello {name}"}


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ('msgid "Dag"\nmsgstr ""\n', "door.pot, line 4, ''", "has no msgctxt"),
        ('msgctxt "a"\nmsgid ""\nmsgstr ""\n', "door.pot, line 5, 'a'", "is no readable text"),
        ('msgctxt "a"\nmsgid "x\x07"\nmsgstr ""\n', "door.pot, line 5, 'a'", "is no readable text"),
        ('msgctxt "a"\nmsgid "{x"\nmsgstr ""\n', "door.pot, line 5, 'a'",
         "has braces that mark no placeholder"),
        ('msgctxt "a"\nmsgid "Dag"\nmsgstr "Hi"\n', "door.pot, line 5, 'a'", "is translated in the template"),
        ('#, fuzzy\nmsgctxt "a"\nmsgid "Dag"\nmsgstr ""\n', "door.pot, line 6, 'a'", "is marked fuzzy"),
        (GREET + GREET, "door.pot, 'greet'", "occurs 2 times"),
        (GREET + GREET.replace("Dag", "Hoi"), "door.pot, 'greet'", "occurs 2 times"),
        ('msgctxt "a"\nmsgid "Dag"\n', "door.pot, line 5", "is not a gettext catalogue"),
        ('msgctxt "a"\nmsgid "Dag"\nmsgtsr ""\n', "door.pot, line 6", "is not a gettext catalogue"),
        ('msgctxt "a"\nmsgid "Dag"\nmsgstr[x] ""\n', "door.pot", "is not a gettext catalogue"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_template_is_named(tmp_path: Path, text: str, where: str, problem: str):
    with pytest.raises(ParameterError) as caught:
        read_source("door", write(tmp_path, text))
    assert [(fault.where, fault.problem) for fault in caught.value.faults] == [(where, problem)]


def test_plural_forms_are_refused(tmp_path: Path):
    text = 'msgctxt "a"\nmsgid "dag"\nmsgid_plural "dagen"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    with pytest.raises(ParameterError, match=r"'a': has plural forms"):
        read_source("door", write(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        (HELLO.replace('msgctxt "greet"\n', ""), "en/door.po, line 4, ''", "has no msgctxt"),
        (HELLO.replace("Hello {name}", ""), "en/door.po, line 5, 'greet'", "is not translated"),
        ("#, fuzzy\n" + HELLO, "en/door.po, line 6, 'greet'", "is marked fuzzy"),
        (HELLO + HELLO.replace("Hello", "Hi"), "en/door.po, 'greet'", "occurs 2 times"),
        (HELLO + HELLO, "en/door.po, 'greet'", "occurs 2 times"),
        (HELLO.replace("Dag", "Hoi"), "en/door.po, line 5, 'greet'",
         "translates another text than the template's"),
        (HELLO.replace("Hello {name}", "Hello"), "en/door.po, line 5, 'greet'",
         "differs from the Dutch text in its placeholders: name"),
        (HELLO.replace("Hello {name}", "Hello {naam}"), "en/door.po, line 5, 'greet'",
         "differs from the Dutch text in its placeholders: naam, name"),
        (HELLO.replace("Hello {name}", "Hello {name"), "en/door.po, line 5, 'greet'",
         "has braces that mark no placeholder"),
        (HELLO + BYE.replace('msgstr ""', 'msgstr "Bye"'), "en/door.po, line 9, 'bye'",
         "is not in the template"),
        ("", "en/door.po, 'greet'", "is missing; the template has it"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_translation_is_named(tmp_path: Path, text: str, where: str, problem: str):
    with pytest.raises(ParameterError) as caught:
        translated(tmp_path, text)
    assert (where, problem) in [(fault.where, fault.problem) for fault in caught.value.faults]


def test_all_faults_of_a_translation_are_reported_at_once(tmp_path: Path):
    source = {"greet": "Dag {name}", "bye": "Tot ziens", "open": "Open"}
    text = HELLO.replace("Hello {name}", "Hello") + 'msgctxt "bye"\nmsgid "Tot ziens"\nmsgstr ""\n'
    with pytest.raises(ParameterError) as caught:
        translated(tmp_path, text, source)
    assert [fault.where for fault in caught.value.faults] == [
        "en/door.po, line 5, 'greet'", "en/door.po, line 9, 'bye'", "en/door.po, 'open'",
    ]  # fmt: skip


def test_a_missing_catalogue_is_named(tmp_path: Path):
    with pytest.raises(ParameterError, match=r"^door\.pot: does not exist"):
        read_source("door", tmp_path)
    with pytest.raises(ParameterError, match=r"^en/door\.po: does not exist"):
        read_translation("door", "en", SOURCE, tmp_path)


def test_a_catalogue_in_another_encoding_is_refused(tmp_path: Path):
    (tmp_path / "door.pot").write_bytes('msgid "één"'.encode("latin-1"))
    with pytest.raises(ParameterError, match="is not UTF-8 text"):
        read_source("door", tmp_path)
