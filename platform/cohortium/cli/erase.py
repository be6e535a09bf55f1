"""``erase``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cohortium.cli.console import (
    DEFAULT_HOME,
    HomeOption,
    JsonOption,
    integrate,
    operator,
    out,
    print_json,
)
from cohortium.errors import BadInput

HospitalOption = Annotated[str, typer.Option("--hospital", help="The patient's hospital.")]
PatientOption = Annotated[
    str, typer.Option("--patient", help="The hospital's own id, or any identifier of the patient.")
]
ReasonOption = Annotated[
    str | None, typer.Option("--reason", help="Why; kept sealed, never on the ledger.")
]
YesOption = Annotated[bool, typer.Option("--yes", help="Do not ask: it cannot be undone.")]


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command("erase")(erase)


def erase(
    hospital: HospitalOption,
    patient: PatientOption,
    reason: ReasonOption = None,
    yes: YesOption = False,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Erase a patient for good: withdraw, destroy what opens their records, say so on the ledger."""
    from cohortium.flows.erase import erase as flow
    from cohortium.wiring import open_home

    _ask(yes)
    with open_home(home) as installation:
        done = flow(installation, hospital, patient, by=operator(), reason=reason)
        reached = integrate(installation).state
    if as_json:
        print_json(
            {
                "hospital": done.hospital, "index": done.index, "entries": list(done.entries),
                "withdrawn": done.withdrawn, "before": done.before,
                "state": reached,
            }
        )  # fmt: skip
        return
    if done.before:
        out.print(f"erased before, at entry {done.index}: nothing was done")
        return
    out.print(f"withdrawn   {done.withdrawn} consents")
    out.print(f"erased      {len(done.entries)} openings of entries, and all records")
    out.print(f"ledger      entry {done.index}")
    out.print("Backups made before still hold the keys: destroy them, or erase there too.")


def _ask(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise BadInput("an erasure cannot be undone: say --yes")
    typer.confirm("This cannot be undone. Erase this patient?", abort=True, err=True)
