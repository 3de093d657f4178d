"""What an executed notebook showed: its sections, its exact tables, its head and provenance."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nbformat import NotebookNode

from riskkit.errors import ReportFailed
from riskkit.reports.section import PAGE_MIME, PROVENANCE_MIME, TABLES_MIME, PageHead


@dataclass(frozen=True, slots=True)
class Shown:
    """The content of a report, as its notebook showed it.

    Attributes
    ----------
    head : PageHead
        Language, kind, title and headline.
    sections : tuple of str
        HTML of each section, in order.
    tables : mapping of str to str
        CSV text, by file name without extension.
    provenance : mapping
        Facts for the manifest.
    """

    head: PageHead
    sections: tuple[str, ...]
    tables: Mapping[str, str]
    provenance: Mapping[str, Any]


def shown_by(notebook: NotebookNode) -> Shown:
    """Collect what an executed notebook showed.

    Parameters
    ----------
    notebook : NotebookNode
        Executed to the end.

    Raises
    ------
    ReportFailed
        It shows no head, no provenance, or one table's name twice: a defect of the notebook.
    """
    bundles = [
        output.data
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type in ("display_data", "execute_result")
    ]
    heads = [bundle[PAGE_MIME] for bundle in bundles if PAGE_MIME in bundle]
    facts = [bundle[PROVENANCE_MIME] for bundle in bundles if PROVENANCE_MIME in bundle]
    if len(heads) != 1 or len(facts) != 1:
        raise ReportFailed(
            f"the notebook shows {len(heads)} heads and {len(facts)} origins; one of each is needed"
        )
    tables: dict[str, str] = {}
    for bundle in bundles:
        for name, text in bundle.get(TABLES_MIME, {}).items():
            if name in tables:
                raise ReportFailed(f"the notebook shows the table '{name}' twice")
            tables[name] = text
    sections = tuple(str(bundle["text/html"]) for bundle in bundles if _is_section(bundle))
    return Shown(PageHead(**heads[0]), sections, tables, facts[0])


SECTION: Final = "<section "


def _is_section(bundle: Mapping[str, Any]) -> bool:
    """Return whether an output is a section of ours and not something that a cell let slip."""
    return str(bundle.get("text/html", "")).startswith(SECTION)
