"""Reports: run a notebook, publish its report whole, and say what it was made of.

Names are looked up when first used: a notebook needs the sections, the command line the runner.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from riskkit.reports.runner import ReportRun, run_or_reuse, run_report

__all__ = ["ReportRun", "run_or_reuse", "run_report"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from riskkit.reports import runner

        return getattr(runner, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
