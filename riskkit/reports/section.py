"""One section of a report: HTML for readers, and the exact tables it was made from."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Final

from riskkit.parameters.labels import Language

if TYPE_CHECKING:  # the runner needs no tables, and they need pandas
    from riskkit.tables import Table

TABLES_MIME: Final = "application/vnd.riskkit.tables+json"
PROVENANCE_MIME: Final = "application/vnd.riskkit.provenance+json"
PAGE_MIME: Final = "application/vnd.riskkit.page+json"


@dataclass(frozen=True, slots=True)
class PageHead:
    """What a report says of itself before its sections.

    Attributes
    ----------
    language : {"nl", "en"}
        Language of the whole report.
    kind : str
        What sort of report it is.
    title : str
        Title of the report.
    headline : str
        Its main finding in one sentence.
    """

    language: Language
    kind: str
    title: str
    headline: str


@dataclass(frozen=True, slots=True)
class Section:
    """A section that a notebook displays.

    Attributes
    ----------
    name : str
        Identifier in the page.
    title : str
        Heading.
    body : str
        HTML.
    tables : tuple of Table
        Exact values, kept beside the HTML and written as CSV files.
    provenance : dict, optional
        Facts for the manifest; on the last section of a report.
    page : PageHead, optional
        Head of the page; on the first section of a report.
    """

    name: str
    title: str
    body: str
    tables: tuple["Table", ...] = ()
    provenance: dict[str, Any] | None = None
    page: PageHead | None = None

    def html(self) -> str:
        """Return the section as HTML."""
        return (
            f'<section id="{self.name}" class="{self.name}" aria-labelledby="{self.name}-title">'
            f'<h2 id="{self.name}-title">{escape(self.title)}</h2>{self.body}</section>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/html": self.html(), "text/plain": self.title}
        if self.tables:
            bundle[TABLES_MIME] = {table.name: table.csv() for table in self.tables}
        if self.provenance is not None:
            bundle[PROVENANCE_MIME] = self.provenance
        if self.page is not None:
            bundle[PAGE_MIME] = asdict(self.page)
        return bundle


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def bullets(texts: Iterable[str]) -> str:
    """Return a list."""
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def details(title: str, inside: str) -> str:
    """Return a part that opens on demand."""
    return f"<details><summary>{escape(title)}</summary>{inside}</details>"
