"""What a batch watches: alarms of monitoring reports, and estimates that are another now.

An alarm reaches the index page, the log and the exit code, and stands beside its model in the
registry; where the risks are wrong it closes the model's gate, as ``riskkit model monitor`` does.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from riskkit.errors import Fault, ParameterError, RiskkitError
from riskkit.parameters.labels import Language
from riskkit.parameters.schedule import DryRun
from riskkit.reports.batch_work import Outcome, failed
from riskkit.reports.manifest import read_manifest
from riskkit.reports.schedule import Job
from riskkit.settings import settings
from riskkit.wording.report_words import report_words

WATCHES: Final = "monitoring"
"""The notebook whose reports raise alarms."""

BY: Final = "schedule"
"""Who had a watch run, in the registry."""

WHY: Final = "scheduled dry run: are the estimates that were shown still those of the model"
"""Purpose of the dry run, for the audit."""

CHANGED: Final = "recompute"
"""Kind of the alarm that estimates which were shown are another now."""


def with_alarms(job: Job, outcome: Outcome, folder: Path) -> Outcome:
    """Return the outcome of a finished report with its alarms; log them, and note those of a new one."""
    if job.notebook != WATCHES or outcome.state == "failed":
        return outcome
    from riskkit.analyses.monitoring_run import Watched, log_watch, note_watch
    from riskkit.stewardship import Registry

    told = read_manifest(folder) or {}
    alarms = tuple((str(kind), str(where)) for kind, where in told.get("alarms", ()))
    asked = told.get("parameters", {})
    watched = Watched(str(asked.get("model")), str(asked.get("version")), int(told.get("estimates", 0)))
    log_watch(watched, alarms)
    found = replace(outcome, alarms=alarms)
    if outcome.state == "made":
        try:
            note_watch(Registry(settings().workspace / "models"), watched, alarms, by=BY)
        except RiskkitError as error:  # the report is there; that it was not noted must be seen
            said = f"the report is there, but could not be noted beside its model: {error}"
            return replace(found, message=said, exit_code=error.exit_code)
    return found


def recompute_dry_run(asked: DryRun, language: Language) -> Outcome:
    """Compute every estimate of a model that was shown again; that any is another now is an alarm.

    Parameters
    ----------
    asked : DryRun
        Which model, with which version, and on whose account.
    language : {"nl", "en"}
        Of what is said on the index page.

    Returns
    -------
    Outcome
        No error leaves this function: the others must go on.
    """
    from riskkit.analyses.model_correction import correct
    from riskkit.analyses.monitoring_run import Watched, log_watch
    from riskkit.casework.access import Access
    from riskkit.casework.logins import confirm
    from riskkit.records import open_store
    from riskkit.stewardship import Registry

    name, start = f"{CHANGED}-{asked.model}", time.monotonic()
    try:
        registry = Registry(settings().workspace / "models")
        version = registry.card(asked.model, asked.to).version
        store = open_store(settings().store_url)
        try:
            steward = confirm(
                store, asked.by, _password(asked), at=datetime.now(UTC), subject=f"recompute {asked.model}"
            )
            found = correct(Access(store, steward.name), registry, asked.model, version, purpose=WHY)
        finally:
            store.close()
    except RiskkitError as error:
        return failed(name, str(error), error.exit_code, since=start)
    say = report_words("batch", language)
    counts = {"examined": say.number(found.examined), "changed": say.number(len(found.changed))}
    line = say("recompute_changed" if found.changed else "recompute_same", **counts)
    alarms = ((CHANGED, f"{asked.model} {version}"),) if found.changed else ()
    log_watch(Watched(asked.model, version, found.examined), alarms)
    title = say("recompute_title", model=asked.model, version=version)
    return Outcome(name, "made", title, line, seconds=time.monotonic() - start, alarms=alarms)


def _password(asked: DryRun) -> str:
    """Return the first line of the file that the environment names.

    Raises
    ------
    ParameterError
        The variable is not set, or the file cannot be read.
    """
    try:
        file = Path(os.environ[asked.password_variable])
        return file.read_text(encoding="utf-8").splitlines()[0]
    except (KeyError, OSError, UnicodeError, IndexError):
        raise ParameterError(
            Fault(f"variable {asked.password_variable}", "names no file with a password",
                  f"a file with the password of '{asked.by}' on its first line, readable by this user alone")
        ) from None  # fmt: skip


def alarm_lines(outcomes: Sequence[Outcome], language: Language) -> list[tuple[str, str]]:
    """Return the name of what raised each alarm, and the alarm in words."""
    say, watch = report_words("batch", language), report_words(WATCHES, language)
    return [
        (
            outcome.name,
            say("recompute_alarm", where=where) if kind == CHANGED else watch(f"alarm_{kind}", where=where),
        )
        for outcome in outcomes
        for kind, where in outcome.alarms
    ]
