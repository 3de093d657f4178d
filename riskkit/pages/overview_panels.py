"""The overview: the pages of the user's role, as plain markup in both languages."""

from html import escape

from riskkit.casework import Desk, open_desk
from riskkit.pages.catalogue import CataloguedPage, pages_for
from riskkit.pages.guard import log_to, logged
from riskkit.pages.texts import read_texts
from riskkit.settings import settings


def show_overview_page() -> None:
    """Show the pages of the user whom the server named; for a dashboard's cell.

    Raises
    ------
    AccessRefused
        The server named no user.
    StoreError
        There is no store yet, or it is of another version.
    """
    from IPython.display import HTML, display

    log_to(settings().workspace / "logs")
    with logged():
        display(HTML(overview(open_desk(settings().store_url))))


def overview(desk: Desk) -> str:
    """Return the overview of one user's pages as HTML; no value in it is markup."""
    pages = pages_for(desk.role())
    who = desk.names_shown().get(desk.user, desk.user)
    listed = "".join(map(_page, pages))
    return "".join(
        (
            _said("h1", "title"),
            _said("p", "who", who=who),
            _said("p", "intro") if pages else _said("p", "nothing_for_role"),
            f'<ul class="rk-pages">{listed}</ul>' if pages else "",
        )
    )


def _page(page: CataloguedPage) -> str:
    """Return one page's name, as a link, and what it is for."""
    link = _said("a", "title", page=page.name, attributes=f' href="{page.name}.ipynb"')
    return f"<li>{link}{_said('p', 'about_page', page=page.name)}</li>"


def _said(tag: str, key: str, *, page: str = "index", attributes: str = "", **values: object) -> str:
    """Return an element with a sentence in Dutch that carries the English one."""
    dutch, english = (escape(read_texts(code, page).say(key, **values)) for code in ("nl", "en"))
    return f'<{tag}{attributes} data-en="{english}">{dutch}</{tag}>'
