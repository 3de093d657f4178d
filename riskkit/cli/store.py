"""``riskkit store``: make, migrate, check, back up, restore and verify the store."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from riskkit.records import Store

app = typer.Typer(no_args_is_help=True, help="The store of people's records.")


def _open(*, any_version: bool = False) -> "Store":
    from riskkit.records import open_store
    from riskkit.settings import settings

    return open_store(settings().store_url, any_version=any_version)


@app.command("init")
def init() -> None:
    """Make the store and its keys; one that is there stays as it is."""
    from riskkit.records import create_store
    from riskkit.settings import settings

    store = create_store(settings().store_url)
    typer.echo(f"riskkit: the store is there; its keys are in {store.keys.folder}")
    store.close()


@app.command("migrate")
def migrate() -> None:
    """Bring the store to this version's tables, whole or not at all."""
    from riskkit.records.migrate import migrate_store

    store = _open(any_version=True)
    before, now = migrate_store(store)
    typer.echo(
        f"riskkit: schema version {before} -> {now}" if before != now else f"riskkit: version {now} already"
    )
    store.close()


@app.command("check")
def check() -> None:
    """Look the store over: damage, missing rules, rights of files, keys."""
    from riskkit.errors import TamperingFound
    from riskkit.records.inspection import inspect_store

    store = _open()
    found = inspect_store(store)
    store.close()
    if found:
        raise TamperingFound("the store is not as it should be:\n" + "\n".join(f"- {each}" for each in found))
    typer.echo("riskkit: the store is as it should be")


@app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(help="File to write; it must not be there yet.")],
) -> None:
    """Back up the store while it is in use."""
    from riskkit.records.backup import back_up

    store = _open()
    note = back_up(store, file)
    store.close()
    typer.echo(f"riskkit: {sum(note.rows.values())} rows, up to audit entry {note.head.seq}, in {file}")


@app.command("restore")
def restore(file: Annotated[Path, typer.Argument(help="Backup to restore from.")]) -> None:
    """Fill a new, empty store from a backup and check it."""
    from riskkit.records import create_store
    from riskkit.records.backup import restore as restore_store
    from riskkit.settings import settings

    store = create_store(settings().store_url)
    note = restore_store(store, file)
    store.close()
    typer.echo(f"riskkit: restored {sum(note.rows.values())} rows, up to audit entry {note.head.seq}")
    typer.echo("riskkit: run 'riskkit store verify-audit' to see what came after this backup")


@app.command("verify-audit")
def verify_audit(
    checkpoints: Annotated[
        Path | None, typer.Option(help="Folder of the signed checkpoints (default: RISKKIT_CHECKPOINTS).")
    ] = None,
) -> None:
    """Verify the audit trail against itself and against its signed checkpoints."""
    from riskkit.errors import TamperingFound
    from riskkit.records.audit_check import verify_audit as verify
    from riskkit.records.checkpoints import read_checkpoints, write_checkpoint

    store = _open()
    done = verify(store, read_checkpoints(store, folder=checkpoints), all_there=True)
    if done.whole:
        write_checkpoint(store, folder=checkpoints)
    store.close()
    if not done.whole:
        raise TamperingFound("the audit trail is not what was written:\n" + "\n".join(done.findings))
    typer.echo(
        f"riskkit: {done.entries} entries follow each other, {done.checkpoints} signed checkpoints agree "
        f"({done.seconds:.1f} s)"
    )
