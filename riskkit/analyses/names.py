"""The names a report uses for its outcome, groups and model terms, in its own language."""

from dataclasses import dataclass

from riskkit.analyses.curves import EVERYONE
from riskkit.analyses.labels import column_label, level_label, read_term
from riskkit.analyses.recidivism import RecidivismReport
from riskkit.analyses.released_names import ReleasedNames, released_words
from riskkit.disclosure import Released, opened

_UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class Names(ReleasedNames[RecidivismReport]):
    """What to call things in one recidivism report."""

    @property
    def outcome(self) -> str:
        """Return what was measured, as a noun phrase."""
        return self.report.parameters.outcome.in_(self.say.language)

    @property
    def horizon(self) -> str:
        """Return the main horizon with its unit."""
        return self.duration(self.report.horizon)

    def duration(self, time: float) -> str:
        """Return a time with the cohort's unit."""
        return self.say.duration(time, self.report.time_unit)

    def column(self, name: str) -> str:
        """Return a column's label."""
        return column_label(self.report.columns, name, self.say.language)

    def value(self, column: str, value: float | str) -> str:
        """Return a value as a reader writes it: a level's label, yes or no, or a number."""
        columns = self.report.columns
        label = level_label(columns, column, value, self.say.language)
        known = column in columns
        if known and columns[column].kind == "yes_no" and not columns[column].levels:
            return self.say("yes" if value == 1 else "no")
        return self.say.plain(value) if not isinstance(value, str) and label[:1].isdigit() else label

    def trait(self, column: str, value: float | str) -> str:
        """Return what a person is like in one column: a level's own words, or label and value."""
        columns = self.report.columns
        told = column in columns and columns[column].kind == "yes_no" and bool(columns[column].levels)
        shown = self.value(column, value) if isinstance(value, str) else self.amount(column, value)
        return shown if told else f"{self.column(column)} {shown}"

    def amount(self, column: str, value: float) -> str:
        """Return a value with the unit of its column, where that is a unit of time."""
        description = self.report.columns.get(column)
        if description and description.kind == "number" and description.unit in _UNITS:
            return self.say.duration(value, description.unit)
        return self.value(column, value)

    def group(self, place: int) -> str:
        """Return the label of a group by its place, or of everyone."""
        column = self.report.parameters.group
        if place == EVERYONE or column is None:
            return self.say("everyone")
        return self.value(column, self.report.groups[place])

    def term(self, term: str) -> str:
        """Return the label of a model term, with the unit it counts in."""
        column, level = read_term(term)
        if level is not None:
            shown = level_label(self.report.columns, column, level, self.say.language)
            return self.say("level_of", label=self.column(column), level=shown)
        description = self.report.columns.get(column)
        if description is None or description.kind != "number":
            return self.column(column)
        if description.unit is None:
            return self.say("per_one", label=self.column(column))
        unit = description.unit
        shown = self.say.unit(unit, many=False) if unit in _UNITS else unit
        return self.say("per_unit", label=self.column(column), unit=shown)


def names_of(released: Released[RecidivismReport]) -> Names:
    """Return the names of a report in its own language.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    language = opened(released, RecidivismReport).parameters.language
    return Names(released, released_words(released, "recidivism", language))
