"""Pieces that several reports show: boxes with numbers, uses, and a mark for made-up people."""

from collections.abc import Iterable
from html import escape

from riskkit.reports.section import PageHead, Section, bullets, paragraph
from riskkit.wording import Wording


def fact_boxes(*facts: tuple[str, str]) -> str:
    """Return numbers with what they count, side by side."""
    boxes = "".join(f"<div><dt>{escape(what)}</dt><dd>{escape(number)}</dd></div>" for number, what in facts)
    return f'<dl class="facts">{boxes}</dl>'


def uses(say: Wording, may: Iterable[str], may_not: Iterable[str]) -> str:
    """Return what a report may and may not be used for."""
    return (
        f'<div class="uses"><div class="may"><h3>{escape(say("may_title"))}</h3>{bullets(may)}</div>'
        f'<div class="may-not"><h3>{escape(say("may_not_title"))}</h3>{bullets(may_not)}</div></div>'
    )


def warning(title: str, inside: str) -> str:
    """Return a framed warning with its heading; ``inside`` is HTML."""
    return f'<div class="warning"><h3>{escape(title)}</h3>{inside}</div>'


def shown_count(count: float | None, say: Wording) -> str:
    """Return a released count, or that it is withheld."""
    return say("withheld") if count is None else say.number(count)


def not_shown(say: Wording, threshold: int) -> str:
    """Return that something is withheld, and why."""
    return paragraph(say("withheld_text", threshold=threshold))


def withheld_summary(say: Wording, title: str, threshold: int, more: str = "") -> Section:
    """Return a first page that says why there are no figures; ``more`` is HTML below it."""
    headline = f"{say('headline_withheld', threshold=threshold)}."
    head = PageHead(say.language, say("kind"), title, headline)
    return Section("summary", say("summary"), paragraph(headline, "headline") + more, page=head)
