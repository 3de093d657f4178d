"""The only routes that answer someone who is not logged in: log in, log out, health."""

import asyncio
import secrets
from typing import Any, Final

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler

from riskkit.casework.access import present_moment
from riskkit.casework.logins import WAIT, log_in, log_out, session_owner
from riskkit.errors import LoginRefused, StoreError
from riskkit.pages.gate import check_host, say_failed
from riskkit.pages.identity_provider import cookie_name, secure_cookies
from riskkit.pages.serving_settings import FIRST_PAGE, HEADERS, LOGIN, LOGIN_POLICY
from riskkit.settings import settings
from riskkit.wording import wording

AT_ONCE: Final = asyncio.Semaphore(4)
"""Password hashes worked out at once: each takes 64 MB for a tenth of a second."""


class OpenHandler(JupyterHandler):
    """A route that anyone may call, with our headers and our way to say that it failed."""

    async def prepare(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Check the host; the rest (XSRF, origin) is Jupyter's."""
        check_host(self)
        await super().prepare()

    def set_default_headers(self) -> None:
        """Set our headers, with the stricter policy: these pages run no script at all."""
        super().set_default_headers()
        self.nonce = secrets.token_urlsafe(16)
        policy = LOGIN_POLICY.format(nonce=self.nonce)
        for name, value in {**HEADERS, "Content-Security-Policy": policy}.items():
            self.set_header(name, value)
        self.set_header("Cache-Control", "no-store")

    def write_error(self, status_code: int, **_: Any) -> None:
        """Say that something failed and nothing else."""
        say_failed(self, status_code)

    def under(self, path: str) -> str:
        """Return a path of ours under the server's prefix."""
        return self.settings["base_url"].rstrip("/") + path


class LoginHandler(OpenHandler):
    """The login page: form, check, session."""

    @allow_unauthenticated
    async def get(self) -> None:
        """Show the form."""
        say = wording("login", self.language())
        self._show(notice=say("ended") if self.get_query_argument("ended", "") else "")

    @allow_unauthenticated
    async def post(self) -> None:
        """Check name and password; start a new session in place of any other."""
        provider = self.settings["identity_provider"]
        store, name = provider.store, self.get_body_argument("username", "")
        password = self.get_body_argument("password", "", strip=False)
        try:
            async with AT_ONCE:
                session = await asyncio.to_thread(
                    log_in, store, name, password, at=present_moment(), address=provider.address_of(self)
                )
        except LoginRefused as refused:
            wait = str(refused) == WAIT
            self.set_status(429 if wait else 401)
            self._show(message=wording("login", self.language())("wait" if wait else "wrong"))
            return
        before = self.get_cookie(cookie_name())
        if before:  # a cookie that someone else may have planted is of no use afterwards
            await asyncio.to_thread(log_out, store, before, at=present_moment())
        self.set_cookie(
            cookie_name(), session.token, path="/", httponly=True, samesite="Strict", secure=secure_cookies()
        )
        self.clear_cookie("_xsrf")
        self.redirect(self.under(FIRST_PAGE))

    def language(self) -> str:
        """Return the language asked for: Dutch unless English."""
        return "en" if self.get_argument("language", "nl") == "en" else "nl"

    def _show(self, *, message: str = "", notice: str = "") -> None:
        language = self.language()
        say = wording("login", "en" if language == "en" else "nl")
        other = "nl" if language == "en" else "en"
        page = self.settings["voila_jinja2_env"].get_template("login.html")
        self.finish(
            page.render(
                language=language, other=other, other_url=f"{self.under(LOGIN)}?language={other}",
                action=self.under(LOGIN), xsrf=self.xsrf_form_html(), say=say, message=message, notice=notice,
                title=say("failed_title" if message else "title"),
                nonce=self.nonce, theme=self.settings["riskkit_theme"],
            )
        )  # fmt: skip


class LogoutHandler(OpenHandler):
    """Ends the session and the kernels of its user."""

    @allow_unauthenticated
    async def post(self) -> None:
        """Log out."""
        token, store = self.get_cookie(cookie_name()), self.settings["identity_provider"].store
        if token:
            owner = await asyncio.to_thread(session_owner, store, token, at=present_moment(), use=False)
            await asyncio.to_thread(log_out, store, token, at=present_moment())
            if owner is not None:
                await self.settings["kernel_manager"].end_all_of(owner.name)
        self.clear_cookie(cookie_name(), path="/")
        self.redirect(f"{self.under(LOGIN)}?ended=1")


class HealthHandler(OpenHandler):
    """Says whether the server and its store answer, and nothing about either."""

    @allow_unauthenticated
    async def get(self) -> None:
        """Answer 200 "ok", or 503."""
        try:
            await asyncio.to_thread(_ask_store, self.settings["identity_provider"].store)
        except StoreError:
            self.set_status(503)
            self.finish("not ok\n")
            return
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish("ok\n")


def _ask_store(store: Any) -> None:
    from riskkit.records.store import schema_version

    with store.reading() as connection:
        schema_version(connection)


def login_routes(base_url: str) -> list[tuple[str, type[OpenHandler]]]:
    """Return the open routes under the server's prefix; without a login of ours only health."""
    at = base_url.rstrip("/")
    routes: list[tuple[str, type[OpenHandler]]] = [(f"{at}/health", HealthHandler)]
    if settings().identity_header is None:
        routes += [(f"{at}{LOGIN}", LoginHandler), (f"{at}/logout", LogoutHandler)]
    return routes
