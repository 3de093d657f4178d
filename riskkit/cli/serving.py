"""``riskkit serve``: the dashboards on this machine."""

import typer


def serve(
    port: int | None = typer.Option(
        None, min=1, max=65535, help="Port on 127.0.0.1 (default: RISKKIT_PORT, 8866)."
    ),
) -> None:
    """Serve the dashboards on 127.0.0.1 until Ctrl-C."""
    from riskkit.pages import serve as serve_pages

    serve_pages(
        port=port,
        port_retries=0 if port else 10,
        announce=lambda address: typer.echo(f"riskkit: the pages are at {address} (Ctrl-C stops)"),
    )
