"""``riskkit serve``: the dashboards, behind a login."""

import typer


def serve(
    port: int | None = typer.Option(
        None, min=1, max=65535, help="Port on 127.0.0.1 (default: RISKKIT_PORT, 8866)."
    ),
) -> None:
    """Serve the dashboards on this machine until Ctrl-C; every page asks for a login."""
    from riskkit.pages import serve as serve_pages

    serve_pages(
        port=port,
        port_retries=0 if port else 10,
        announce=lambda address: typer.echo(f"riskkit: the pages are at {address} (Ctrl-C stops)"),
    )
