"""What all commands share: the home option, one JSON object on stdout, progress on a terminal."""

from __future__ import annotations

import getpass
import json
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cohortium_ledger.errors import LedgerError

if TYPE_CHECKING:  # the base install has no installation to publish
    from cohortium.ports import Installation
    from cohortium_ledger.witness.publication import Publication

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home", envvar="COHORTIUM_HOME", help="Where the installation keeps everything."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
DEFAULT_HOME = Path("cohortium-home")

out = Console(highlight=False, soft_wrap=True)  # keys and paths are copied: never broken
err = Console(stderr=True, highlight=False)
# What the command recorded stands, and the ledger may not be signed: it ends with exit 1, but says all.
left_unsigned: ContextVar[bool] = ContextVar("left_unsigned", default=False)
_NOTHING = "; nothing was recorded"  # what the ledger says of its own step, and is no news here


def print_json(value: Any) -> None:
    """Print one JSON object on stdout, nothing else."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def integrate(installation: Installation) -> Publication:
    """Sign and publish what a command recorded; a line on stderr when that was not all reached.

    Where the ledger may not be signed, that line says what was recorded nevertheless: it stands.
    """
    from cohortium_ledger.witness.publication import Publication

    try:
        publication = installation.integrate()
    except LedgerError as error:
        if (newest := installation.journal.recorded) is None:
            raise
        reason = str(error).removesuffix(_NOTHING)
        typer.echo(
            f"cohortium: recorded, up to entry {newest}; in no signed checkpoint: {reason}",
            err=True,
        )
        left_unsigned.set(True)
        return Publication(newest + 1, 0, 0, "sequenced")
    if publication.warning is not None:
        typer.echo(f"cohortium: {publication.warning}", err=True)
    return publication


def progress() -> Progress:
    """A progress bar on stderr, shown on a terminal only."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


def operator() -> str:
    """Who runs this command, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "desk"
