"""A definition that contradicts itself is not used; every fault is said once, with its line."""

from pathlib import Path

import pytest

from riskkit.errors import InstrumentError
from riskkit.instruments import load
from riskkit.instruments.loader import read_text
from tests.unit.instruments.small import WHOLE, changed


def message(text: str) -> str:
    with pytest.raises(InstrumentError) as caught:
        read_text(text, "small")
    return str(caught.value)


def test_the_whole_definition_is_used():
    instrument = read_text(WHOLE, "small")
    assert [item.id for item in instrument.items] == ["work", "priors", "age_now", "age_first"]
    assert len(instrument.hash) == 64


FAULTS = {
    "a gap": (
        "at_least: 5, at_most: 12",
        "at_least: 6, at_most: 12",
        "bands 'low' and 'high' leave a gap",
    ),
    "an overlap": (
        "at_least: 5, at_most: 12",
        "at_least: 4, at_most: 12",
        "bands 'low' and 'high' overlap",
    ),
    "an edge in neither band": (
        "at_least: 0, at_most: 4}",
        "at_least: 0, below: 5}\n    - {id: mid, label: {nl: m, en: m}, above: 5, below: 5}",
        "holds nothing",
    ),
    "an edge left out": (
        "at_least: 0, at_most: 4}",
        "at_least: 0, below: 5}",
        None,
    ),
    "bands that end too soon": (
        "at_most: 12}",
        "at_most: 11}",
        "but scores run from 0 to 12",
    ),
    "no edge": (
        "at_least: 5, at_most: 12",
        "at_most: 12",
        "needs one lower edge",
    ),
    "a failing case": (
        "many, no, 9, 60, 10, 12, high",
        "many, no, 9, 60, 10, 11, high",
        "case 'many' (line 6 of its table) expects score = 11, gives 12",
    ),
    "a failing band": (
        "one, yes, 1, 20, 18, 3, low",
        "one, yes, 1, 20, 18, 3, high",
        "expects band = high, gives low",
    ),
    "a failing bound": (
        "no-work, ?, 1, 20, 18, 3, 7",
        "no-work, ?, 1, 20, 18, 3, 6",
        "expects score upper = 6, gives 7",
    ),
    "a refusal that does not come": (
        "yes, 0, 20, 21, age_first",
        "yes, 0, 21, 20, age_first",
        "but gives a result",
    ),
    "a refusal of another item": (
        "age_first age_now\n",
        "work\n",
        "expects a refusal of work; refused: age_now, age_first",
    ),
    "a case with an answer that is not there": (
        "none, yes, 0",
        "none, maybe, 0",
        "is refused: item 'work': has a code",
    ),
    "a case that expects the unknown": (
        "= score, = band",
        "= 1y, = band",
        "expects '1y', which this instrument does not",
    ),
    "a number written down once": (
        "rule.terms.years.over, 4, here\n",
        "",
        "'rule.terms.years.over' is not in 'second_entry'",
    ),
    "a number written down differently": (
        "priors.values.2, 5, here",
        "priors.values.2, 6, here",
        "differs from its second transcription ('rule.terms.priors.values.2')",
    ),
    "a number written down thrice": (
        "bands.decimals, 0, here",
        "bands.decimals, 0, here\n    bands.decimals, 0, here",
        "writes 'bands.decimals' down twice",
    ),
    "a number that is nowhere": (
        "bands.decimals, 0, here",
        "bands.decimal, 0, here",
        "which the file does not have",
    ),
    "an option without a number": (
        'values: {"yes": 0, "no": 4}',
        'values: {"yes": 0}',
        "unreachable options of 'work'",
    ),
    "a number without an option": (
        '"no": 4}',
        '"no": 4, "perhaps": 1}',
        "for what 'work' cannot be: perhaps",
    ),
    "an option that no case tries": (
        "three, no, 3",
        "three, yes, 3",
        None,
    ),
    "an edge outside the range": (
        "edges: [1, 3]",
        "edges: [1, 10]",
        "has an edge at 10, outside what priors can be",
    ),
    "edges that fall": (
        "edges: [1, 3]",
        "edges: [3, 1]",
        "must rise",
    ),
    "numbers that do not fit the edges": (
        "values: [0, 2, 5]",
        "values: [0, 2]",
        "has 3 bands but 2 numbers",
    ),
    "an item that is not there": (
        "of: priors",
        "of: prior",
        "reads items that do not exist: prior",
    ),
    "a term that counts with words": (
        "of: priors",
        "of: work",
        "counts with 'work', whose answers are not numbers",
    ),
    "an item that no term reads": (
        "kind: bands\n      found: {source: own, place: here}\n      of: priors",
        "kind: bands\n      found: {source: own, place: here}\n      of: age_now",
        "item 'priors' is read by no term: its options are unreachable",
    ),
    "a ceiling that is never met": (
        "ceiling: 10",
        "ceiling: 99",
        "has a ceiling of 99 that no sum of",
    ),
    "two terms of one name": (
        "- id: years",
        "- id: work",
        "has two terms of the same name: work",
    ),
    "two items of one id": (
        "- id: priors\n        label",
        "- id: work\n        label",
        "gives the item id 'work' 2 times",
    ),
    "not applicable without a meaning": (
        '        counts_as: "yes"\n',
        "",
        "but not how it counts",
    ),
    "no missing policy": (
        "missing:\n  unknown: prorate\n  prorate_at_most: 1\n",
        "missing:\n",
        "'missing.unknown': is missing",
    ),
    "a policy without its number": (
        "  prorate_at_most: 1\n",
        "",
        "'prorate' and 'prorate_at_most' go together",
    ),
    "no cases": (
        "cases:\n",
        "x_cases:\n",
        "is not a known name",
    ),
    "another id": (
        "id: small",
        "id: smaller",
        "is called 'smaller'; allowed: the name of its file, 'small'",
    ),
    "its own hash": (
        "id: small",
        "hash: abc\nid: small",
        "gives its own hash",
    ),
    "an unknown name": (
        "status: demonstration",
        "status: demonstration\nowner: me",
        "'owner': is not a known name",
    ),
    "a protected attribute": (
        "label: {nl: Eerder, en: Earlier}",
        "label: {nl: Afkomst, en: Ethnicity}",
        "names a protected attribute or a proxy of one (race or ethnicity)",
    ),
    "a horizon that the rule does not have": (
        "horizons: []",
        "horizons: [1y]",
        "must name the same lengths of follow-up",
    ),
    "a number as text": (
        "times: 1",
        'times: "1"',
        "rule.terms.2.times': input should be a valid integer",
    ),
    "an infinite number": (
        "values: [0, 2, 5]",
        "values: [0, 2, 1e999]",
        "infinite",
    ),
    "options from high to low": (
        "range: {low: 0, high: 9, unit: offences}",
        "options: [{code: 1, label: {nl: a, en: a}}, {code: 0, label: {nl: b, en: b}}]",
        "must list its numbered options from low to high",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_definition_with(fault: str):
    old, new, words = FAULTS[fault]
    if fault == "an edge left out":
        text = changed("at_least: 5, at_most: 12", "above: 5, at_most: 12", changed(old, new))
        words = "leave out the edge between them"
    elif fault == "an option that no case tries":
        text = changed("many, no, 9, 60, 10, 12, high", "many, yes, 9, 60, 10, 8, high",
                       changed("three, no, 3, 24, 20, 10", "three, yes, 3, 24, 20, 6"))  # fmt: skip
        words = "try 'work' never as: no"
    else:
        text = changed(old, new)
    assert words in message(text)


def test_all_faults_of_a_file_come_at_once_with_their_lines():
    text = changed("values: [0, 2, 5]", "values: [0, 2, 6]")
    text = changed("one, yes, 1, 20, 18, 3, low", "one, yes, 1, 20, 18, 9, low", text)
    text = changed("bands.decimals, 0, here", "bands.decimals, 1, here", text)
    lines = message(text).splitlines()
    assert len(lines) >= 4  # two cases and two numbers
    number = next(place for place, line in enumerate(text.splitlines(), 1) if "values: [0, 2, 6]" in line)
    assert f"small.yaml, line {number}: differs from its second transcription" in "\n".join(lines)
    assert all(line.startswith("small.yaml, line ") for line in lines)


def test_faults_of_form_are_collected_too():
    text = changed("status: demonstration", "status: perhaps", changed("times: 1", "times: -1"))
    found = message(text)
    assert "'status'" in found
    assert "'rule.terms.2.times'" in found


HOSTILE = {
    "a YAML bomb": ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "uses an anchor or alias"),
    "code in a tag": ("a: !!python/object/apply:os.system ['true']\n", "uses the tag"),
    "malformed YAML": ("id: [small\n", "is not valid YAML"),
    "a list": ("- id: small\n", "is not a mapping"),
    "a name given twice": ("id: small\nid: small\n", "a second time"),
    "nesting without end": ("id: " + "[" * 200 + "]" * 200, "nested too deeply"),
    "nothing": ("", "is not a mapping"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is(kind: str, tmp_path: Path):
    text, words = HOSTILE[kind]
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InstrumentError, match=words):
        load(path)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path):
    with pytest.raises(InstrumentError, match="does not exist"):
        load(tmp_path / "none.yaml")
    (tmp_path / "odd.yaml").write_bytes(b"id: \xff\xfe")
    with pytest.raises(InstrumentError, match="is not UTF-8"):
        load(tmp_path / "odd.yaml")


def test_a_changed_file_is_read_again(tmp_path: Path):
    path = tmp_path / "small.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    before = load(path)
    assert load(path) is before
    path.write_text(changed('version: "1.0"', 'version: "1.0.1"'), encoding="utf-8")
    after = load(path)
    assert after.version == "1.0.1"
    assert after.hash != before.hash


def test_an_unknown_instrument_lists_the_known_ones():
    with pytest.raises(InstrumentError, match=r"is not in the library; allowed: .*ogrs3"):
        load("ogrs4")


def test_oxrec_is_not_public_and_says_how_to_supply_it():
    with pytest.raises(InstrumentError, match=r"not public.*oxrec-demonstration shows the form"):
        load("oxrec")


def test_a_judgement_has_nothing_to_compute_with_and_its_codes_say_their_names():
    from riskkit.instruments.loader import LIBRARY

    text = (LIBRARY / "trap-18.yaml").read_text(encoding="utf-8")
    swapped = text.replace('{nl: "aanwezig", en: "present"}', '{nl: "afwezig", en: "absent"}', 1)
    assert swapped != text
    with pytest.raises(InstrumentError, match="calls the code 'present' by another name"):
        read_text(swapped, "trap-18")
    with pytest.raises(InstrumentError, match="has no place in a judgement instrument"):
        read_text(
            text + "\nimpossible:\n  - {id: a, lesser: leakage, greater: fixation, why: {nl: x, en: x}}\n",
            "trap-18",
        )
