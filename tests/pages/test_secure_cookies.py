"""Over TLS the session's cookie is one that no other site can set, and is never sent in the clear."""

import pytest

from riskkit.pages.identity_provider import cookie_name, secure_cookies
from riskkit.settings import settings


@pytest.mark.parametrize(
    ("address", "name", "secure"),
    [
        ("https://riskkit.example", "__Host-riskkit", True),
        ("http://127.0.0.1:8866", "riskkit-session", False),
        (None, "riskkit-session", False),
    ],
)
def test_the_cookie_follows_the_public_address(address, name: str, secure: bool, monkeypatch):
    monkeypatch.delenv("RISKKIT_PUBLIC_URL", raising=False)
    if address:
        monkeypatch.setenv("RISKKIT_PUBLIC_URL", address)
    settings.cache_clear()
    assert (cookie_name(), secure_cookies()) == (name, secure)
    settings.cache_clear()
