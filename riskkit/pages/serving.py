"""Serve the dashboards: a login in front of every page, for this machine or behind a proxy."""

import contextlib
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from traitlets.config import Config

from riskkit.errors import Fault, OutputError
from riskkit.pages.agency_theme import read_theme
from riskkit.pages.catalogue import OVERVIEW, PAGES
from riskkit.pages.identity_provider import secure_cookies
from riskkit.pages.server import GatedVoila
from riskkit.pages.server_log import server_log, without_content
from riskkit.pages.serving_settings import voila_config
from riskkit.records import open_store
from riskkit.settings import settings

PRELOAD: Final = (
    *(page.module for page in (OVERVIEW, *PAGES)), "riskkit.pages.read_ahead",
    "cryptography.hazmat.primitives.ciphers.aead", "cryptography.hazmat.primitives.asymmetric.ed25519",
)  # fmt: skip
"""What a page's kernel needs; none of the statistical libraries, which take far longer to import."""


def serve(
    *,
    port: int | None = None,
    port_retries: int = 10,
    notebooks: Path | None = None,
    announce: Callable[[str], None] = print,
    config: Config | None = None,
) -> None:
    """Serve the dashboards until Ctrl-C.

    Parameters
    ----------
    port : int or None
        First port on 127.0.0.1 to try; None takes ``RISKKIT_PORT``.
    port_retries : int
        How many further ports to try if it is taken.
    notebooks : Path or None
        Folder of the dashboards; None takes the one beside the package.
    announce : callable
        Receives the address once pages can be opened.
    config : traitlets.config.Config or None
        Further configuration of Voila; what would open a door is refused.

    Raises
    ------
    OutputError
        There are no dashboards, or no port is free.
    StoreError
        There is no store, or it is of another version.
    ParameterError
        The agency's theme cannot be used.
    ServingRefused
        The configuration would let someone in who is not known.
    """
    folder = (notebooks or settings().home / "dashboards").resolve()
    if not (folder / "index.ipynb").is_file():
        raise OutputError(
            Fault(
                "dashboards", "are not there", "a folder with index.ipynb", "set RISKKIT_HOME to the checkout"
            )
        )
    os.umask(0o077)
    _tell_children(folder)
    first = settings().port if port is None else port
    base = voila_config(
        folder,
        port=first,
        port_retries=port_retries,
        cull_seconds=settings().kernel_cull_seconds,
        secure=secure_cookies(),
    )
    base.merge(config or Config())
    server = GatedVoila.instance(config=base)
    theme = settings().theme
    server.theme = read_theme(theme) if theme else ""
    server.announce, server.store = announce, open_store(settings().store_url)
    server.access_log = server_log(settings().workspace / "logs")
    server.initialize(argv=[])
    server.log.setLevel(logging.WARNING)  # else a hundred lines a page are written for nobody to read
    for handler in server.log.handlers:
        handler.addFilter(without_content)
    with contextlib.suppress(KeyboardInterrupt):
        server.start()


def _tell_children(folder: Path) -> None:
    """Set what kernels inherit: where templates and the workspace are; and start them warm."""
    from riskkit.kernels import use_warm_kernels

    # Voila finds templates by this variable alone; kernels inherit it and do not mind.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        filter(None, (str(folder / "template"), os.environ.get("JUPYTER_PATH")))
    )
    os.environ["RISKKIT_WORKSPACE"] = str(settings().workspace.resolve())
    os.environ.setdefault("RISKKIT_KERNEL_PRELOAD", json.dumps(PRELOAD))
    use_warm_kernels()
