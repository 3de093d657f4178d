"""A monitoring run from its file to what follows from it: log, record, refusal."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from riskkit.analyses.monitoring import CALIBRATION, MonitoringReport, monitor
from riskkit.parameters import read_parameters
from riskkit.parameters.monitoring import MonitoringParameters
from riskkit.stewardship.monitoring_record import KeptAlarm, keep_run
from riskkit.stewardship.registry import Registry


def run_monitoring(file: Path) -> tuple[MonitoringParameters, MonitoringReport]:
    """Read a parameter file and run every watch.

    Raises
    ------
    ParameterError, DataError
        What is wrong with the file or the tables that it names.
    """
    parameters = read_parameters(file, MonitoringParameters).located(file.resolve().parent)
    return parameters, monitor(parameters)


def log_alarms(report: MonitoringReport) -> None:
    """Log the run in one structured line, and each alarm in another; no person is in them."""
    log_watch(asked_of(report), [(each.kind, each.where) for each in report.alarms])


@dataclass(frozen=True, slots=True)
class Watched:
    """What was watched: a model's version, and on how many estimates."""

    model: str
    version: str
    estimates: int


def asked_of(report: MonitoringReport) -> Watched:
    """Return what a monitoring report is about."""
    return Watched(report.parameters.model, report.parameters.version, len(report.data))


def log_watch(watched: Watched, alarms: Sequence[tuple[str, str]]) -> None:
    """Log a watch in one structured line, and each alarm, a kind and a place, in another."""
    log = _log()
    log.info("monitored", model=watched.model, version=watched.version, estimates=watched.estimates,
             alarms=len(alarms))  # fmt: skip
    for kind, where in alarms:
        log.warning("alarm", model=watched.model, version=watched.version, kind=kind, where=where)


def note_alarms(registry: Registry, report: MonitoringReport, *, by: str) -> bool:
    """Keep a run beside its model, and close the gate of a version whose risks are wrong.

    Returns
    -------
    bool
        Whether the calibration gate was closed. A version that is not registered has none.
    """
    return note_watch(registry, asked_of(report), [(each.kind, each.where) for each in report.alarms], by=by)


def note_watch(registry: Registry, watched: Watched, alarms: Sequence[tuple[str, str]], *, by: str) -> bool:
    """Keep a watch beside its model; see `note_alarms`."""
    if watched.version not in registry.versions(watched.model):
        return False
    wrong = sorted({kind for kind, _ in alarms if kind in CALIBRATION})
    if wrong:
        why = f"monitoring: {', '.join(wrong)}"
        registry.note(watched.model, watched.version, "gate_failed", by=by, why=why)
    keep_run(registry.folder, watched.model, watched.version, by=by, estimates=watched.estimates,
             alarms=[KeptAlarm(kind, where) for kind, where in alarms], closed=bool(wrong))  # fmt: skip
    return bool(wrong)


def _log() -> Any:
    import structlog

    return structlog.wrap_logger(
        _to_standard_error(),
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )


def _to_standard_error() -> logging.Logger:
    output = logging.getLogger("riskkit.model")
    for handler in list(output.handlers):
        output.removeHandler(handler)
    output.addHandler(logging.StreamHandler())
    output.setLevel(logging.INFO)
    output.propagate = False
    return output
