"""The steward's section on what was done with figures that were shown: released counts in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from riskkit.casework.access import Access
from riskkit.errors import DataError
from riskkit.pages.sheet import Piece, field, form, row, section, table, text
from riskkit.pages.texts import Texts
from riskkit.stewardship.registry import Registry
from riskkit.wording import wording

if TYPE_CHECKING:
    from riskkit.analyses.figure_use import AdoptionPart

PARTS: Final = {
    "followed": "use_followed", "overridden": "use_overridden", "changed": "use_changed",
    "moved": "use_moved",
}  # fmt: skip
"""The sentence of each count."""


@dataclass(frozen=True, slots=True)
class CountedUse:
    """What was counted, as it may be shown.

    Attributes
    ----------
    model : str
        Of which model.
    shown : int or None
        About how many people a figure was shown; None where that may not be shown.
    parts : tuple of AdoptionPart
        Every count; empty where there was nothing to count.
    threshold : int
        Below so many people nothing is shown.
    """

    model: str
    shown: int | None = None
    parts: tuple["AdoptionPart", ...] = ()
    threshold: int = 0


def count_use(access: Access, folder: Path, model: str, *, why: str) -> CountedUse:
    """Count what was done with a model's figures; what counts is loaded only when asked."""
    from riskkit.analyses.figure_use import read_adoption
    from riskkit.disclosure.office import office_register

    with office_register() as register:
        try:
            found = read_adoption(access, Registry(folder), model=model, purpose=why, memory=register)
        except DataError:
            return CountedUse(model)
    return CountedUse(model, found.shown, found.parts, found.table.rules.threshold)


def use_section(models: Sequence[str], counted: CountedUse | None, say: Texts) -> Piece:
    """Ask of which model, and show what was counted last."""
    ask = form(
        "use", say.say("use_name"), say.say("use_button"), "use",
        [field("model", say.say("use_model"), kind="select", options=[(each, each) for each in models]),
         field("why", say.say("use_why"), required=True, hint=say.say("reasons_hint"))],
    )  # fmt: skip
    return section(
        "use", say.say("use_heading"), text(say.say("use_text"), mark="hint"),
        ask if models else text(say.say("models_none")), *_counted(counted, say),
    )  # fmt: skip


def _counted(counted: CountedUse | None, say: Texts) -> list[Piece]:
    if counted is None:
        return []
    if not counted.parts:
        return [text(say.say("use_nothing", which=counted.model))]
    rows = [
        row(say.say("use_shown"), _number(counted.shown, say), ""),
        *(
            row(say.say(PARTS[each.name]), _number(each.count, say), _share(each, say))
            for each in counted.parts
        ),
    ]
    columns = [say.say(f"column_{name}") for name in ("what", "count", "share")]
    shown = table("use-counts", say.say("use_caption", which=counted.model), columns, rows)
    hidden = counted.shown is None or any(each.count is None for each in counted.parts)
    note = [text(say.say("use_note", threshold=counted.threshold))] if hidden else []
    return [shown, *note]


def _number(count: int | None, say: Texts) -> str:
    return say.say("use_withheld") if count is None else str(count)


def _share(part: "AdoptionPart", say: Texts) -> str:
    if part.share is None:
        return say.say("use_withheld")
    percent = wording("stewardship", say.language).percent
    found = part.share
    return say.say(
        "use_share", share=percent(found.estimate), lower=percent(found.lower), upper=percent(found.upper)
    )
