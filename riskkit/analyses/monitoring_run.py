"""A monitoring run from its file to what follows from it: log, record, refusal."""

import logging
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
    log = _log()
    asked = report.parameters
    log.info("monitored", model=asked.model, version=asked.version, estimates=len(report.data),
             alarms=len(report.alarms))  # fmt: skip
    for each in report.alarms:
        log.warning("alarm", model=asked.model, version=asked.version, kind=each.kind, where=each.where)


def note_alarms(registry: Registry, report: MonitoringReport, *, by: str) -> bool:
    """Keep a run beside its model, and close the gate of a version whose risks are wrong.

    Returns
    -------
    bool
        Whether the calibration gate was closed. A version that is not registered has none.
    """
    asked = report.parameters
    if asked.version not in registry.versions(asked.model):
        return False
    wrong = sorted({each.kind for each in report.alarms if each.kind in CALIBRATION})
    if wrong:
        registry.note(asked.model, asked.version, "gate_failed", by=by, why=f"monitoring: {', '.join(wrong)}")
    alarms = [KeptAlarm(each.kind, each.where) for each in report.alarms]
    keep_run(registry.folder, asked.model, asked.version, by=by, estimates=len(report.data), alarms=alarms,
             closed=bool(wrong))  # fmt: skip
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
