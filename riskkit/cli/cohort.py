"""``riskkit cohort``: check a follow-up table, or build one from registers."""

from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(help="Check and build follow-up tables.", no_args_is_help=True)


@app.callback()
def options() -> None:
    """Check and build follow-up tables."""


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A CSV or Parquet file.")],
    schema: Annotated[
        str,
        typer.Option(
            "--schema",
            help="A described cohort (rossi), a register (releases, custody, offences, ...), or follow-up.",
        ),
    ],
    decimal: Annotated[Literal[".", ","], typer.Option(help="Decimal mark of the file.")] = ".",
    delimiter: Annotated[Literal[",", ";", "tab"], typer.Option(help="Between the columns.")] = ",",
    encoding: Annotated[
        Literal["utf-8", "latin-1", "utf-16"], typer.Option(help="Of the file's text.")
    ] = "utf-8",
    dates: Annotated[str, typer.Option(help="How a register writes dates; Dutch: %d-%m-%Y.")] = "%Y-%m-%d",
    yes: Annotated[str, typer.Option(help="How a register writes yes.")] = "1",
    no: Annotated[str, typer.Option(help="How a register writes no.")] = "0",
    outcome: Annotated[str, typer.Option(help="Outcome definition of a built table.")] = "general",
) -> None:
    """Check a cohort's file, a register or a built table; every fault is reported at once."""
    from riskkit.cohort.file_check import FOLLOW_UP, check_built_file, check_file, check_register_file
    from riskkit.cohort.registrations import REGISTERS

    if schema == FOLLOW_UP:
        told = f"{check_built_file(file, outcome)} releases"
    elif schema in REGISTERS:
        rows = check_register_file(
            file, schema, dates=dates, decimal=decimal, delimiter=delimiter, encoding=encoding, yes=yes, no=no
        )
        told = f"{rows} rows"
    else:
        found = check_file(file, schema, decimal=decimal, delimiter=delimiter, encoding=encoding)
        told = f"{found.n} people, {found.n_events} with the outcome"
    typer.echo(f"riskkit: {file.name} fits '{schema}': {told}")


@app.command("build")
def build(
    config: Annotated[Path, typer.Argument(help="A YAML file: registers, outcome, period.")],
    out: Annotated[Path, typer.Option(help="Folder to make.")],
    cluster: Annotated[
        str | None, typer.Option(help="Address of a dask scheduler whose workers follow the people.")
    ] = None,
) -> None:
    """Build a cohort from registers: one table, with every row left out or changed counted."""
    from riskkit.analyses.cluster import cluster_client
    from riskkit.cohort.build import build_cohort
    from riskkit.parameters import read_parameters
    from riskkit.parameters.cohort_build import CohortBuildParameters

    parameters = read_parameters(config, CohortBuildParameters).located(config.parent)
    with cluster_client(cluster) as client:
        built = build_cohort(parameters, out, client=client)
    for step, column, count in built.flow.frame().itertuples(index=False):
        typer.echo(f"{count:>10,}  {step}{f' ({column})' if column else ''}")
    for rule, column, count in built.flow.changed:
        typer.echo(f"{count:>10,}  rule {rule} ({column})")
    typer.echo(f"riskkit: {built.flow.kept:,} releases in {out}")


@app.command("dictionary")
def dictionary(
    outcome: Annotated[str, typer.Option(help="Id of an outcome definition.")] = "general",
) -> None:
    """Print what the registers must hold and what the built table holds."""
    from riskkit.cohort import load_outcome
    from riskkit.cohort.schema import data_dictionary, register_dictionary

    typer.echo(register_dictionary().to_csv(index=False))
    typer.echo(data_dictionary(load_outcome(outcome).codes).to_csv(index=False))
