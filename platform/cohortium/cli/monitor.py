"""``cohortium ledger monitor``: follow another's log, and say when it is not what it was."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cohortium.cli.console import JsonOption, print_json, progress
from cohortium.cli.trust import read_policy
from cohortium.errors import BadInput
from cohortium_ledger.errors import FormatError

if TYPE_CHECKING:
    from cohortium_ledger.remote.monitor import Monitor, Sight
    from cohortium_ledger.remote.reader import TreeReader

EVERY = 60.0


def monitor(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="Where the log's static tree is; a folder too.")
    ],
    policy: Annotated[
        Path,
        typer.Option(
            "--policy", envvar="COHORTIUM_POLICY", help="Whom you trust (a tlog-policy file)."
        ),
    ],
    state: Annotated[Path, typer.Option("--state", help="Where it keeps the last checkpoint.")],
    every: Annotated[
        float, typer.Option("--every", min=1, help="Look every so many seconds.")
    ] = EVERY,
    once: Annotated[
        bool, typer.Option("--once", help="Look once; exit 1 when there is an alarm.")
    ] = False,
    receipts: Annotated[
        Path | None, typer.Option("--receipts", help="Folder of submission receipts to hold it to.")
    ] = None,
    stale_after: Annotated[
        int,
        typer.Option("--stale-after", min=0, help="Seconds a head may be old; 0: however long."),
    ] = 86_400,
    read_all_every: Annotated[
        int, typer.Option("--read-all-every", min=1, help="Read all entries again, in looks.")
    ] = 100,
    as_json: JsonOption = False,
) -> None:
    """Follow a log: keep its checkpoint, read its entries, alarm on forks, rollbacks, staleness."""
    from cohortium_ledger.remote.monitor import Monitor
    from cohortium_ledger.remote.reader import open_tree

    trusted = read_policy(policy)
    if receipts is not None and not receipts.is_dir():
        raise BadInput(f"{receipts} is not a folder of submission receipts")
    if state.is_dir() or not state.parent.is_dir():
        raise BadInput(f"{state} cannot be the state: name a file in a folder that exists")
    if "://" not in url and not Path(url).is_dir():
        raise BadInput(f"{url} is no folder and no http(s) address")
    try:
        reader = open_tree(url)
    except FormatError as error:
        raise BadInput(str(error)) from error
    watching = Monitor(
        state, trusted, stale_after=stale_after or None, read_all_every=read_all_every,
        receipts=receipts,
    )  # fmt: skip
    while True:
        alarmed = _look(watching, reader, as_json)
        if once:
            raise typer.Exit(1 if alarmed else 0)
        time.sleep(every)


def _look(watching: Monitor, reader: TreeReader, as_json: bool) -> bool:
    """Look once and say what there is; whether there was an alarm."""
    with progress() as bar:
        task = bar.add_task("entries", total=None)
        sight = watching.look(
            reader, int(time.time()),
            lambda done, total: bar.update(task, completed=done, total=total),
        )  # fmt: skip
    if as_json:
        print_json(_document(sight))
    elif sight.checkpoint is not None:
        head = sight.checkpoint
        typer.echo(f"size {head.size}, root {head.root.hex()}, {sight.entries} entries read")
    if not as_json:
        for alarm in sight.alarms:
            typer.echo(f"ALARM {alarm}", err=True)
    return bool(sight.alarms)


def _document(sight: Sight) -> dict[str, Any]:
    head = sight.checkpoint
    return {
        "time": sight.time,
        "origin": head.origin if head else None,
        "size": head.size if head else None,
        "root": head.root.hex() if head else None,
        "entries": sight.entries,
        "receipts": sight.receipts,
        "alarms": [{"kind": alarm.kind, "message": alarm.message} for alarm in sight.alarms],
    }
