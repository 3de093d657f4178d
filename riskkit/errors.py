"""The error tree: every refusal has a name, says what is wrong, what is allowed and what to do.

The exit code of the command line follows from the class (DESIGN section 3): 2 where the
user's input is at fault, 3 where a gate refused, 1 for a defect of ours. Messages name
columns, items, rules and counts; never a row, an id or a person's value.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar


class RiskkitError(Exception):
    """Root of every error that riskkit raises on purpose."""

    exit_code: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input.

    Attributes
    ----------
    where : str
        The column, item, parameter or file (with line, if known) at fault.
    problem : str
        What is wrong, with a count where that helps ("3 values are negative").
    allowed : str
        The rule that the input breaks, said positively.
    remedy : str
        What the user can do about it.
    """

    where: str
    problem: str
    allowed: str = ""
    remedy: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.problem}"
        if self.allowed:
            text += f"; allowed: {self.allowed}"
        if self.remedy:
            text += f"; {self.remedy}"
        return text + "."


class InputError(RiskkitError):
    """The input is at fault; all faults found are carried and shown at once.

    Parameters
    ----------
    faults : Fault or iterable of Fault
        At least one.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, faults: Fault | Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        if not self.faults:
            raise ValueError("an InputError carries at least one fault")
        super().__init__("\n".join(str(fault) for fault in self.faults))


class DataError(InputError):
    """A table breaks the rules of its columns, or cannot be read."""


class ParameterError(InputError):
    """A parameter is unknown, missing, ill-typed or out of range."""


class FormulaError(InputError):
    """A model formula cannot be read or names what is not there."""


class InstrumentError(InputError):
    """An instrument file contradicts itself or fails its own cases."""


class ResponseError(InputError):
    """Responses to an instrument's items are not what its options allow."""


class RatingError(InputError):
    """A table of ratings cannot carry the agreement coefficient asked for."""


class JudgementError(InputError):
    """A judgement record contradicts itself, its instrument or its earlier versions."""


class ComparisonError(InputError):
    """Two assessments are not like with like: their difference would mean nothing."""


class FitError(InputError):
    """The data cannot carry the model: no finite, unique estimate exists."""


class NoEventsError(FitError):
    """There is no event to learn from."""


class CollinearityError(FitError):
    """A covariate is constant, or a linear combination of the others."""


class SeparationError(FitError):
    """A covariate splits events from non-events: its estimate runs to infinity."""


class ConvergenceError(FitError):
    """The likelihood could not be brought to its maximum at machine precision."""


class ExtrapolationError(InputError):
    """A prediction was asked for beyond what the data can carry."""


class StoreError(InputError):
    """The store is missing, locked, of another version or refuses the change."""


class ConflictError(StoreError):
    """Someone else saved a newer version in the meantime; nothing was overwritten."""


class ErasedError(StoreError):
    """The person's key was destroyed: what was kept can no longer be read by anyone."""


class OutputError(InputError):
    """The place to write to is taken or cannot be written."""


class GateRefused(RiskkitError):
    """A gate (instrument, model or disclosure) refuses; it says which and why."""

    exit_code: ClassVar[int] = 3


class PopulationRefused(GateRefused):
    """The instrument or model was not validated for this person's population."""


class FiguresHidden(GateRefused):
    """Statistical figures stay hidden until the reader's own judgement is saved."""


class TooFewEventsRefused(GateRefused):
    """The events are too few for so many parameters: no estimate would deserve trust."""


class SelfTestRefused(GateRefused):
    """An instrument or model fails its own worked cases on this machine today."""


class AccessRefused(GateRefused):
    """Role, assignment or purpose does not allow what was asked; the refusal is on record."""


class LoginRefused(GateRefused):
    """Name and password do not match, or guessing was stopped for a while."""


class TamperingFound(GateRefused):
    """The audit trail is not what was written; the message says where."""


class UnreleasedRefused(GateRefused):
    """A figure or table about a group was asked for of what did not pass disclosure control."""


class ServingRefused(GateRefused):
    """The pages would be served without a login, or with kernels that belong to nobody."""


class ReportFailed(RiskkitError):
    """A notebook failed while it ran; no report was published."""


class OutsideFailure(ReportFailed):
    """A report failed for reasons outside it (a killed process, data that changed): try it again."""
