"""``init`` and ``status``."""

from __future__ import annotations

import hashlib
from typing import Annotated

import typer

from cohortium.cli.console import DEFAULT_HOME, HomeOption, JsonOption, out, print_json


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command()(init)
    app.command()(status)


def init(
    home: HomeOption = DEFAULT_HOME,
    origin: Annotated[
        str | None,
        typer.Option(help="The ledger's name, a schema-less URL such as log.example.org/research."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Create a home with its keys and an empty ledger."""
    from cohortium.wiring import create_home, open_home

    create_home(home, origin=origin)
    with open_home(home) as installation:
        described = {
            "home": str(home),
            "origin": installation.log.origin,
            "vkey": installation.log.vkey,
        }
    if as_json:
        print_json(described)
        return
    out.print(f"created {home}")
    out.print(f"ledger  {described['origin']}")
    out.print(f"key     {described['vkey']}")
    out.print("Publish the key elsewhere: verifiers pin it (cohortium ledger policy).")


def status(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Health, counts, the last checkpoint, and the ledger key's fingerprint."""
    from cohortium.wiring import open_home
    from cohortium_ledger.witness.publication import standing

    with open_home(home) as installation:
        reached = standing(installation.log)
        vkey, origin = installation.log.vkey, installation.log.origin
        counts = installation.state.counts()
    fingerprint = hashlib.sha256(vkey.encode()).hexdigest()
    if as_json:
        ledger = {
            "size": reached.size, "integrated": reached.signed, "published": reached.published,
            "quorum": reached.quorum, "state": reached.state,
        }  # fmt: skip
        print_json(
            {
                "home": str(home), "origin": origin, "vkey": vkey, "fingerprint": fingerprint,
                "ledger": ledger, "counts": counts,
            }
        )  # fmt: skip
        return
    out.print(f"home         {home}")
    out.print(
        f"ledger       {origin}: {reached.size} entries, {reached.signed} in the last checkpoint"
    )
    cosigned = f"{reached.published} entries" if reached.quorum else "no: the policy asks for none"
    out.print(f"cosigned     {cosigned}")
    out.print(f"fingerprint  sha256:{fingerprint}")
    for name, count in counts.items():
        out.print(f"{name:<12} {count}")
