"""Exit codes: 0 done, 1 our defect, 2 the user's input, 3 a gate; one clear message each."""

import pytest
import typer

from riskkit.cli.command import run
from riskkit.errors import Fault, GateRefused, InputError, ReportFailed


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch):
    """A command that raises what it is given."""
    app = typer.Typer()

    @app.callback()
    def _options() -> None:
        """Keep the sub-command a sub-command."""

    def install(error: BaseException) -> None:
        @app.command("go")
        def _go() -> None:
            raise error

        monkeypatch.setattr("riskkit.cli.command.app", app)

    return install


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (
            InputError(Fault("column 'week'", "3 times are negative")),
            2,
            "column 'week': 3 times are negative.",
        ),
        (GateRefused("not validated for this population"), 3, "not validated for this population"),
        (ReportFailed("cell 3 failed"), 1, "cell 3 failed"),
        (ZeroDivisionError("secret value 7"), 1, "a defect of ours (ZeroDivisionError)"),
        (KeyboardInterrupt(), 130, "stopped"),
    ],
)
def test_each_kind_of_error_has_its_exit_code(command, capsys, error: BaseException, code: int, words: str):
    command(error)
    assert run(["go"]) == code
    said = capsys.readouterr().err
    assert words in said
    assert "Traceback" not in said
    assert "secret value" not in said


def test_usage_errors_are_the_users(capsys: pytest.CaptureFixture[str]):
    assert run(["no-such-command"]) == 2
    assert "no-such-command" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]):
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("riskkit ")
