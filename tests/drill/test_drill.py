"""Every fault of the drill is caught; clean runs raise no more alarms than stated."""

import pytest

from tests.drill.drill import RUNS, STATED, clean_runs, run_faults


@pytest.mark.shows("AI Act art. 72: a model in use is watched", "riskkit/analyses/monitoring.py")
def test_every_fault_is_caught_before_it_is_shown_or_in_one_run():
    caught = list(run_faults())
    assert len(caught) >= 20
    assert [each.fault for each in caught if each.noticed < each.tries] == []


@pytest.mark.shows("AI Act art. 72: alarms are as rare as stated", "riskkit/analyses/monitoring.py")
def test_clean_runs_raise_no_more_alarms_than_stated():
    found = clean_runs(RUNS)
    assert found["runs with an alarm"] <= STATED * RUNS
    assert found["estimates refused"] == 0
