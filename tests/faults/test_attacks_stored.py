"""Stored script: in every free-text field there is, whatever is exported shows it and runs nothing.

Fields are found by trying: one that takes a hostile text as it is, is a field of free text. How
pages show it stands in `tests/browser`.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest
from pydantic import ValidationError

from riskkit.casework.access import Access
from riskkit.casework.desk import Desk
from riskkit.casework.dossier import record_who
from riskkit.casework.file_copy_formats import FORMULA, to_csv, to_html, to_pdf
from riskkit.casework.sharing import copy_for_person, pack_for_conference
from riskkit.records import Store
from riskkit.records.dossier import DossierPart
from riskkit.records.dossier_entries import add_entry
from riskkit.records.identity import Identity
from riskkit.records.judgement_final import SummaryJudgement
from tests.unit.casework.conftest import AT, judgement, with_three_people
from tests.unit.records.test_dossier import EXAMPLES

HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>",
    "javascript:alert(1)",
    "</dd></main><iframe src=//evil.example>", "<style>*{background:url(//evil.example)}</style>",
    '=HYPERLINK("http://evil.example")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "%0A=1", "|calc",
    "{{ 7*7 }}", "${7*7}", "&lt;script&gt;", "\u202etxt.exe", "<!-- not seen", "]]> end",
)  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("stored")
    made = with_three_people(f"sqlite:///{folder / 'inner' / 'riskkit.db'}", folder / "keys")
    yield made
    made.close()


def with_text(content: DossierPart, field: str, words: str) -> DossierPart | None:
    """Return the entry with a text in one field; None if that field takes no free text."""
    try:
        made = type(content).model_validate({**content.model_dump(), field: words})
    except ValidationError:
        return None
    return made if getattr(made, field) == words else None


FREE = [
    (each, name) for each in EXAMPLES for name in type(each).model_fields if with_text(each, name, HOSTILE[0])
]


class Parts(HTMLParser):
    """What a browser would make of a page: its tags, their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def fill(store: Store, texts: tuple[str, ...], fields: Iterable[tuple[DossierPart, str]] = FREE) -> None:
    """Put every text into every field of free text of one person's file."""
    with store.writing() as connection:
        for content, field in fields:
            for words in texts:
                hostile = with_text(content, field, words)
                if hostile is not None:
                    add_entry(connection, store.keys, person="OWN", content=hostile, by="o", at=AT)
    formula = next((each for each in texts if each.startswith("=")), texts[-1])
    who = Identity(name=texts[0], address=formula, register_number=formula)
    record_who(Access(store, "officer-1"), "OWN", who)
    before = None
    for number, words in enumerate(texts):
        made = judgement("OWN", by="officer-1", record=f"{number:032d}")
        summary = SummaryJudgement(level="low", reasons=f"{words} in words", assessor="officer-1", at=AT)
        Desk(store, "officer-1").save(made.model_copy(update={"summary": summary}), after=before)
        before = made.record


@pytest.fixture(scope="module")
def benign(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    """Give the parts of a page about a file without hostile words."""
    folder: Path = tmp_path_factory.mktemp("benign")
    made = with_three_people(f"sqlite:///{folder / 'inner' / 'riskkit.db'}", folder / "keys")
    fill(made, ("plain words",))
    parts = Parts(to_html(copy_for_person(Access(made, "officer-1"), "OWN")))
    made.close()
    return parts


@pytest.fixture(scope="module")
def attacked(store: Store) -> Store:
    fill(store, HOSTILE)
    return store


def test_fields_of_free_text_are_found():
    assert len(FREE) >= 30
    print(f"{len(FREE)} fields of {len({type(content) for content, _ in FREE})} kinds, {len(HOSTILE)} texts")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_copy_as_html_shows_every_text_and_has_no_part_of_them(attacked: Store, benign: Parts, language):
    page = Parts(to_html(copy_for_person(Access(attacked, "officer-1"), "OWN", language=language)))
    assert page.tags == benign.tags
    assert page.attributes == benign.attributes
    assert [words for words in HOSTILE if page.text.count(words) < len(FREE) / 2] == []


@pytest.mark.parametrize("ground", ["care", "supervision"])
def test_a_pack_for_a_conference_has_no_part_of_them(attacked: Store, benign: Parts, ground: str):
    access = Access(attacked, "officer-1")
    page = Parts(to_html(pack_for_conference(access, "OWN", ground=ground, organisations=("GGZ",))))
    assert page.tags <= benign.tags
    assert page.attributes <= benign.attributes


def test_a_copy_as_csv_has_no_cell_that_a_spreadsheet_would_work_out(attacked: Store):
    copy = copy_for_person(Access(attacked, "officer-1"), "OWN")
    cells = [cell for row in csv.reader(io.StringIO(to_csv(copy))) for cell in row]
    assert [cell for cell in cells if cell.startswith(FORMULA)] == []
    for words in HOSTILE:
        assert sum(words in cell for cell in cells) >= len(FREE) / 2


def test_a_copy_as_pdf_holds_no_action_and_no_link(tmp_path: Path):
    store = with_three_people(f"sqlite:///{tmp_path / 'inner' / 'riskkit.db'}", tmp_path / "keys")
    one_a_kind = {type(each): (each, field) for each, field in FREE}.values()
    fill(store, (HOSTILE[1],), one_a_kind)
    content = to_pdf(copy_for_person(Access(store, "officer-1"), "OWN"))
    store.close()
    read = pypdf.PdfReader(io.BytesIO(content))
    root = read.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))
    for page in read.pages:
        assert not {"/Annots", "/AA"} & set(page)
    text = "".join(page.extract_text() for page in read.pages).replace("\n", "")
    assert text.count("onerror=alert(1)") >= len(one_a_kind)
