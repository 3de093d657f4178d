"""A copy as HTML, PDF and CSV: what people wrote is shown as written and never runs.

HTML escapes every value and carries no script; the PDF is made of that HTML and fetches
nothing; in CSV a cell that a spreadsheet would take for a formula begins with an
apostrophe.
"""

import csv
import io
from html import escape
from typing import Any, Final

from riskkit.casework.file_copy import CopySection, FileCopy
from riskkit.errors import Fault, OutputError
from riskkit.fields import SYNTHETIC
from riskkit.wording import wording

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""First characters that make a spreadsheet read a cell as a formula or a command."""

STYLE: Final = (
    "body{font:11pt/1.5 'DejaVu Sans',sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #708090}"
    "dl{margin:0 0 1rem;padding:.5rem 0;border-bottom:1px dotted #708090}dt{font-weight:bold}"
    "dd{margin:0 0 .5rem;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".whose{string-set:whose content()}dt{break-after:avoid}h2{break-after:avoid}"
    "@page{size:A4;margin:22mm 16mm 18mm;"
    "@top-left{content:string(whose);font:8pt 'DejaVu Sans',sans-serif}"
    "@bottom-right{content:counter(page) ' / ' counter(pages);font:8pt 'DejaVu Sans',sans-serif}}"
    "@media print{body{max-width:none;margin:0;padding:0}}"
)
POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def to_html(copy: FileCopy) -> str:
    """Return the copy as one HTML page that stands alone and runs nothing."""
    parts = "".join(_section(each, copy) for each in copy.sections)
    made = copy.made_at.date().isoformat()
    mark = f"{SYNTHETIC} · " if copy.synthetic else ""
    return (
        f'<!doctype html><html lang="{copy.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        f"<title>{escape(copy.title)}</title><style>{STYLE}</style></head><body><main>"
        f'<h1>{escape(copy.title)}</h1><p class="whose">{mark}{escape(copy.person)} · {made}</p>'
        f"<p>{escape(copy.explanation)}</p>{parts}</main></body></html>"
    )


def to_csv(copy: FileCopy) -> str:
    """Return the copy as CSV: section, entry, field, value; no cell is a formula."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, quoting=csv.QUOTE_ALL)
    say = wording("casework", copy.language)
    writer.writerow([say(name) for name in ("csv_section", "csv_entry", "csv_field", "csv_value")])
    for section in copy.sections:
        for number, entry in enumerate(section.entries, start=1):
            for label, value in entry:
                writer.writerow([plain_cell(section.heading), number, plain_cell(label), plain_cell(value)])
    return output.getvalue()


def to_pdf(copy: FileCopy) -> bytes:
    """Return the copy as a tagged PDF; nothing is fetched while it is made."""
    return pdf_of(to_html(copy))


def pdf_of(html: str) -> bytes:
    """Return a page of ours as a tagged PDF (PDF/UA-1); nothing is fetched while it is made."""
    from weasyprint import HTML

    made: Any = HTML(string=html, url_fetcher=_fetch_nothing).write_pdf(pdf_variant="pdf/ua-1")
    return bytes(made)


def _fetch_nothing(url: str, **_: object) -> dict[str, object]:
    raise OutputError(Fault("copy", "names something elsewhere", "a page that stands alone"))


def _section(section: CopySection, copy: FileCopy) -> str:
    entries = "".join(
        "<dl>"
        + "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in entry)
        + "</dl>"
        for entry in section.entries
    )
    nothing = escape(wording("casework", copy.language)("nothing_recorded"))
    return f"<section><h2>{escape(section.heading)}</h2>{entries or f'<p>{nothing}</p>'}</section>"


def plain_cell(value: str) -> str:
    """Return a text as a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(FORMULA) else value
