"""What every page loads is one script and one style sheet, whole, whose address changes with them."""

from pathlib import Path

import pytest

from riskkit.pages.page_files import FOLDER, PARTS, TYPES, read_page_files

DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"


def test_each_file_holds_its_parts_in_their_order():
    files = read_page_files(DASHBOARDS)
    assert set(files) == set(PARTS) == set(TYPES)
    for name, parts in PARTS.items():
        places = [
            files[name].content.index((DASHBOARDS / FOLDER / part).read_text("utf-8")) for part in parts
        ]
        assert places == sorted(places)
        assert len(set(places)) == len(parts)


def test_every_script_and_sheet_of_ours_is_in_one_of_them_or_is_for_stock_widgets():
    there = {path.name for path in (DASHBOARDS / FOLDER).iterdir()}
    assert there == {part for parts in PARTS.values() for part in parts} | {"stock.js", "voila-undone.css"}


def test_the_version_changes_with_any_part(tmp_path: Path):
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    for part in (part for parts in PARTS.values() for part in parts):
        (folder / part).write_text("/* here */")
    before = read_page_files(tmp_path)
    (folder / "line.js").write_text("/* there */")
    after = read_page_files(tmp_path)
    assert after["page.css"] == before["page.css"]
    assert after["page.js"].version != before["page.js"].version
    (folder / "print.css").unlink()
    with pytest.raises(FileNotFoundError):
        read_page_files(tmp_path)
