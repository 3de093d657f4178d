"""What the agreement report calls its items, levels and coefficients, in its own language."""

from dataclasses import dataclass

from riskkit.agreement.rating_file import ALL
from riskkit.analyses.agreement import AgreementReport, Coefficient, ItemAgreement
from riskkit.analyses.released_names import ReleasedNames, released_words
from riskkit.disclosure import Released, opened


@dataclass(frozen=True, slots=True)
class AgreementNames(ReleasedNames[AgreementReport]):
    """What to call things in one agreement report."""

    @property
    def all(self) -> tuple[ItemAgreement, ...]:
        """Return every item, and all items together where there are more than one."""
        overall = self.report.overall
        return (*self.report.items, *([overall] if overall is not None else []))

    @property
    def leading(self) -> ItemAgreement:
        """Return what the report opens with: all items together, or the only one."""
        return self.report.overall or self.report.items[0]

    def item(self, item: ItemAgreement) -> str:
        """Return the label of an item."""
        if item.item is None:
            return self.say("all_items")
        labels = {each.code: each.label.in_(self.say.language) for each in self.report.parameters.items}
        return labels.get(item.item, self.say("the_rating") if item.item == ALL else item.item)

    def level(self, code: str) -> str:
        """Return the label of a level."""
        labels = {each.code: each.label.in_(self.say.language) for each in self.report.parameters.levels}
        return labels.get(code, code)

    def coefficient(self, found: Coefficient) -> str:
        """Return the name of a coefficient."""
        form = found.result.coefficient if found.result is not None else "ICC"
        return self.say(f"coef_{found.key}", form=form)

    def word(self, key: str | None) -> str:
        """Return a benchmark word, or a dash where there is none."""
        return self.say(f"word_{key}") if key is not None else "–"

    def number(self, value: float) -> str:
        """Return a coefficient as readers see it."""
        return self.say.number(value, 2) if value != float("-inf") else "−∞"


def agreement_names(released: Released[AgreementReport]) -> AgreementNames:
    """Return the names of a report in its own language.

    Raises
    ------
    UnreleasedRefused
        The report did not pass disclosure control.
    """
    language = opened(released, AgreementReport).parameters.language
    return AgreementNames(released, released_words(released, "agreement", language))
