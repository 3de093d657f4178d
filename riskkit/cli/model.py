"""``riskkit model``: fit, sign, show, check, stop, watch and correct the models in use."""

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from riskkit.cli.acting import confirmed_account
from riskkit.cli.model_decisions import add_decisions
from riskkit.cli.model_options import (
    Account,
    By,
    File,
    Folder,
    Id,
    Out,
    Stdin,
    Version,
    Why,
    acting_registry,
    open_registry,
)

app = typer.Typer(help="Steward models: cards, gates, monitoring, corrections.", no_args_is_help=True)

SAID: Final = {
    "followed": "the judgement now equals the figure",
    "overridden": "the judgement now differs from the figure",
    "changed": "the judgement was changed after the figure was seen",
    "moved": "of those changes: to where the figure is",
}
"""What each count of ``riskkit model use`` is."""


class Role(StrEnum):
    """Who signs."""

    OWNER = "owner"
    VALIDATOR = "validator"


class Language(StrEnum):
    """Of what is shown."""

    NL = "nl"
    EN = "en"


class Form(StrEnum):
    """How a document is written."""

    MARKDOWN = "markdown"
    HTML = "html"


In = Annotated[Language, typer.Option("--language", help="Language.")]
As = Annotated[Form, typer.Option("--form", help="Markdown or HTML.")]


@app.callback()
def options() -> None:
    """Steward models: cards, gates, monitoring, corrections."""


@app.command("list")
def list_models(registry: Folder = None) -> None:
    """List every version of every model with its state."""
    from riskkit.stewardship.card_page import status
    from riskkit.wording import wording

    entered = open_registry(registry)
    say = wording("stewardship", "en")
    for model in entered.ids():
        for version in entered.versions(model):
            state = status(entered.card(model, version), entered.state(model, version), say, _today())
            typer.echo(f"{model} {version}: {state}")


@app.command("fit")
def fit(file: File, by: By, registry: Folder = None) -> None:
    """Fit and judge a version, or recalibrate the last one; enter it, unsigned."""
    from riskkit.analyses.model_update import make_version
    from riskkit.analyses.model_version import enter_version

    parameters, entered = _parameters(file), open_registry(registry)
    made = make_version(parameters, entered, today=_today())
    enter_version(entered, made.fitted, by=by)
    typer.echo(f"riskkit: {parameters.id} {parameters.version} is entered; it is not in use yet.")
    for line in made.side_by_side_lines():
        typer.echo(line)
    typer.echo("riskkit: next: riskkit model sign (owner and validator), riskkit model validate")


@app.command("sign")
def sign(
    model: Id,
    by: By,
    role: Annotated[Role, typer.Option("--role", help="In which role.")],
    version: Annotated[str, typer.Option("--version", help="Which version.")],
    account: Account = None,
    password_stdin: Stdin = False,
    registry: Folder = None,
) -> None:
    """Sign a version as its owner or its validator, as named on the card, from an account of your own."""
    entered = acting_registry(registry, account, password_stdin, f"sign {model} {version}")
    entered.sign(model, version, by=by, role=role.value)
    state = entered.card(model, version)
    left = "both have signed" if state.signed_by_two else "the other has not signed yet"
    typer.echo(f"riskkit: {model} {version} is signed by its {role}; {left}.")


@app.command("card")
def card(
    model: Id, language: In = Language.NL, version: Version = None, form: As = Form.MARKDOWN,
    out: Out = None, registry: Folder = None,
) -> None:  # fmt: skip
    """Show a model's card."""
    from riskkit.stewardship.card_page import write_card

    entered = open_registry(registry)
    found = entered.card(model, version)
    state = entered.state(model, found.version)
    _write(write_card(found, state, language=language.value, today=_today()), form, out)


@app.command("validate")
def validate(file: File, by: By, version: Version = None, registry: Folder = None) -> None:
    """Hold a version against a cohort's outcomes, overall and by group: the calibration gate."""
    from riskkit.analyses.model_calibration import check_calibration
    from riskkit.errors import GateRefused

    parameters = _parameters(file)
    found = check_calibration(parameters, open_registry(registry), version=version, by=by)
    for row in found.table.itertuples():
        mark = "FAILS" if row.fails else "holds"
        counts = f"observed {row.observed}, expected {row.expected:.1f}"
        typer.echo(f"{mark}  {row.group}: {counts}, {row.ratio:.2f} ({row.lower:.2f} to {row.upper:.2f})")
    if not found.passed:
        raise GateRefused(f"calibration: {found.reason}; the model is not shown until this is mended")
    typer.echo("riskkit: the calibration gate passed")


add_decisions(app)


def _parameters(file: Path) -> Any:
    from riskkit.parameters import read_parameters
    from riskkit.parameters.model import ModelParameters

    return read_parameters(file, ModelParameters).located(file.resolve().parent)


def _today() -> date:
    return datetime.now(UTC).date()


def _write(document: Any, form: Form, out: Path | None) -> None:
    from riskkit.errors import Fault, OutputError

    text = document.html() if form is Form.HTML else document.markdown()
    if out is None:
        typer.echo(text, nl=False)
        return
    try:
        with out.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise OutputError(Fault(str(out), f"cannot be written ({error.strerror})", "a new file")) from None
    typer.echo(f"riskkit: written to {out}")


@app.command("recompute")
def recompute(
    model: Id,
    to: Annotated[str, typer.Option("--to", help="The corrected version.")],
    by: Annotated[str, typer.Option("--by", help="Account of the steward; its password is asked.")],
    why: Why,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list what changes.")] = False,
    letters: Annotated[Path | None, typer.Option("--letters", help="New folder for a letter a case.")] = None,
    password_stdin: Stdin = False,
    registry: Folder = None,
) -> None:
    """Compute every estimate ever shown again, list what changes, write letters; overwrite nothing."""
    from riskkit.analyses.model_correction import correct, write_letters
    from riskkit.casework.access import Access
    from riskkit.errors import Fault, ParameterError
    from riskkit.records import open_store
    from riskkit.settings import settings

    if dry_run == (letters is not None):
        raise ParameterError(
            Fault("--letters", "and --dry-run: give one of them", remedy="begin with --dry-run")
        )
    entered = open_registry(registry)
    store = open_store(settings().store_url)
    try:
        steward = confirmed_account(store, by, from_stdin=password_stdin, subject=f"recompute {model}")
        found = correct(Access(store, steward.name), entered, model, to, purpose=why)
    finally:
        store.close()
    for each in found.changed:
        band = f"{each.before.band} -> {each.band or 'refused'}"
        typer.echo(f"{each.urgency}\t{each.before.id}\t{band}\tadvice: {each.before.advice or '-'}")
    typer.echo(f"riskkit: {found.examined} estimates computed again, {len(found.changed)} are another now")
    if letters is not None:
        name = entered.card(model, to).name.nl
        count = write_letters(found.changed, letters, model=name, why=why)
        typer.echo(f"riskkit: {count} letters in two languages are in {letters}")


@app.command("use")
def use(
    model: Id,
    by: Annotated[str, typer.Option("--by", help="Account of the steward; its password is asked.")],
    why: Why,
    password_stdin: Stdin = False,
    registry: Folder = None,
) -> None:
    """Count how often figures were followed, departed from, or changed a judgement: groups only."""
    from riskkit.analyses.figure_use import read_adoption
    from riskkit.casework.access import Access
    from riskkit.disclosure.office import office_register
    from riskkit.records import open_store
    from riskkit.settings import settings

    store = open_store(settings().store_url)
    try:
        steward = confirmed_account(store, by, from_stdin=password_stdin, subject=f"use of {model}")
        with office_register() as register:
            found = read_adoption(
                Access(store, steward.name),
                open_registry(registry),
                model=model,
                purpose=why,
                memory=register,
            )
    finally:
        store.close()
    shown = "not shown" if found.shown is None else f"{found.shown}"
    typer.echo(f"people about whom a figure was shown\t{shown}")
    for each in found.parts:
        count = "not shown" if each.count is None else f"{each.count}"
        share = each.share
        held = f"{share.estimate:.0%} ({share.lower:.0%} to {share.upper:.0%})" if share else "not shown"
        typer.echo(f"{SAID[each.name]}\t{count}\t{held}")


@app.command("monitor")
def monitor(
    file: File,
    by: By,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the report too.")] = None,
    registry: Folder = None,
) -> None:
    """Watch a model: an alarm is logged, stops its use if risks are wrong, and ends with code 3."""
    from riskkit.analyses.monitoring_run import log_alarms, note_alarms, run_monitoring
    from riskkit.errors import GateRefused

    parameters, report = run_monitoring(file)
    if out is not None:
        from riskkit.reports import run_report

        done = run_report("monitoring", parameters, out)
        typer.echo(f"riskkit: the report is {done.folder / 'report.html'}")
    log_alarms(report)
    stopped = note_alarms(open_registry(registry), report, by=by)
    if report.alarms:
        listed = ", ".join(f"{each.kind} {each.where}".strip() for each in report.alarms)
        end = "; the model is not shown until its calibration gate passes" if stopped else ""
        raise GateRefused(f"monitoring of {report.parameters.model}: {listed}{end}")
    typer.echo(f"riskkit: no alarm in {len(report.data)} estimates whose outcome is known")


@app.command("export")
def export(
    model: Id,
    what: Annotated[str, typer.Argument(metavar="WHAT", help="Which document; a wrong name lists them.")],
    language: In = Language.NL,
    version: Version = None,
    form: As = Form.MARKDOWN,
    out: Out = None,
    registry: Folder = None,
) -> None:  # fmt: skip
    """Write a document that others ask for, filled from the record where it knows."""
    from riskkit.settings import settings
    from riskkit.stewardship.compliance import write_compliance
    from riskkit.stewardship.exports import write_export

    entered = open_registry(registry)
    if what == "compliance":
        entered.card(model, version)  # refuses a model that is not there
        _write(write_compliance(settings().home / "tests", language=language.value), form, out)
        return
    card = entered.card(model, version)
    found = write_export(what, card, entered.model(model, card.version), language=language.value)
    _write(found, form, out)
