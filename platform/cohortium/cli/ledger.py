"""``cohortium ledger``: read, prove, audit and export the log of a home. Nothing here writes to it.

No command needs the log's signing key: `checkpoint` prints the newest one that was signed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cohortium.cli.console import DEFAULT_HOME, HomeOption, JsonOption, print_json
from cohortium.errors import BadInput, NotFound
from cohortium_ledger import EntryMissing, LedgerExists, LedgerMissing, Log, Report

LEDGER = "ledger"  # where a home keeps its log


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    area = typer.Typer(no_args_is_help=True, help="The tamper-evident log of a home.")
    area.command("checkpoint")(checkpoint)
    area.command("policy")(policy)
    area.command("prove")(prove)
    area.command("audit")(audit)
    area.command("export")(export)
    app.add_typer(area, name="ledger")


def checkpoint(home: HomeOption = DEFAULT_HOME) -> None:
    """Print the newest signed checkpoint."""
    with _open(home) as log:
        typer.echo(log.checkpoint(), nl=False)


def policy(home: HomeOption = DEFAULT_HOME) -> None:
    """Print a policy file that trusts this log, to publish and to verify with."""
    with _open(home) as log:
        typer.echo(f"log {log.vkey}\nquorum none")


def prove(
    index: Annotated[int, typer.Argument(metavar="N", help="Index of the entry.")],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Print a tlog-proof of entry N under the newest checkpoint."""
    with _open(home) as log:
        try:
            proof = log.prove(index)
        except EntryMissing as error:
            raise NotFound(str(error)) from error
        typer.echo(proof, nl=False)


def audit(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Derive everything again from the entries; exit 1 with the reason when something is wrong."""
    with _open(home) as log:
        report = log.audit()
    if as_json:
        print_json(_summary(report))
        return
    signed = report.checkpoint.size if report.checkpoint else 0
    typer.echo(f"{report.size} entries hold together; {signed} are under the newest checkpoint")
    for entry_type, count in report.types.items():
        typer.echo(f"  {count:>9}  {entry_type}")


def export(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="New folder, or an older export.")
    ],
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Write the static tree (log.vkey, checkpoint, tile/...) that any C2SP client reads."""
    if directory.exists() and not directory.is_dir():
        raise BadInput(f"{directory} is not a folder")
    with _open(home) as log:
        try:
            log.export(directory)
        except LedgerExists as error:
            raise BadInput(str(error)) from error


def _open(home: Path) -> Log:
    try:
        return Log.open(home / LEDGER)
    except LedgerMissing as error:
        raise NotFound(
            f"no ledger in {home}: make a home with 'cohortium init --home {home}'"
        ) from error


def _summary(report: Report) -> dict[str, object]:
    signed = report.checkpoint
    return {
        "size": report.size,
        "root": report.root.hex(),
        "checkpoint": {"size": signed.size, "root": signed.root.hex()} if signed else None,
        "checkpoints": report.checkpoints,
        "types": dict(report.types),
    }
