"""From where a visitor comes is the trusted proxy's word: over the socket, or with the shared secret."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from tornado.httputil import HTTPHeaders

from riskkit.pages.identity_provider import StoreIdentityProvider
from riskkit.records.keys import KeyRing
from riskkit.settings import settings

SECRET = "s" * 40


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Give a provider whose keys hold the proxy's secret, in a process without settings."""
    for name in ("RISKKIT_SOCKET", "RISKKIT_IDENTITY_HEADER"):
        monkeypatch.delenv(name, raising=False)
    settings.cache_clear()
    (tmp_path / "proxy.secret").write_text(SECRET)
    store = SimpleNamespace(keys=KeyRing(tmp_path))
    monkeypatch.setattr(StoreIdentityProvider, "store", store)
    yield StoreIdentityProvider()
    settings.cache_clear()


def visit(*headers: tuple[str, str]):
    made = HTTPHeaders()
    for name, value in headers:
        made.add(name, value)
    return SimpleNamespace(request=SimpleNamespace(headers=made))


PROOF = ("X-Riskkit-Proxy-Secret", SECRET)


@pytest.mark.parametrize(
    "headers",
    [
        [("X-Real-IP", "203.0.113.7")], [("X-Real-IP", "203.0.113.7"), ("X-Riskkit-Proxy-Secret", "")],
        [("X-Real-IP", "203.0.113.7"), ("X-Riskkit-Proxy-Secret", SECRET[:-1])], [PROOF],
        [("X-Forwarded-For", "203.0.113.7"), PROOF], [("X-Real-IP", "not an address"), PROOF],
        [("X-Real-IP", ""), PROOF], [("X-Real-IP", "203.0.113.7"), ("X-Real-IP", "203.0.113.8"), PROOF],
    ],
)  # fmt: skip
def test_without_the_proxys_proof_there_is_no_address(provider, headers):
    assert provider.address_of(visit(*headers)) is None


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
    ],
)  # fmt: skip
def test_the_proxys_word_is_taken_and_of_ipv6_the_network(provider, said: str, counted: str):
    assert provider.address_of(visit(("X-Real-IP", said), PROOF)) == counted


def test_without_a_secret_there_is_no_such_proxy(provider, tmp_path: Path):
    (tmp_path / "proxy.secret").unlink()
    assert provider.address_of(visit(("X-Real-IP", "203.0.113.7"), PROOF)) is None


def test_over_the_socket_only_the_proxy_speaks(provider, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("RISKKIT_SOCKET", str(tmp_path / "pages.sock"))
    settings.cache_clear()
    assert provider.address_of(visit(("X-Real-IP", "203.0.113.7"))) == "203.0.113.7"
