"""``riskkit cohort check``: fits, or every fault with exit code 2."""

from pathlib import Path

import pytest

from riskkit.cli.command import run

ROSSI = Path(__file__).resolve().parents[2] / "reference" / "rossi.csv"


def test_a_file_that_fits(capsys: pytest.CaptureFixture[str]):
    assert run(["cohort", "check", str(ROSSI), "--schema", "rossi"]) == 0
    assert "rossi.csv fits 'rossi': 432 people, 114 with the outcome" in capsys.readouterr().out


def test_a_file_that_does_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    bad = tmp_path / "bad.csv"
    lines = ROSSI.read_text().splitlines()
    bad.write_text("\n".join([lines[0], "-4" + lines[1][2:], *lines[2:]]) + "\n")
    assert run(["cohort", "check", str(bad), "--schema", "rossi"]) == 2
    assert "column 'week': 1 times are negative" in capsys.readouterr().err
    assert run(["cohort", "check", str(bad), "--schema", "none"]) == 2
    assert "cohort 'none': is not known" in capsys.readouterr().err
