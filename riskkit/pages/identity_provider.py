"""Who is at the other end: a session of ours, or the name that a trusted proxy gives.

There is no token and no anonymous user: a request without either belongs to nobody.
"""

import asyncio
import hmac
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any, Final

from jupyter_server.auth.authorizer import Authorizer
from jupyter_server.auth.identity import IdentityProvider, User
from tornado.web import RequestHandler

from riskkit.casework.access import present_moment
from riskkit.casework.logins import find_active, session_owner
from riskkit.errors import ServingRefused
from riskkit.records import Store
from riskkit.records.accounts import Account
from riskkit.settings import settings

PROXY_SECRET_HEADER: Final = "X-Riskkit-Proxy-Secret"
ADDRESS_HEADER: Final = "X-Real-IP"
PROXY_SECRET_FILE: Final = "proxy.secret"
SHORTEST_SECRET: Final = 32


def secure_cookies() -> bool:
    """Return whether users reach the pages over TLS."""
    return (settings().public_url or "").startswith("https://")


def cookie_name() -> str:
    """Return the name of the session's cookie; over TLS one that no other site can set."""
    return "__Host-riskkit" if secure_cookies() else "riskkit-session"


class StoreIdentityProvider(IdentityProvider):
    """Knows users by the store's sessions, or by the header of a trusted proxy."""

    @property
    def store(self) -> Store:
        """The store whose accounts may log in."""
        return self._app.store

    @property
    def _app(self) -> Any:
        return self.parent

    async def get_user(self, handler: RequestHandler) -> User | None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return the user of this request; None if nobody is logged in."""
        known = getattr(handler, "riskkit_user", None)
        return known if known is not None else await self.look_up(handler)

    async def look_up(self, handler: RequestHandler, *, use: bool = True) -> User | None:
        """Ask the store who this is at this moment.

        Parameters
        ----------
        handler : RequestHandler
            The request, or the websocket that a request opened.
        use : bool
            Whether the request shows that someone is at work; a sign of life does not.
        """
        token = handler.get_cookie(cookie_name())
        named = handler.request.headers.get_list(settings().identity_header or "-")
        sent = handler.request.headers.get(PROXY_SECRET_HEADER, "")
        if settings().identity_header:
            who = await asyncio.to_thread(self._from_proxy, named, sent)
        else:
            who = await asyncio.to_thread(self._from_session, token, use)
        user = User(username=who.name, name=who.display_name, display_name=who.display_name) if who else None
        setattr(handler, "riskkit_user", user)  # noqa: B010 - a handler of any class carries it
        return user

    def _from_session(self, token: str | None, use: bool) -> Account | None:
        return session_owner(self.store, token, at=present_moment(), use=use) if token else None

    def _from_proxy(self, named: list[str], sent: str) -> Account | None:
        """Believe the header only from the proxy: it shares a secret, or the socket is its own."""
        return find_active(self.store, named[0]) if len(named) == 1 and self._is_proxy(sent) else None

    def _is_proxy(self, sent: str) -> bool:
        """Return whether a request comes from the trusted proxy and from nobody else."""
        if settings().socket is not None:
            return True
        try:
            return hmac.compare_digest(sent.encode(), self.proxy_secret())
        except ServingRefused:  # there is no secret, so there is no such proxy
            return False

    def address_of(self, handler: RequestHandler) -> str | None:
        """Return from which address a visitor comes, as the trusted proxy says; None if it says nothing.

        Of an IPv6 address the network counts (64 bits): a visitor has all addresses in it.
        """
        named = handler.request.headers.get_list(ADDRESS_HEADER)
        if len(named) != 1 or not self._is_proxy(handler.request.headers.get(PROXY_SECRET_HEADER, "")):
            return None
        try:
            address = ip_address(named[0].strip())
        except ValueError:
            return None
        if isinstance(address, IPv4Address):
            return str(address)
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((address.packed, 64), strict=False))

    def proxy_secret(self) -> bytes:
        """Return the secret shared with the proxy; ServingRefused if there is none worth the name."""
        try:
            secret = (self.store.keys.folder / PROXY_SECRET_FILE).read_bytes().strip()
        except OSError:
            secret = b""
        if len(secret) < SHORTEST_SECRET:
            raise ServingRefused(
                f"the identity header needs RISKKIT_SOCKET, or a file '{PROXY_SECRET_FILE}' of at least "
                f"{SHORTEST_SECRET} characters among the secrets, sent as {PROXY_SECRET_HEADER}."
            )
        return secret

    def is_token_authenticated(self, handler: RequestHandler) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return False: there are no tokens, so every change needs its XSRF cookie."""
        return False

    def should_check_origin(self, handler: RequestHandler) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return True: the origin is always checked."""
        return True

    def get_handlers(self) -> list[tuple[str, object]]:
        """Return no routes: the server adds the login's own, under its prefix."""
        return []


class OwnerAuthorizer(Authorizer):
    """Allows a user's own kernels and nothing else; the gate checks whose they are as well."""

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return whether the request is about a kernel of this user."""
        kernel = handler.path_kwargs.get("kernel_id")
        owners = handler.settings["kernel_manager"].owners
        return resource == "kernels" and kernel is not None and owners.get(kernel) == user.username
