"""A home whose one notebook does what its title says: batches of every fate, without a model."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from riskkit.parameters.schedule import Schedule
from riskkit.reports.schedule import Job, expand

ROOT = Path(__file__).resolve().parents[3]
SHOWS = """from riskkit.reports.section import PageHead, Section, paragraph
from riskkit.tables import Column, Table
import pandas as pd
head = PageHead("nl", "Proef", title["nl"], "Er is iets gemaakt.")
table = Table("counts", "Aantallen", pd.DataFrame(dict(n=[0.1 + 0.2])), (Column("n", "Aantal"),))
display(Section("summary", "In het kort", paragraph("x"), (table,), page=head))
display(Section("origin", "Herkomst", "", provenance=dict(data={}, made="now")))"""


def make_home(folder: Path) -> Path:
    """Write the home; the English title is the code that its second cell runs."""
    parameters = new_code_cell("title = {}")
    parameters.metadata["tags"] = ["parameters"]
    cells = [parameters, new_markdown_cell("## The middle"), new_code_cell('exec(title["en"])'),
             new_code_cell(SHOWS)]  # fmt: skip
    kernel = {"name": "python3", "language": "python", "display_name": "Python 3"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "base_rate.ipynb").write_text(nbformat.writes(notebook), encoding="utf-8")
    return folder


def schedule_of(codes: dict[str, str], **limits: Any) -> tuple[Schedule, tuple[Job, ...]]:
    """Return a schedule with one report for each name, which runs the code given with it."""
    reports = tuple(
        {
            "notebook": "base_rate",
            "file": str(ROOT / "parameters" / "base_rate" / "rossi.yaml"),
            "name": name,
            "changes": {"title": {"nl": name, "en": code}},
        }
        for name, code in codes.items()
    )
    content = {"title": {"nl": "Proef <reeks>", "en": "Try"}, "reports": reports, "pdf": False, **limits}
    schedule = Schedule.model_validate(content)
    return schedule, expand(schedule, ROOT)
