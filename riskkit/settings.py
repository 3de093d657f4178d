"""Where things live, from the environment; nothing secret is kept in the repository."""

from functools import cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent
"""The checkout: notebooks, dashboards and parameters stand beside the package."""


class Settings(BaseSettings):
    """Settings of one process, read from ``RISKKIT_*`` environment variables.

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
    """

    model_config = SettingsConfigDict(env_prefix="RISKKIT_", frozen=True, extra="ignore")

    home: Path = PROJECT
    workspace: Path = Path("workspace")
    database_url: str | None = None
    port: int = Field(default=8866, ge=1, le=65535)

    @property
    def store_url(self) -> str:
        """Return the SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite:///{self.workspace.resolve() / 'riskkit.db'}"


@cache
def settings() -> Settings:
    """Return this process's settings, read once."""
    return Settings()
