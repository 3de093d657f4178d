"""A document of headings, sentences and tables, written as Markdown or as HTML from one source."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a document.

    Attributes
    ----------
    title : str
        Its heading; empty for none.
    sentences : tuple of str
        Paragraphs.
    head : tuple of str
        Headings of a table; empty for none.
    rows : tuple of tuple of str
        Its rows.
    """

    title: str
    sentences: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A whole document.

    Attributes
    ----------
    title, language : str
        Its title, and the language it is in.
    parts : tuple of Part
        In reading order.
    """

    title: str
    language: str
    parts: tuple[Part, ...]

    def markdown(self) -> str:
        """Return it as Markdown."""
        lines = [f"# {_line(self.title)}", ""]
        for part in self.parts:
            lines += [f"## {_line(part.title)}", ""] if part.title else []
            for sentence in part.sentences:
                lines += [_line(sentence), ""]
            if part.head:
                lines += [*markdown_table(part.head, part.rows), ""]
        return "\n".join(lines).rstrip() + "\n"

    def html(self) -> str:
        """Return it as a whole HTML page that asks for nothing from elsewhere."""
        body = "".join(_html(part) for part in self.parts)
        return (
            f'<!DOCTYPE html><html lang="{self.language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title><style>{_STYLE}</style></head>"
            f"<body><main><h1>{escape(self.title)}</h1>{body}</main></body></html>\n"
        )


_STYLE = (
    "body{font:1rem/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.3rem .6rem;"
    "text-align:left;vertical-align:top}"
)


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    told = [[_cell(each) for each in row] for row in (head, *rows)]
    lines = [f"| {' | '.join(row)} |" for row in told]
    return [lines[0], "|" + " --- |" * len(head), *lines[1:]]


def _line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _html(part: Part) -> str:
    text = f"<h2>{escape(part.title)}</h2>" if part.title else ""
    text += "".join(f"<p>{escape(each)}</p>" for each in part.sentences)
    if not part.head:
        return text
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in part.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(each)}</td>" for each in row[1:])
        + "</tr>"
        for row in part.rows
    )
    return f"{text}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
