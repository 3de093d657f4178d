"""What the validation report calls its model, measures and moments, in its own language."""

from dataclasses import dataclass

from riskkit.analyses.column_names import ColumnNames
from riskkit.analyses.released_names import ReleasedNames, released_words
from riskkit.analyses.validation import ValidationReport
from riskkit.disclosure import Released, opened

EDGES = ((0.6, "weak"), (0.7, "moderate"), (0.8, "fair"), (2.0, "good"))


@dataclass(frozen=True, slots=True)
class ValidationNames(ReleasedNames[ValidationReport]):
    """What to call things in one validation report.

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
    def horizon(self) -> str:
        """Return the main horizon with its unit."""
        return self.columns.duration(self.report.horizon)

    @property
    def discrimination(self) -> str:
        """Return the key of the word for how well the model tells people apart."""
        value = self.report.concordance.estimate
        return next(word for edge, word in EDGES if value < edge)

    @property
    def family(self) -> str:
        """Return the model's family in words."""
        model = self.report.parameters.model
        if model.family == "cox":
            return self.say("family_firth" if model.penalty else "family_cox")
        return self.say(f"family_{model.link}", interval=self.columns.duration(model.interval or 0))

    def number(self, value: float) -> str:
        """Return a measure as readers see it."""
        return self.say.number(value, 2)

    def score(self, value: float) -> str:
        """Return a Brier score as readers see it."""
        return self.say.number(value, 4)


def validation_names(released: Released[ValidationReport]) -> ValidationNames:
    """Return the names of a report in its own language.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    report = opened(released, ValidationReport)
    say = released_words(released, "validation", report.parameters.language)
    return ValidationNames(released, say, ColumnNames(report.columns, say, str(report.cohort.time_unit)))
