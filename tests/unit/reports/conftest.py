"""Small notebooks that run in a second, to test the runner without a model."""

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HEAD = 'PageHead("nl", "Proefrapport", "Een <titel> & meer", "Bij 26 van de 100.")'
SECTIONS = f"""from riskkit.reports.section import PageHead, Section, paragraph
from riskkit.tables import Column, Table
import pandas as pd
table = Table("counts", "Aantallen", pd.DataFrame(dict(n=[number])), (Column("n", "Aantal"),))
first = Section("summary", "In het kort", paragraph(text), (table,), page={HEAD})
last = Section("origin", "Herkomst", table.html(), provenance=dict(data={{}}, made="now"))"""


@pytest.fixture
def write_notebook(tmp_path: Path) -> Callable[..., Path]:
    """Write a notebook: parameters, extra cells under a heading, then what it shows."""

    def write(*extra: str, shows: tuple[str, ...] = ("first", "last"), name: str = "tiny") -> Path:
        parameters = new_code_cell('number = 1\ntext = "a"')
        parameters.metadata["tags"] = ["parameters"]
        cells = [new_markdown_cell("# Tiny"), parameters, new_markdown_cell("## The middle")]
        cells += [new_code_cell(source) for source in (*extra, SECTIONS, *shows)]
        kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
        notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
        path = tmp_path / f"{name}.ipynb"
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        return path

    return write
