"""``riskkit cohort``: check a follow-up table before it is used."""

from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(help="Check follow-up tables.", no_args_is_help=True)


@app.callback()
def options() -> None:
    """Check follow-up tables."""


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A CSV file: one line a person.")],
    schema: Annotated[str, typer.Option("--schema", help="Name of a described cohort, for example rossi.")],
    decimal: Annotated[Literal[".", ","], typer.Option(help="Decimal mark of the file.")] = ".",
    delimiter: Annotated[Literal[",", ";", "tab"], typer.Option(help="Between the columns.")] = ",",
) -> None:
    """Check a file against the description of a cohort; every fault is reported at once."""
    from riskkit.cohort import check_file

    found = check_file(file, schema, decimal=decimal, delimiter=delimiter)
    typer.echo(f"riskkit: {file.name} fits '{schema}': {found.n} people, {found.n_events} with the outcome")
