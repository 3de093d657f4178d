"""Where things live, by environment or TOML; nothing secret is kept in the repository."""

import os
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from riskkit.errors import Fault, ParameterError

PROJECT = Path(__file__).resolve().parent.parent
"""The checkout: notebooks, dashboards and parameters stand beside the package."""

PRELOAD: Final = (
    "pandas",
    "scipy.stats",
    "riskkit.survival.warm:load",
    "riskkit.parameters.registry",
    "riskkit.reports.recidivism_page",
    "riskkit.reports.unit_page",
    "riskkit.analyses.unit",
    "riskkit.reports.rehearsal:rehearse",
)
"""What almost every kernel needs, and what takes long to import."""


class Settings(BaseSettings):
    """Settings of one process: ``RISKKIT_*`` variables, else the TOML file of ``RISKKIT_CONFIG``.

    Attributes
    ----------
    home : Path
        Folder that holds ``notebooks``, ``dashboards`` and ``parameters``.
    workspace : Path
        Folder for the store and the reports that are made here.
    database_url : str or None
        SQLAlchemy URL of the store; None means SQLite in the workspace.
    port : int
        Port of the dashboards on 127.0.0.1.
    secrets : Path or None
        Folder of the store's keys; None means ``secrets`` beside the store.
    checkpoints : Path or None
        Folder of the audit's signed checkpoints, best on another machine; None means
        ``checkpoints`` beside the store.
    retention_years : int
        Years that a file is kept after the last measure in it has ended.
    session_idle_minutes, session_hours : float
        How long a login lasts unused, and at most.
    public_url : str or None
        Address under which users reach the pages through a proxy; with ``https`` cookies
        are sent over TLS only. None means this machine alone, without TLS.
    socket : Path or None
        Unix socket to serve on instead of a port, for a proxy on this machine.
    theme : Path or None
        Style sheet of an agency, whose custom properties (``--utrecht-...``) the pages take over.
    identity_header : str or None
        Header in which a trusted proxy names the user (OIDC, JupyterHub); None means that
        the pages have a login of their own.
    kernels_per_user, kernels_in_total : int
        How many pages one user, and all together, may have open.
    kernel_cull_seconds : int
        A kernel whose page is closed ends after this time.
    kernel_preload : tuple of str
        What the warm kernel's parent imports (``module``) or also calls (``module:function``).
    kernel_idle_seconds : float
        How long that parent stays without kernels.
    cluster : str or None
        Address of a dask scheduler on which samples are drawn; None means this machine.
    """

    model_config = SettingsConfigDict(env_prefix="RISKKIT_", frozen=True, extra="ignore")

    home: Path = PROJECT
    workspace: Path = Path("workspace")
    database_url: str | None = None
    port: int = Field(default=8866, ge=1, le=65535)
    secrets: Path | None = None
    checkpoints: Path | None = None
    retention_years: int = Field(default=10, ge=1, le=100)
    session_idle_minutes: float = Field(default=30, gt=0, le=120)
    session_hours: float = Field(default=10, gt=0, le=24)
    public_url: str | None = None
    socket: Path | None = None
    theme: Path | None = None
    identity_header: str | None = None
    kernels_per_user: int = Field(default=4, ge=1)
    kernels_in_total: int = Field(default=60, ge=1)
    kernel_cull_seconds: int = Field(default=600, ge=1)
    kernel_preload: tuple[str, ...] = PRELOAD
    kernel_idle_seconds: float = Field(default=600.0, gt=0)
    cluster: str | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the environment first, then the TOML file that ``RISKKIT_CONFIG`` names."""
        file = os.environ.get("RISKKIT_CONFIG")
        if file and not Path(file).is_file():
            raise ParameterError(Fault("RISKKIT_CONFIG", "names a file that is not there"))
        toml = (TomlConfigSettingsSource(settings_cls, Path(file)),) if file else ()
        return (init_settings, env_settings, *toml)

    @property
    def store_url(self) -> str:
        """Return the SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite:///{self.workspace.resolve() / 'riskkit.db'}"


@cache
def settings() -> Settings:
    """Return this process's settings, read once."""
    return Settings()
