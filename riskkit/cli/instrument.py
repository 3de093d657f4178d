"""``riskkit instrument``: list, check, score, explain, and load protected text."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from riskkit.cli.model_options import Account, Stdin, acting_registry

app = typer.Typer(help="List, check and score instruments.", no_args_is_help=True)

InstrumentId = Annotated[str, typer.Argument(help="An id of the library, or a path.")]
ResponsesFile = Annotated[Path, typer.Argument(help="CSV: one line a person, a column for each item.")]
OwnersKey = Annotated[
    Path | None, typer.Option("--key", help="Public key of the owner of a signed pack (PEM).")
]


@app.command("list")
def list_instruments() -> None:
    """List the instruments of the library, with their status and population."""
    from riskkit.instruments import catalogue

    for each in catalogue():
        kind = "judgement" if each.is_judgement else ", ".join(each.horizons) or "points"
        states = ", ".join(each.population.stated)
        typer.echo(f"{each.id:24} {each.version:18} {each.status:15} {kind:10} {each.name.nl} [{states}]")


@app.command("check")
def check(
    instrument: Annotated[
        str | None, typer.Argument(help="An id of the library, or a path; all without it.")
    ] = None,
    key: OwnersKey = None,
    every: Annotated[
        int, typer.Option(min=1, help="Try one in so many changes of a number; 1 tries all.")
    ] = 1,
) -> None:
    """Check instruments: worked cases, properties, and changes of every number."""
    from riskkit.errors import SelfTestRefused
    from riskkit.instruments.report import check_instrument, check_library

    one = None if instrument is None else check_instrument(instrument, key, every=every)
    failed = 0
    for each in check_library(every=every) if one is None else (one,):
        typer.echo(str(each))
        failed += not each.passed
    if failed:
        raise SelfTestRefused(f"{failed} instruments did not pass their own checks: do not use them.")


@app.command("score")
def score_file(
    instrument: InstrumentId,
    responses: ResponsesFile,
    out: Annotated[Path | None, typer.Option("--out", help="A new CSV file; the screen unless said.")] = None,
    population: Annotated[
        str | None, typer.Option(help="The people's population; refused unless the instrument states it.")
    ] = None,
    key: OwnersKey = None,
) -> None:
    """Score people from a file; nothing missing counts as zero."""
    from riskkit.instruments.pack import load_any
    from riskkit.scoring import score
    from riskkit.scoring.response_file import read_responses, write_results

    chosen = load_any(instrument, key)
    table = score(chosen, read_responses(responses, chosen), population=population)
    text = write_results(table, out)
    typer.echo(
        f"riskkit: {chosen.id} {chosen.version} ({chosen.status}) states the population "
        f"{', '.join(chosen.population.stated)}. {chosen.population.description.nl}",
        err=True,
    )
    if out is None:
        typer.echo(text, nl=False)
    else:
        typer.echo(f"riskkit: {len(table)} people scored in {out}")


@app.command("text")
def load_text(
    instrument: Annotated[str, typer.Argument(help="An id of the library.")],
    pack: Annotated[Path, typer.Argument(help="The text pack of the licensed organisation (YAML).")],
) -> None:
    """Load the protected item text of an instrument; it stays outside the package."""
    from riskkit.instruments import load
    from riskkit.instruments.text_pack import install_text_pack
    from riskkit.pages.judgement_forms import PACKS
    from riskkit.settings import settings

    chosen = load(instrument)
    kept = install_text_pack(pack, chosen, settings().workspace / PACKS)
    typer.echo(f"riskkit: text pack '{kept.id}' {kept.version} loaded for {chosen.id} {chosen.version}")


@app.command("explain")
def explain_result(
    instrument: InstrumentId,
    responses: ResponsesFile,
    person: Annotated[
        str | None, typer.Option("--person", help="Whom to explain; the first line unless said.")
    ] = None,
    language: Annotated[Literal["nl", "en"], typer.Option(help="Dutch unless said.")] = "nl",
    key: OwnersKey = None,
) -> None:
    """Explain a result to the person it is about, in plain Dutch or English."""
    from riskkit.instruments.pack import load_any
    from riskkit.scoring import explain
    from riskkit.scoring.response_file import one_person, read_responses

    chosen = load_any(instrument, key)
    answers = one_person(read_responses(responses, chosen), chosen, person)
    typer.echo(explain(chosen, answers, language=language), nl=False)


@app.command("register")
def register(
    by: Annotated[str, typer.Option("--by", help="Who enters them.")],
    stewards: Annotated[
        Path | None, typer.Option("-f", "--file", help="Who answers for which instrument (YAML).")
    ] = None,
    registry: Annotated[Path | None, typer.Option("--registry", help="Folder of the registry.")] = None,
) -> None:
    """Enter the library's instruments in the registry, each with its card; new versions only."""
    from riskkit.analyses.instrument_register import SHIPPED, enter_instruments
    from riskkit.cli.acting import machine_account
    from riskkit.settings import settings

    folder = registry or settings().workspace / "models"
    file = stewards or settings().home / SHIPPED
    entered = enter_instruments(folder, file, by=by, actor=f"os:{machine_account()}")
    typer.echo(f"riskkit: {len(entered)} instruments entered{': ' if entered else ''}{', '.join(entered)}")
    if entered:
        typer.echo("riskkit: next: riskkit instrument sign ID (owner and validator)")


@app.command("sign")
def sign(
    instrument: Annotated[str, typer.Argument(help="An id of the registry.")],
    by: Annotated[str, typer.Option("--by", help="The name on the card.")],
    role: Annotated[Literal["owner", "validator"], typer.Option("--role", help="In which role.")],
    account: Account = None,
    password_stdin: Stdin = False,
    registry: Annotated[Path | None, typer.Option("--registry", help="Folder of the registry.")] = None,
) -> None:
    """Sign the newest version of an instrument as its owner or its validator, from an account of your own."""
    from riskkit.stewardship.instrument_registry import InstrumentRegistry

    models = acting_registry(registry, account, password_stdin, f"sign {instrument}")
    entered = InstrumentRegistry(models.folder, actor=models.actor)
    version = next(iter(reversed(entered.book.versions(instrument))), "")
    entered.sign(instrument, version, by=by, role=role)
    both = entered.card(instrument, version).signed_by_two
    left = "both have signed" if both else "the other has not signed yet"
    typer.echo(f"riskkit: {instrument} {version} is signed by its {role}; {left}.")
