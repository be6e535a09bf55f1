"""``cohortium backup`` and ``restore``: a copy of a home in use, and a home made from one."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from cohortium.cli.console import DEFAULT_HOME, HomeOption, JsonOption, out, print_json
from cohortium.errors import BadInput

LARGEST_NOTE = 1_000_000  # bytes of a signed note


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command()(backup)
    app.command()(restore)


def backup(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder for the copy.")],
    home: HomeOption = DEFAULT_HOME,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Copy the home's keys too, as they are kept.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Copy a home to DIR while it is in use: ledger, vault and releases, without keys unless asked."""
    from cohortium.adapters.backup import Copy
    from cohortium.adapters.lock import exclusive
    from cohortium.flows.backup import backup as run
    from cohortium.home import Home
    from cohortium.times import system_clock

    place = Home(home)
    place.require()
    unchanged = exclusive(place.root / ".keys.lock") if with_keys else nullcontext()
    with unchanged:  # keys that open what is copied
        done = run(place, Copy(directory), clock=system_clock, keys=with_keys)
    if as_json:
        print_json(
            {
                "entries": done.entries,
                "files": done.files,
                "bytes": done.size,
                "keys": done.keys,
                "missing": list(done.missing),
            }
        )
        return
    kept = "with keys" if done.keys else "without keys"
    out.print(f"{done.entries} entries, {done.files} files, {done.size} bytes, {kept}: {directory}")
    for release in done.missing:
        out.print(f"release {release} is on the ledger, and its folder is not here: not copied")


def restore(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="What backup made.")],
    home: HomeOption = DEFAULT_HOME,
    seen: Annotated[
        Path | None,
        typer.Option(help="A signed checkpoint that somebody holds: an older backup is refused."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a new home from a backup: compared with its digests, its ledger audited, then opened."""
    from cohortium.adapters.backup import Copy
    from cohortium.flows.backup import restore as run
    from cohortium.home import Home
    from cohortium.wiring import open_home

    done = run(Copy(directory), Home(home), opening=open_home, seen=_note(seen))
    if as_json:
        print_json(
            {"home": str(home), "origin": done.origin, "entries": done.entries, "keys": done.keys}
        )
        return
    out.print(f"restored {home}: {done.origin}, {done.entries} entries")
    if not done.keys:
        out.print(f"It has no keys: it can be audited. Put them into {home}/keys to write to it.")


def _note(path: Path | None) -> bytes | None:
    if path is None:
        return None
    if not path.is_file():
        raise BadInput(f"no checkpoint at {path}")
    with path.open("rb") as file:
        return file.read(LARGEST_NOTE)
