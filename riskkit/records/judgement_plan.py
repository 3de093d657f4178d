"""What the findings mean and what follows from them: formulation, scenarios, plan with goals.

Likelihood, severity and imminence are said in words with a reason. A scenario carries no
percentage: for rare outcomes such a number would be invented.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from riskkit.records.judgement_items import Label, Part, Text


class Degree(Part):
    """A degree in words with its reason; "cannot_say" is an answer too."""

    degree: Literal["low", "moderate", "high", "cannot_say"]
    reason: Text


class Formulation(Part):
    """How and why this person came to, and might again come to, the feared conduct.

    Attributes
    ----------
    account : str
        The explanation that ties the findings together.
    driving, restraining : tuple of str
        What pushes towards and what holds back, in words.
    items : tuple of str
        Item ids on which the account leans.
    """

    account: Text
    driving: tuple[Text, ...] = ()
    restraining: tuple[Text, ...] = ()
    items: tuple[Label, ...] = ()


class Scenario(Part):
    """One way in which things could go, told so that it can be prevented or supported.

    Attributes
    ----------
    name : str
        Short name, unique in the record; measures refer to it.
    kind : {"repeat", "escalation", "change", "improvement"}
        The same again, worse, another form, or better than before.
    nature : str
        What would happen, where and how.
    severity, imminence, likelihood : Degree
        In words, with the reason.
    at_risk : tuple of str
        Who could be harmed (groups or roles); at least one unless it is an improvement.
    warning_signs : tuple of str
        What would be seen first.
    """

    name: Label
    kind: Literal["repeat", "escalation", "change", "improvement"]
    nature: Text
    severity: Degree
    imminence: Degree
    likelihood: Degree
    at_risk: tuple[Text, ...] = ()
    warning_signs: tuple[Text, ...] = ()

    def contradictions(self) -> list[str]:
        """Return what this scenario lacks or contradicts, in words."""
        if self.kind != "improvement" and not self.at_risk:
            return [f"scenario '{self.name}' does not say who is at risk"]
        return []


class Measure(Part):
    """One measure of risk management.

    Attributes
    ----------
    kind : {"monitoring", "supervision", "treatment", "victim_safety", "support"}
        What sort of measure it is.
    description, responsible : str
        What is done, and by whom (a role or an organisation).
    scenarios : tuple of str
        Names of the scenarios that it answers.
    starts, ends : date or None
        First and last day, where fixed.
    """

    kind: Literal["monitoring", "supervision", "treatment", "victim_safety", "support"]
    description: Text
    responsible: Text
    scenarios: tuple[Label, ...] = ()
    starts: date | None = None
    ends: date | None = None


class Goal(Part):
    """One goal of reintegration, with the person's own view of it.

    Attributes
    ----------
    domain : str
        Life domain (housing, work and income, family, network, health, ...).
    goal : str
        What will be different.
    steps : tuple of str
        At least one step towards it.
    responsible : str
        Who helps with it.
    persons_view : str or None
        What the person wants and thinks of this goal, in own words.
    review_on : date
        When progress is looked at.
    progress : {"not_started", "under_way", "reached", "dropped"}
        Where it stands now.
    """

    domain: Label
    goal: Text
    steps: Annotated[tuple[Text, ...], Field(min_length=1)]
    responsible: Text
    persons_view: Text | None = None
    review_on: date
    progress: Literal["not_started", "under_way", "reached", "dropped"] = "not_started"


class Plan(Part):
    """Risk management and reintegration together, and the day of the next assessment."""

    measures: tuple[Measure, ...] = ()
    goals: tuple[Goal, ...] = ()
    reassess_on: date

    def contradictions(self) -> list[str]:
        """Return what in the plan cannot be true together, in words."""
        late = [m for m in self.measures if m.starts and m.ends and m.ends < m.starts]
        return [f"{len(late)} measures end before they start"] if late else []
