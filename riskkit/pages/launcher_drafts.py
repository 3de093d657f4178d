"""What stands in the launcher's form and was not asked yet: kept for the user, and found again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from riskkit.casework.access import Access
from riskkit.casework.report_data import PLACES
from riskkit.errors import ParameterError
from riskkit.pages.draft_part import DraftPart, Typed, unlike_form
from riskkit.pages.kept_forms import KeptForms, acknowledged
from riskkit.pages.launcher_fields import form_fields
from riskkit.pages.launcher_values import read_typed
from riskkit.pages.texts import Texts
from riskkit.parameters.registry import NOTEBOOKS

FORM: Final = "launcher"
OTHER_SHAPE: Final = frozenset({"fault_shape", "fault_unknown"})
"""Faults of a form that has other fields than the one of today."""


class LauncherTyped(DraftPart):
    """A form as filled in: for which notebook, begun from which example, with files of which place."""

    notebook: Typed
    start: Typed = ""
    place: Typed = PLACES[0]
    typed: dict[str, Any]
    limit: Typed = ""
    pdf: bool = True


@dataclass(frozen=True, slots=True)
class FoundForm:
    """The form as it was left, and when that was kept."""

    form: LauncherTyped
    saved_at: datetime


class LauncherDrafts:
    """The draft of the launcher's form.

    Parameters
    ----------
    access : Access
        The user's way to the store.
    clock : callable
        Returns the present moment with its time zone.
    """

    def __init__(self, access: Access, clock: Callable[[], datetime]) -> None:
        self._kept, self._held = KeptForms(access, clock), False

    def keep(self, message: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
        """Keep what stands in the form; return what tells the page so.

        Raises
        ------
        ParameterError
            It does not have the shape of a form; no value is repeated.
        """
        try:
            content = LauncherTyped.model_validate(message.get("draft"))
        except ValidationError as error:
            raise ParameterError(unlike_form(error)) from None
        if content.notebook not in NOTEBOOKS:
            return {}
        self._held = True
        said = self._kept.keep(FORM, content.model_dump_json(), texts)
        return acknowledged(FORM, message.get("turn"), said)

    def forget(self) -> None:
        """Let go of what was kept, if anything was."""
        if self._held:
            self._kept.drop(FORM)
        self._held = False

    def found(self) -> FoundForm | None:
        """Return the form as the user left it; None if there is none that fits the forms of today."""
        kept = self._kept.found(FORM)
        if kept is None:
            return None
        self._held = True
        form = LauncherTyped.kept(kept.content)
        if form is None or form.notebook not in NOTEBOOKS or form.place not in PLACES:
            return None
        _, wrong = read_typed(form_fields(NOTEBOOKS[form.notebook]), form.typed)
        return None if any(each.key in OTHER_SHAPE for each in wrong) else FoundForm(form, kept.saved_at)
