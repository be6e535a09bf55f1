"""What all commands share: the home option, one JSON object on stdout, progress on a terminal."""

from __future__ import annotations

import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:  # the base install has neither
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


def print_json(value: Any) -> None:
    """Print one JSON object on stdout, nothing else."""
    typer.echo(json.dumps(value, ensure_ascii=False))


def integrate(installation: Installation) -> Publication:
    """Sign and publish what a command recorded; a line on stderr when that was not all reached."""
    publication = installation.integrate()
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
