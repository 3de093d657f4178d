"""How the pages are served: everything Voila must be told, in one place, given in code.

Voila's own defaults let a visitor pick a template by URL, serve pictures from the folder
of notebooks, keep kernels for ever and name a command-line flag in an error message.
"""

from pathlib import Path
from typing import Final

from traitlets.config import Config

TEMPLATE: Final = "riskkit"

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob:",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    )
)
"""Content security policy: nothing is fetched from, sent to or framed by another site.

No script runs that stands in a page or is made of text; ``blob:`` is how the parts of a page are loaded,
from what their own kernel sent. Styles in the page stay: Jupyter's own scripts write them.
"""

LOGIN_POLICY: Final = (
    "default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""Policy of the login page: it runs no script at all, and one style sheet that names this answer's nonce."""

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "riskkit",
}

FIRST_PAGE: Final = "/voila/render/index.ipynb"
LOGIN: Final = "/login"

MOST_BODY: Final = 256 * 1024
"""Bytes of one request; nothing is uploaded here."""

MOST_MESSAGE: Final = 4 * 1024 * 1024
"""Bytes of one websocket message."""

EXTENSIONS: Final = [
    "@voila-dashboards/widgets-manager8",
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
]
"""What a page with widgets of ipywidgets itself loads; the others load none."""

CELL_ERROR: Final = (
    "Deze pagina kan nu niet worden getoond. Probeer het opnieuw; lukt dat niet, waarschuw de beheerder. "
    "| This page cannot be shown now. Try again; if that fails, tell the administrator."
)


def voila_config(notebooks: Path, *, port: int, port_retries: int, cull_seconds: int, secure: bool) -> Config:
    """Return the configuration of the pages' server.

    Parameters
    ----------
    notebooks : Path
        The folder ``dashboards``.
    port, port_retries : int
        First port on 127.0.0.1, and how many further ones to try if it is taken.
    cull_seconds : int
        A kernel whose page is closed ends after this time; an open page keeps its own alive.
    secure : bool
        Whether users reach the pages over TLS.
    """
    config = Config()
    config.Voila.root_dir = str(notebooks)
    config.Voila.ip = "127.0.0.1"
    config.Voila.port = port
    config.Voila.port_retries = port_retries
    config.Voila.open_browser = False
    config.Voila.log_level = "WARN"
    config.Voila.config_file_paths = []  # nothing lying about on this machine changes the pages
    config.Voila.tornado_settings = {
        "headers": HEADERS,
        "allow_remote_access": False,
        "websocket_max_message_size": MOST_MESSAGE,
        "xsrf_cookie_kwargs": {"samesite": "Strict", "secure": secure},
    }
    config.VoilaConfiguration.template = TEMPLATE
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.preheat_kernel = False
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.strip_sources = True
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.file_denylist = [".*"]
    config.VoilaConfiguration.extension_allowlist = EXTENSIONS
    config.VoilaExecutor.cell_error_instruction = CELL_ERROR
    config.VoilaExecutor.cell_timeout_instruction = CELL_ERROR
    config.VoilaExecutor.timeout = 60
    config.VoilaExporter.language_code = "nl"
    config.KernelManager.transport = "ipc"
    config.MappingKernelManager.cull_idle_timeout = cull_seconds
    config.MappingKernelManager.cull_interval = max(1, min(60, cull_seconds // 2))
    config.MappingKernelManager.cull_connected = False
    return config
