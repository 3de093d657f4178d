"""What the subgroups report calls its groups, score and measures, in its own language."""

from dataclasses import dataclass

from riskkit.analyses.column_names import ColumnNames
from riskkit.analyses.released_names import ReleasedNames, released_words
from riskkit.analyses.subgroups import OTHERS, GroupCounts, SubgroupsReport
from riskkit.disclosure import Released, opened


@dataclass(frozen=True, slots=True)
class SubgroupsNames(ReleasedNames[SubgroupsReport]):
    """What to call things in one subgroups report.

    Attributes
    ----------
    columns : ColumnNames
        Names of columns and times.
    """

    columns: ColumnNames

    @property
    def outcome(self) -> str:
        """Return what was measured, as a noun phrase."""
        return self.report.parameters.outcome.in_(self.say.language)

    @property
    def horizon(self) -> str:
        """Return the horizon with its unit."""
        return self.columns.duration(self.report.parameters.horizon)

    @property
    def what(self) -> str:
        """Return what is audited: the score's label, or the model."""
        score = self.report.parameters.score
        return score.label.in_(self.say.language) if score is not None else self.say("the_model")

    @property
    def threshold(self) -> str:
        """Return the threshold with what it is a threshold of."""
        value = self.report.parameters.flag_from
        if self.report.parameters.score is not None:
            return self.say("flag_score", value=self.say.plain(value))
        return self.say("flag_risk", value=self.say.percent(value))

    def group(self, code: str) -> str:
        """Return the label of a group."""
        if code == OTHERS:
            return self.say("others")
        labels = {each.code: each.label.in_(self.say.language) for each in self.report.parameters.groups}
        return labels[code]

    def counted(self, group: GroupCounts) -> str:
        """Return the label of a group, marked where its figures say little."""
        label = self.group(group.code)
        return self.say("few_mark", group=label) if group.few else label

    def number(self, value: float) -> str:
        """Return a ratio as readers see it."""
        return self.say.number(value, 2)


def subgroups_names(released: Released[SubgroupsReport]) -> SubgroupsNames:
    """Return the names of a report in its own language.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    report = opened(released, SubgroupsReport)
    say = released_words(released, "subgroups", report.parameters.language)
    columns = ColumnNames(report.columns, say, str(report.cohort.time_unit))
    return SubgroupsNames(released, say, columns)
