"""Tables: header cells with scope, shown by rounding, exact in the CSV, inert in a spreadsheet."""

import csv
import io
import xml.etree.ElementTree as ET

import pandas as pd

from riskkit.tables import Column, Table

FRAME = pd.DataFrame({"who": ["=1+1", "<b>"], "share": [1 / 3, 0.1 + 0.2], "shown_share": ["33%", "30%"]})
TABLE = Table(
    "shares", 'Deel "A"', FRAME,
    (Column("who", "Wie", numeric=False), Column("share", "Deel", lambda value: f"{value:.0%}")), "Noot",
)  # fmt: skip


def test_a_table_is_readable_by_a_screen_reader_and_by_the_keyboard():
    page = ET.fromstring(f"<div>{TABLE.html()}</div>")
    region = page[0]
    assert (region.get("role"), region.get("tabindex"), region.get("aria-label")) == (
        "region", "0", 'Deel "A"',
    )  # fmt: skip
    assert [cell.get("scope") for cell in page.iter("th")] == ["col", "col", "row", "row"]
    assert [cell.text for cell in page.iter("td")] == ["33%", "30%"]
    assert [cell.text for cell in page.iter("th")][2:] == ["=1+1", "<b>"]
    assert str(page.findtext(".//caption")) == 'Deel "A"'
    assert page.findtext("p") == "Noot"


def test_the_csv_holds_exact_values_and_nothing_made_for_display():
    rows = list(csv.DictReader(io.StringIO(TABLE.csv())))
    assert list(rows[0]) == ["who", "share"]
    assert [float(row["share"]) for row in rows] == [1 / 3, 0.1 + 0.2]


def test_text_in_a_csv_cannot_become_a_formula():
    risky = ["=a", "+a", "-a", "@a", "\ta", "\ra", "a=b", "", None, 3]
    made = Table("t", "c", pd.DataFrame({"x": pd.Series(risky, dtype=object)}), ()).csv()
    shown = [row["x"] for row in csv.DictReader(io.StringIO(made, newline=""))]
    assert shown == ["'=a", "'+a", "'-a", "'@a", "'\ta", "' a", "a=b", "", "", "3"]
