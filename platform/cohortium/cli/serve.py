"""``serve``: the API over a home."""

from __future__ import annotations

from typing import Annotated

import typer

from cohortium.cli.console import DEFAULT_HOME, HomeOption


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command("serve")(serve)


def serve(
    home: HomeOption = DEFAULT_HOME,
    host: Annotated[str, typer.Option("--host", help="Address to serve on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8080,
) -> None:
    """Serve a home: API with docs on /docs, health, metrics, and the log's static files."""
    from cohortium.api.serving import serve as run

    run(home, host, port, ready=lambda address: typer.echo(f"serving {address}"))
