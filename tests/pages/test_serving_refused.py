"""A configuration that would let someone in who is not known is refused, door by door."""

from pathlib import Path

import pytest
from traitlets.config import Config
from voila.configuration import VoilaConfiguration

from riskkit.errors import ServingRefused
from riskkit.pages.server import check_config
from riskkit.pages.serving_settings import voila_config

DOORS = {
    "preheated": {"VoilaConfiguration": {"preheat_kernel": True}},
    "progressive": {"VoilaConfiguration": {"progressive_rendering": True}},
    "headers of visitors": {"VoilaConfiguration": {"http_header_envs": ["X-User"]}},
    "tracebacks": {"VoilaConfiguration": {"show_tracebacks": True}},
    "sources": {"VoilaConfiguration": {"strip_sources": False}},
    "files": {"VoilaConfiguration": {"file_allowlist": [".*"]}},
    "a token": {"Voila": {"token": "x"}},
    "token would let": {"IdentityProvider": {"token": "x"}},
    "anonymous": {"PasswordIdentityProvider": {"hashed_password": ""}},
    "anonymous user": {"Voila": {"identity_provider_class": object}},
    "other users of this machine": {"KernelManager": {"transport": "tcp"}},
    "never end": {"MappingKernelManager": {"cull_idle_timeout": 0}},
    "without the proxy": {"Voila": {"ip": "0.0.0.0"}},
}


def configured(change: dict[str, dict[str, object]]) -> tuple[Config, VoilaConfiguration]:
    config = voila_config(Path(), port=1, port_retries=0, cull_seconds=600, secure=False)
    config.merge(Config(change))
    return config, VoilaConfiguration(config=config)


def test_our_own_configuration_is_served():
    check_config(*configured({}))


@pytest.mark.parametrize("door", DOORS)
def test_promise_7_an_open_door_is_named(door: str):
    with pytest.raises(ServingRefused, match=door) as caught:
        check_config(*configured(DOORS[door]))
    assert caught.value.exit_code == 3
    assert str(caught.value).count(";") == 0


def test_several_open_doors_are_named_at_once():
    change = {**DOORS["preheated"], **DOORS["never end"]}
    with pytest.raises(ServingRefused, match=r"preheated.*never end"):
        check_config(*configured(change))
