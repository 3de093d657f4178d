"""The explanation for the person concerned as a page and as a tagged PDF; what people wrote never runs."""

from html import escape

from riskkit.casework.explanation import Explanation
from riskkit.casework.explanation_part import ExplanationPart
from riskkit.casework.file_copy_formats import POLICY, STYLE, pdf_of
from riskkit.fields import SYNTHETIC


def explanation_html(explanation: Explanation) -> str:
    """Return the account as one HTML page that stands alone and runs nothing."""
    made = explanation.made_at.date().isoformat()
    mark = f"{SYNTHETIC} · " if explanation.synthetic else ""
    parts = "".join(map(_part, explanation.parts))
    return (
        f'<!doctype html><html lang="{explanation.language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(explanation.title)}</title><style>{STYLE}p,li{{overflow-wrap:anywhere}}</style>"
        f"</head><body><main><h1>{escape(explanation.title)}</h1>"
        f'<p class="whose">{mark}{escape(explanation.person)} · {made}</p>{parts}</main></body></html>'
    )


def explanation_pdf(explanation: Explanation) -> bytes:
    """Return the account as a tagged PDF (PDF/UA-1)."""
    return pdf_of(explanation_html(explanation))


def _part(part: ExplanationPart) -> str:
    lines = "".join(f"<p>{escape(each)}</p>" for each in part.paragraphs)
    points = "".join(f"<li>{escape(point)}{_under(under)}</li>" for point, under in part.points)
    listed = f"<ul>{points}</ul>" if points else ""
    return f"<section><h2>{escape(part.heading)}</h2>{lines}{listed}</section>"


def _under(lines: tuple[str, ...]) -> str:
    return f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in lines)}</ul>" if lines else ""
