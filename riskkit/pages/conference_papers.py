"""The papers of a conference as files: the sharing pack, and the minutes once recorded."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from riskkit.casework.access import Access
from riskkit.casework.conference import ConferenceTable
from riskkit.casework.conference_minutes import minutes_of
from riskkit.casework.file_copy import FileCopy
from riskkit.casework.file_copy_formats import to_csv, to_html, to_pdf
from riskkit.casework.sharing import pack_for_conference
from riskkit.errors import Fault, ParameterError
from riskkit.parameters.labels import Language


def _html(copy: FileCopy) -> bytes:
    return to_html(copy).encode()


def _csv(copy: FileCopy) -> bytes:
    return to_csv(copy).encode("utf-8-sig")  # a spreadsheet reads accents only with the mark


FORMATS: Final[Mapping[str, tuple[str, Callable[[FileCopy], bytes]]]] = {
    "pdf": ("application/pdf", to_pdf),
    "html": ("text/html", _html),
    "csv": ("text/csv", _csv),
}
"""Media type and maker by ending."""


def make_paper(
    access: Access,
    table: ConferenceTable,
    conference: str | None,
    *,
    what: object,
    kind: object,
    language: Language,
) -> dict[str, Any]:
    """Return a paper with its media type and the end of its name.

    Parameters
    ----------
    access : Access
        Who asks.
    table : ConferenceTable
        The open table.
    conference : str or None
        Id of the recorded conference; the minutes need it.
    what, kind : object
        "pack" or "minutes"; "pdf", "html" or "csv".
    language : {"nl", "en"}
        Of labels.

    Raises
    ------
    ParameterError
        There is no such paper or format, or nothing was recorded yet.
    AccessRefused
        The file is outside this user's reach.
    """
    if not isinstance(kind, str) or kind not in FORMATS:
        raise ParameterError(Fault("format", "is not known", ", ".join(FORMATS)))
    media, write = FORMATS[kind]
    if what == "pack":
        copy = pack_for_conference(
            access, table.person, ground=table.ground, organisations=table.organisations, language=language
        )
    elif what == "minutes" and conference is not None:
        copy = minutes_of(access, table.person, conference, language=language)
    else:
        raise ParameterError(Fault("paper", "is not there", "the pack, or the minutes once recorded"))
    return {"type": media, "content": write(copy), "name": f"{table.person}.{kind}"}
