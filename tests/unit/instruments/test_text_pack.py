"""Text packs: licensed text comes from outside, fits its instrument, and changes no rule."""

import re
import stat
from pathlib import Path

import pytest

from riskkit.errors import InstrumentError, OutputError
from riskkit.instruments import load
from riskkit.instruments.text_pack import find_text_pack, install_text_pack, read_text_pack, with_text_pack
from riskkit.pages.judgement_forms import judgement_forms

TRAP = load("trap-18")
VERA = load("vera-2r")


def pack_text(instrument=TRAP, **changes: str) -> str:
    head = {
        "id": "made-up-pack", "version": '"3.1"', "instrument": instrument.id,
        "instrument_version": f'"{instrument.version}"', "licence_holder": "An agency (made up)",
        "licence": "Made-up licence 12", **changes,
    }  # fmt: skip
    lines = [f"{name}: {value}" for name, value in head.items()]
    texts = [
        f"  {item.id}:\n    text: {{nl: Verzonnen uitleg van {item.id}, en: Made-up account of {item.id}}}"
        for item in instrument.items
    ]
    return "\n".join([*lines, "texts:", *texts]) + "\n"


@pytest.fixture
def pack(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "pack.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_package_itself_has_no_definition_of_a_protected_item():
    for name in ("vera-2r", "erg22", "trap-18"):
        instrument = load(name)
        assert [item.id for item in instrument.items if item.help is not None] == []
        assert [option for item in instrument.items for option in item.options if option.help] == []
        assert all(len(item.label.nl) <= 60 and len(item.label.en) <= 60 for item in instrument.items)


def test_a_pack_gives_the_text_and_nothing_else(pack):
    read = read_text_pack(pack(pack_text()), TRAP)
    worded = with_text_pack(TRAP, read)
    assert worded.item("pathway").help is not None
    assert worded.item("pathway").help.nl == "Verzonnen uitleg van pathway"
    assert worded.rule == TRAP.rule
    for before, after in zip(TRAP.items, worded.items, strict=True):
        assert before.model_copy(update={"help": after.help}) == after
    assert TRAP.item("pathway").help is None  # the library's own stays as it is


def test_ratings_with_another_text_in_view_are_told_apart(pack):
    worded = with_text_pack(TRAP, read_text_pack(pack(pack_text()), TRAP))
    assert worded.version == "1.0+3.1"
    assert re.fullmatch("[0-9a-f]{64}", worded.hash)
    other = read_text_pack(pack(pack_text().replace("Verzonnen uitleg", "Andere uitleg")), TRAP)
    assert len({TRAP.hash, worded.hash, with_text_pack(TRAP, other).hash}) == 3


def test_items_that_the_package_leaves_out_come_with_the_pack(pack):
    added = (
        "added:\n  - id: additional\n    label: {nl: Aanvullend, en: Additional}\n    items:\n"
        "      - {id: add_1, source_code: X1, kind: static, label: {nl: A, en: A}, text: {nl: T, en: T}}\n"
        "      - {id: add_2, kind: dynamic, label: {nl: Twee, en: Two}, text: {nl: T, en: T}}\n"
    )
    worded = with_text_pack(VERA, read_text_pack(pack(pack_text(VERA) + added), VERA))
    assert len(worded.items) == 34 + 2
    assert worded.item("add_1").options == VERA.items[0].options
    assert (worded.item("add_1").kind, worded.item("add_2").kind) == ("static", "dynamic")
    assert worded.item("add_1").unknown == "allowed"


def test_a_licensed_name_needs_no_further_check(pack):
    text = pack_text().replace(
        "  thinking_emotion:\n", "  thinking_emotion:\n    label: {nl: Naam, en: Name}\n"
    )
    worded = with_text_pack(TRAP, read_text_pack(pack(text), TRAP))
    assert not TRAP.item("thinking_emotion").verified
    assert worded.item("thinking_emotion").verified
    assert worded.item("thinking_emotion").label.en == "Name"
    assert not worded.item("pair_bonding").verified


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (("instrument: trap-18", "instrument: vera-2r"), "is written for instrument 'vera-2r'"),
        (('instrument_version: "1.0"', 'instrument_version: "0.9"'), "instrument version '0.9'"),
        (("  pathway:", "  pathwey:"), "gives text to 'pathwey'"),
        (("licence_holder: An agency (made up)\n", ""), "is missing"),
        (("licence: Made-up", "rules: 1\nlicence: Made-up"), "is not a known name"),
        (("version: \"3.1\"", "version: '3.1+x'"), "should match pattern"),
        (("  pathway:\n", "  pathway: &x\n"), "anchor"),
    ],
)  # fmt: skip
def test_a_pack_that_does_not_fit_is_refused_with_its_line(pack, change: tuple[str, str], problem: str):
    text = pack_text().replace(*change)
    assert text != pack_text()
    with pytest.raises(InstrumentError, match=re.escape(problem)) as caught:
        read_text_pack(pack(text), TRAP)
    assert re.search(r"line \d+", str(caught.value))
    assert "Verzonnen uitleg" not in str(caught.value)


def test_every_item_that_lacks_text_is_counted(pack):
    text = re.sub(r"  (leakage|ideology):\n.*\n", "", pack_text())
    with pytest.raises(InstrumentError, match="lacks the text of 2 items") as caught:
        read_text_pack(pack(text), TRAP)
    assert "leakage, ideology" in str(caught.value)


def test_an_added_item_may_not_take_the_place_of_another(pack):
    added = (
        "added:\n  - id: more\n    label: {nl: Meer, en: More}\n    items:\n"
        "      - {id: leakage, kind: static, label: {nl: Een, en: One}, text: {nl: T, en: T}}\n"
    )
    with pytest.raises(InstrumentError, match="adds what is there already: leakage"):
        read_text_pack(pack(pack_text() + added), TRAP)
    twice = added.replace("leakage", "new") + added.splitlines()[-1].replace("leakage", "new") + "\n"
    with pytest.raises(InstrumentError, match="adds the item 'new' more than once"):
        read_text_pack(pack(pack_text() + twice), TRAP)


def test_a_pack_of_another_instrument_cannot_be_put_on(pack):
    with pytest.raises(InstrumentError, match="is written for instrument 'trap-18'"):
        with_text_pack(VERA, read_text_pack(pack(pack_text()), TRAP))


def test_an_installed_pack_is_kept_outside_the_package_for_its_owner_alone(pack, tmp_path: Path):
    folder = tmp_path / "workspace" / "text-packs"
    assert find_text_pack(TRAP, folder) is None
    install_text_pack(pack(pack_text()), TRAP, folder)
    kept = folder / "trap-18.yaml"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["trap-18.yaml"]
    found = find_text_pack(TRAP, folder)
    assert found is not None
    assert found.version == "3.1"
    with pytest.raises(InstrumentError):
        install_text_pack(pack("id: x\n"), TRAP, folder)
    assert find_text_pack(TRAP, folder) == found  # a refused pack replaces nothing


def test_a_folder_that_cannot_be_written_is_said(pack, tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be kept"):
        install_text_pack(pack(pack_text()), TRAP, tmp_path / "file" / "text-packs")


def test_the_page_shows_the_text_and_says_whose_it_is(pack, tmp_path: Path):
    without = {each["en"].reference.id: each["en"] for each in judgement_forms(tmp_path / "none")}
    assert "short names only" in " ".join(without["trap-18"].notices)
    install_text_pack(pack(pack_text()), TRAP, tmp_path / "packs")
    forms = {each["en"].reference.id: each for each in judgement_forms(tmp_path / "packs")}
    assert forms["trap-18"]["en"].item("leakage").question == "Made-up account of leakage"
    assert forms["trap-18"]["nl"].item("leakage").question == "Verzonnen uitleg van leakage"
    assert "licensed to An agency (made up)" in " ".join(forms["trap-18"]["en"].notices)
