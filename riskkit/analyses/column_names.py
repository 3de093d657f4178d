"""What columns, values, terms and times are called in one report, in its own language."""

from dataclasses import dataclass

from riskkit.analyses.labels import Columns, column_label, level_label, read_term
from riskkit.wording import Wording

_UNITS = ("day", "week", "month", "year")


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """The names of a cohort's columns.

    Attributes
    ----------
    columns : mapping of str to ColumnDescription
        What is known of the columns.
    say : Wording
        The report's texts.
    time_unit : str
        day, week, month or year.
    """

    columns: Columns
    say: Wording
    time_unit: str

    def duration(self, time: float) -> str:
        """Return a time with the cohort's unit."""
        return self.say.duration(time, self.time_unit)

    def column(self, name: str) -> str:
        """Return a column's label."""
        return column_label(self.columns, name, self.say.language)

    def value(self, column: str, value: float | str) -> str:
        """Return a value as a reader writes it: a level's label, yes or no, or a number."""
        label = level_label(self.columns, column, value, self.say.language)
        known = self.columns.get(column)
        if known is not None and known.kind == "yes_no" and not known.levels:
            return self.say(
                "level_of", label=self.column(column), level=self.say("yes" if value == 1 else "no")
            )
        return self.say.plain(value) if not isinstance(value, str) and label[:1].isdigit() else label

    def term(self, term: str) -> str:
        """Return the label of a model term, with the unit it counts in."""
        column, level = read_term(term)
        if level is not None:
            shown = level_label(self.columns, column, level, self.say.language)
            return self.say("level_of", label=self.column(column), level=shown)
        known = self.columns.get(column)
        if known is None or known.kind != "number":
            return self.column(column)
        if known.unit is None:
            return self.say("per_one", label=self.column(column))
        shown = self.say.unit(known.unit, many=False) if known.unit in _UNITS else known.unit
        return self.say("per_unit", label=self.column(column), unit=shown)
