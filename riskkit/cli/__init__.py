"""Commands and exit codes only; the work is done in the rooms below."""

from riskkit.cli.command import main

__all__ = ["main"]
