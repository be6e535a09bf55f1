"""``intake`` and ``record``."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from cohortium.cli.console import (
    DEFAULT_HOME,
    HomeOption,
    JsonOption,
    integrate,
    out,
    print_json,
    progress,
)


class Validation(StrEnum):
    """How many records are compared with the whole FHIR schema; what we rely on is always checked."""

    sample = "sample"
    full = "full"
    none = "none"


HospitalOption = Annotated[str, typer.Option("--hospital", help="The hospital: a-z, 0-9 and -.")]


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command()(intake)
    record = typer.Typer(no_args_is_help=True, help="Records as a hospital sent them.")
    record.callback()(_record)
    record.command("check")(check)
    app.add_typer(record, name="record")


def _record() -> None:
    """Records as a hospital sent them."""


def intake(
    path: Annotated[Path, typer.Argument(help="FHIR, OMOP or CSV: a folder, a zip or a file.")],
    hospital: HospitalOption,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="The hospital's key file, when it is kept outside the home."),
    ] = None,
    validate: Annotated[
        Validation, typer.Option("--validate", help="Compare with the whole FHIR schema.")
    ] = Validation.sample,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Take in a hospital's records: checked, fingerprinted, encrypted, signed, on the ledger."""
    from cohortium.flows import intake as flow
    from cohortium.wiring import open_home

    with open_home(home) as opened, progress() as bar:
        task = bar.add_task(f"records of {hospital}", total=None)
        result = flow.intake(
            path,
            hospital=hospital,
            vault=opened.vault,
            journal=opened.journal,
            clock=opened.clock,
            keys=opened.home.keys / "hospitals",
            reports=opened.home.reports,
            key_path=key,
            validate=validate.value,
            progress=lambda read: bar.update(task, completed=read),
        )
        reached = integrate(opened).state
    counts = {name: getattr(result, name) for name in flow.OUTCOMES}
    if as_json:
        found = {
            "not_sent": result.not_sent, "report": str(result.report), "index": result.index,
            "state": reached,
        }  # fmt: skip
        print_json({**counts, **found})
        return
    for name, count in counts.items():
        out.print(f"{name:<11} {count}")
    if result.not_sent:
        out.print(
            f"not sent    {result.not_sent} patients are known by reference alone: send their records"
        )
    out.print(f"report      {result.report}")
    out.print("nothing new" if result.index is None else f"ledger      entry {result.index}")


def check(
    file: Annotated[Path, typer.Argument(help="A FHIR resource, NDJSON or a bundle.")],
    hospital: HospitalOption,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> int:
    """Say whether records are genuine, altered, unknown or erased; exit 0 when all are genuine, else 1."""
    from cohortium.flows.record_check import check_path
    from cohortium.wiring import open_home

    with open_home(home) as opened:
        found = check_path(file, hospital, vault=opened.vault, log=opened.log)
    worst = next(
        (v for v in ("altered", "unknown", "erased") if any(c.verdict == v for c in found)),
        "genuine",
    )
    if as_json:
        records = [
            {
                "kind": c.kind, "id": c.id, "verdict": c.verdict, "index": c.index,
                "version": c.version, "superseded": c.superseded,
            }
            for c in found
        ]  # fmt: skip
        print_json({"verdict": worst, "records": records})
        return int(worst != "genuine")
    table = Table("record", "verdict", "entry", "version")
    for c in found:
        version = (
            "" if c.version is None else f"{c.version}{' (superseded)' if c.superseded else ''}"
        )
        table.add_row(
            f"{c.kind}/{c.id}", c.verdict, "" if c.index is None else str(c.index), version
        )
    out.print(table)
    return int(worst != "genuine")
