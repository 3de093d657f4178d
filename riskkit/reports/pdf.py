"""The same report as a tagged PDF, for readers with a screen reader and for archives."""

import logging
from pathlib import Path


def write_pdf(document: str, path: Path) -> str | None:
    """Write a report's HTML as PDF/UA.

    Parameters
    ----------
    document : str
        The composed HTML.
    path : Path
        File to write.

    Returns
    -------
    str or None
        None if it was written; otherwise why this machine cannot write it.
    """
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except OSError:  # its libraries for setting text are the system's, not Python's
        return "Pango is not installed (Debian: libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)"
    # no protocol is allowed: a report is made without network and without other files
    HTML(string=document, url_fetcher=URLFetcher(allowed_protocols=())).write_pdf(
        path, pdf_variant="pdf/ua-1"
    )
    return None
