"""What the measures report calls its outcome, measure, groups and designs, in its own language."""

from dataclasses import dataclass

from riskkit.analyses.column_names import ColumnNames
from riskkit.analyses.measures import Effect, MeasuresReport
from riskkit.analyses.released_names import ReleasedNames, released_words
from riskkit.disclosure import Released, opened


@dataclass(frozen=True, slots=True)
class MeasuresNames(ReleasedNames[MeasuresReport]):
    """What to call things in one measures report.

    Attributes
    ----------
    columns : ColumnNames
        Names of columns, terms and times.
    """

    columns: ColumnNames

    @property
    def outcome(self) -> str:
        """Return what was measured, as a noun phrase."""
        return self.report.parameters.outcome.in_(self.say.language)

    @property
    def measure(self) -> str:
        """Return the measure, as a noun phrase."""
        return self.report.parameters.measure.label.in_(self.say.language)

    @property
    def horizon(self) -> str:
        """Return the moment of the risks with its unit, counted from where the curves start."""
        return self.columns.duration(float(self.report.moments["time"].iloc[0]))

    @property
    def landmark(self) -> str:
        """Return the landmark with its unit."""
        return self.columns.duration(self.report.parameters.landmark or 0)

    @property
    def adjusted(self) -> str:
        """Return what the effect is adjusted for, as a list; empty for nothing."""
        return ", ".join(self.columns.column(name) for name in self.report.parameters.covariates)

    def design(self, effect: Effect) -> str:
        """Return the name of a design."""
        return self.say(f"design_{effect.design}", landmark=self.landmark)

    def group(self, group: int) -> str:
        """Return the name of the group without (0) or with (1) the measure."""
        return self.say("with_measure" if group else "without_measure")

    def number(self, value: float) -> str:
        """Return a ratio as readers see it."""
        return self.say.number(value, 2)


def measures_names(released: Released[MeasuresReport]) -> MeasuresNames:
    """Return the names of a report in its own language.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    report = opened(released, MeasuresReport)
    say = released_words(released, "measures", report.parameters.language)
    return MeasuresNames(released, say, ColumnNames(report.columns, say, str(report.cohort.time_unit)))
