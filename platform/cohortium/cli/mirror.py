"""``cohortium mirror``: a full, verified copy of a log, which serves the same static tree."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Annotated

import typer

from cohortium.cli.console import JsonOption, print_json, progress
from cohortium.cli.trust import policy_bytes
from cohortium.errors import BadInput
from cohortium_ledger.errors import FormatError, LedgerExists, LedgerMissing

DirectoryOption = Annotated[Path, typer.Option("--dir", help="The mirror's folder.")]


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    area = typer.Typer(no_args_is_help=True, help="A full, verified copy of a log.")
    area.command("init")(init)
    area.command("update")(update)
    area.command("serve")(serve)
    app.add_typer(area, name="mirror")


def init(
    directory: DirectoryOption,
    log: Annotated[str, typer.Option("--log", metavar="VKEY", help="The log's verifier key.")],
    url: Annotated[str, typer.Option("--url", help="Where the log's static tree is served.")],
    policy: Annotated[
        Path | None,
        typer.Option("--policy", help="Whose cosignatures it wants, too (a tlog-policy file)."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make an empty mirror of a log. `update` fills it."""
    from cohortium_ledger.remote.mirror import Mirror

    text = None if policy is None else policy_bytes(policy)
    try:
        mirror = Mirror.create(directory, vkey=log, url=url, policy=text)
    except (FormatError, LedgerExists) as error:
        raise BadInput(str(error)) from error
    if as_json:
        print_json({"dir": str(directory), "log": log, "url": mirror.url})


def update(directory: DirectoryOption, as_json: JsonOption = False) -> None:
    """Copy and verify what is new; exit 1 says why the mirror keeps its older checkpoint."""
    from cohortium_ledger.remote.mirror import Mirror
    from cohortium_ledger.remote.reader import open_tree

    try:
        mirror = Mirror.open(directory)
    except (FormatError, LedgerMissing) as error:
        raise BadInput(str(error)) from error
    with progress() as bar:
        task = bar.add_task("entries", total=None)
        report = mirror.update(
            open_tree(mirror.url),
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    head = report.checkpoint
    if as_json:
        print_json({"before": report.before, "size": head.size, "root": head.root.hex()})
        return
    typer.echo(
        f"{head.size} entries, {head.size - report.before} of them new, root {head.root.hex()}"
    )


def serve(
    directory: DirectoryOption,
    host: Annotated[str, typer.Option("--host", help="Address to serve on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8082,
    every: Annotated[
        float | None,
        typer.Option("--every", min=1, help="Update every so many seconds; else never."),
    ] = None,
) -> None:
    """Serve the mirror's tree (checkpoint, log.vkey, tile/...) until a signal."""
    from cohortium.listener import listen
    from cohortium.mirror import create_app, keep_updating
    from cohortium_ledger.remote.mirror import Mirror

    try:
        mirror = Mirror.open(directory)
    except (FormatError, LedgerMissing) as error:
        raise BadInput(str(error)) from error
    stop = threading.Event()
    if every is not None:
        threading.Thread(
            target=keep_updating, args=(mirror, every, stop, _tell), daemon=True
        ).start()
    try:
        listen(
            create_app(directory),
            host,
            port,
            ready=lambda address: typer.echo(f"serving {address}"),
        )
    finally:
        stop.set()  # an update under way may break off: it is safe at every moment


def _tell(what: str) -> None:
    typer.echo(f"mirror: {what}", err=True)
