"""The demonstration's alarm: found by the watch itself, from a known gap, and it stops nothing."""

from pathlib import Path

from riskkit.analyses.monitoring import CALIBRATION
from riskkit.analyses.monitoring_demonstration import watch_with_a_gap
from riskkit.analyses.monitoring_run import run_monitoring

FILE = Path(__file__).resolve().parents[3] / "parameters" / "monitoring" / "rossi_synthetic.yaml"


def test_the_gap_is_what_the_watch_tells_of_and_without_it_there_is_nothing_to_tell():
    found = watch_with_a_gap(FILE)
    assert [(each.kind, each.where) for each in found.alarms] == [("drift", "wexp")]
    assert not {each.kind for each in found.alarms} & set(CALIBRATION)  # the model may still be used
    _, whole = run_monitoring(FILE)
    assert whole.alarms == ()
    assert len(found.data) == len(whole.data)
