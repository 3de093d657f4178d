"""The examples for systemd and nginx say what the server needs, and fit each other."""

import re
from pathlib import Path

import pytest

import riskkit.pages
from riskkit.pages.identity_provider import ADDRESS_HEADER, PROXY_SECRET_HEADER
from riskkit.pages.serving_settings import MOST_BODY
from riskkit.settings import Settings

FOLDER = Path(riskkit.pages.__file__).parent / "deployment"
NGINX = (FOLDER / "nginx.conf").read_text()
PROXY = (FOLDER / "riskkit_proxy.conf").read_text()
UNIT = (FOLDER / "riskkit.service").read_text()


def directives(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def block(name: str) -> str:
    """Return what stands in one block of nginx's, braces counted."""
    at = NGINX.index(f"{name} {{")
    depth, place = 0, at
    for place, sign in enumerate(NGINX[at:], start=at):  # noqa: B007
        depth += (sign == "{") - (sign == "}")
        if sign == "}" and depth == 0:
            break
    return NGINX[at : place + 1]


@pytest.mark.parametrize("header", ["X-Riskkit-Identity", PROXY_SECRET_HEADER])
def test_what_a_visitor_claims_is_emptied(header: str):
    assert f'proxy_set_header {header} "";' in directives(PROXY)


def test_the_address_is_the_one_that_nginx_sees():
    assert f"proxy_set_header {ADDRESS_HEADER} $remote_addr;" in directives(PROXY)


def test_every_way_to_the_pages_takes_the_same_headers_and_the_sockets_of_both_files_are_one():
    socket = re.search(r"RISKKIT_SOCKET=(\S+)", UNIT)
    assert socket is not None
    for place in ("location = /login", "location /"):
        inside = block(place)
        assert "include riskkit_proxy.conf;" in inside
        assert f"proxy_pass http://unix:{socket.group(1)};" in inside


def test_what_nginx_only_takes_outside_a_server_stands_outside():
    assert NGINX.index("log_format") < NGINX.index("server {")
    assert NGINX.index("limit_req_zone") < NGINX.index("server {")
    assert "map $http_upgrade" in NGINX[: NGINX.index("server {")]


def test_nginx_takes_no_larger_body_and_writes_no_address_down():
    assert f"client_max_body_size {MOST_BODY // 1024}k;" in block("server")
    (form,) = re.findall(r"log_format riskkit '([^']*)'", NGINX)
    assert set(re.findall(r"\$(\w+)", form)) == {"time_iso8601", "request_method", "status", "request_time"}
    assert "access_log /var/log/nginx/riskkit.log riskkit;" in directives(block("server"))


def test_every_setting_of_the_unit_is_one_that_riskkit_reads():
    named = re.findall(r"^Environment=RISKKIT_(\w+)=", UNIT, re.MULTILINE)
    assert {name.lower() for name in named} <= {*Settings.model_fields, "config"}
    assert {"SECRETS", "CHECKPOINTS", "SOCKET", "WORKSPACE"} <= set(named)


@pytest.mark.parametrize(
    "line",
    ["UMask=0077", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
     "CapabilityBoundingSet=", "LimitCORE=0", "RestrictSUIDSGID=yes", "SystemCallFilter=@system-service"],
)  # fmt: skip
def test_the_unit_is_hardened(line: str):
    assert line in directives(UNIT)
