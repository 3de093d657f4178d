"""The recidivism report as its reader gets it: order, first page, honesty, PDF with tags."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from weasyprint import HTML

from riskkit.analyses import RecidivismReport
from riskkit.analyses.recidivism_release import released_recidivism
from riskkit.disclosure import Released
from riskkit.parameters import read_parameters
from riskkit.parameters.recidivism import RecidivismParameters
from riskkit.reports import recidivism_page as page
from riskkit.reports.document import compose
from riskkit.reports.outputs import Shown
from riskkit.reports.pdf import write_pdf
from riskkit.reports.section import PageHead, Section

ROOT = Path(__file__).resolve().parents[3]
ORDER = (page.summary, page.survival, page.followed, page.model, page.proportional_hazards,
         page.people_like_this, page.limits, page.exact_values, page.origin)  # fmt: skip


@pytest.fixture(scope="module", params=["nl", "en"])
def released(request: pytest.FixtureRequest) -> Released[RecidivismReport]:
    file = ROOT / "parameters/recidivism/rossi.yaml"
    return released_recidivism(read_parameters(file, RecidivismParameters, {"language": request.param}))


@pytest.fixture(scope="module")
def report(released: Released[RecidivismReport]) -> RecidivismReport:
    return released.shown


@pytest.fixture(scope="module")
def sections(released: Released[RecidivismReport]) -> list[Section]:
    return [make(released) for make in ORDER]


def words(html: str) -> str:
    return " ".join(ET.fromstring(html).itertext())


def test_every_section_is_well_formed_and_named_once(sections: list[Section]):
    roots = [ET.fromstring(section.html()) for section in sections]
    ids = [each.get("id") for root in roots for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for root in roots:
        assert next(child.tag for child in root) == "h2"
        named = {each for part in root.iter() for each in str(part.get("aria-labelledby", "")).split()}
        assert named <= set(ids)


def test_the_first_page_says_what_happened_and_what_it_is_for(
    report: RecidivismReport, sections: list[Section]
):
    text = words(sections[0].html())
    nl = report.parameters.language == "nl"
    for figure in ("432", "114", "73,6%" if nl else "73.6%"):
        assert figure in text
    assert ("22 en 30 van de 100" if nl else "between 22 and 30 of 100") in text
    assert ("31 van de 100" if nl else "31 of 100") in text
    assert ("Niet om over één persoon te beslissen" if nl else "Not to decide about one person") in text


def test_a_risk_comes_with_its_interval_base_rate_and_people_like_this(
    report: RecidivismReport, sections: list[Section]
):
    cards = ET.fromstring(sections[5].html()).findall(".//article")
    assert len(cards) == 4
    for card, risk in zip(cards, report.risks, strict=True):
        assert risk.like is not None
        text = " ".join(card.itertext())
        for number in (risk.risk, risk.lower, risk.upper, 114 / 432):
            assert str(round(100 * number)) in text
        few = "minder dan 10" if report.parameters.language == "nl" else "fewer than 10"
        assert (few if risk.like.n < 10 else str(risk.like.n)) in text
        icons = card.findall(".//{http://www.w3.org/2000/svg}g")
        assert sum(icon.get("fill") != "none" for icon in icons) == round(100 * risk.risk)


def test_small_counts_of_people_are_not_given_away(report: RecidivismReport, sections: list[Section]):
    few = [risk.like.n for risk in report.risks if risk.like is not None and risk.like.n < 10]
    assert few
    table = sections[5].tables[0].csv()
    assert "<10" in table
    assert not any(re.search(rf",{count}$", table, re.MULTILINE) for count in few)


def test_a_failing_assumption_is_said(report: RecidivismReport, sections: list[Section]):
    """Age (p = 0.015) and work experience (p = 0.038) change over time, says R's cox.zph."""
    warning = ET.fromstring(sections[4].html()).find(".//p[@class='warning']")
    assert warning is not None
    text = "".join(warning.itertext())
    nl = report.parameters.language == "nl"
    assert ("leeftijd bij vrijlating" if nl else "age at release") in text
    assert ("eerder voltijds gewerkt" if nl else "worked full time before") in text
    assert ("financiële hulp" if nl else "financial aid") not in text


def test_the_limits_are_said(report: RecidivismReport, sections: list[Section]):
    text = words(sections[6].html())
    assert ("Een aanhouding is geen veroordeling" if report.parameters.language == "nl"
            else "An arrest is not a conviction") in text  # fmt: skip


def test_no_word_of_the_other_language_slips_in(report: RecidivismReport, sections: list[Section]):
    text = " ".join(words(section.html()) for section in sections[:7])
    other = (
        (" the ", " people ", " weeks") if report.parameters.language == "nl" else (" de ", " het ", " weken")
    )
    assert not [word for word in other if word in text]


def test_the_pdf_is_tagged_titled_and_complete(
    report: RecidivismReport, sections: list[Section], tmp_path: Path
):
    head = sections[0].page
    assert isinstance(head, PageHead)
    shown = Shown(head, tuple(section.html() for section in sections), {}, {})
    assert write_pdf(compose(shown), tmp_path / "report.pdf") is None
    pdf = PdfReader(tmp_path / "report.pdf")
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == report.parameters.language
    assert pdf.metadata is not None
    assert pdf.metadata.title == head.title
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    text = " ".join(each.extract_text() for each in pdf.pages)
    for figure in ("432", "114", "0.736111"):
        assert figure in text
    assert figure_alternatives(pdf) >= 6
    first = " ".join(pdf.pages[0].extract_text().split())
    assert head.headline.split(",")[0][:30] in first


def figure_alternatives(pdf: PdfReader) -> int:
    """Count the figures of the structure tree that carry a text instead."""
    found, left = 0, [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while left:
        node = left.pop().get_object()
        if isinstance(node, list):
            left += node
        elif hasattr(node, "get"):
            found += node.get("/S") == "/Figure" and bool(node.get("/Alt"))
            left += [node["/K"]] if "/K" in node and not isinstance(node["/K"], int) else []
    return found


def test_a_pdf_fetches_nothing(tmp_path: Path):
    Image.new("RGB", (3, 3)).save(tmp_path / "x.png")
    image = f'<img src="{(tmp_path / "x.png").as_uri()}" alt="x">'
    picture = f'<html lang="nl"><title>x</title>{image}<p>tekst</p></html>'
    HTML(string=picture).write_pdf(tmp_path / "fetched.pdf")
    assert len(PdfReader(tmp_path / "fetched.pdf").pages[0].images) == 1, "the picture can be had"
    assert write_pdf(picture, tmp_path / "ours.pdf") is None
    page = PdfReader(tmp_path / "ours.pdf").pages[0]
    assert "tekst" in page.extract_text()
    assert len(page.images) == 0
