"""``cohortium witness``: a hospital's own witness, which cosigns a log as long as it only grows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cohortium.cli.console import JsonOption, print_json
from cohortium.errors import BadInput
from cohortium_ledger import LedgerExists, LedgerMissing, Witness
from cohortium_ledger.errors import FormatError, KeyUnavailable
from cohortium_ledger.formats.keys import COSIGNATURE, ML_DSA

DirectoryOption = Annotated[
    Path, typer.Option("--dir", help="The witness's folder: its key and what it cosigned.")
]


class Algorithm(StrEnum):
    """What a witness may sign with."""

    ED25519 = "ed25519"
    ML_DSA_44 = "ml-dsa-44"


_NUMBERS = {Algorithm.ED25519: COSIGNATURE, Algorithm.ML_DSA_44: ML_DSA}


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    area = typer.Typer(no_args_is_help=True, help="A hospital's witness of logs.")
    area.command("init")(init)
    area.command("serve")(serve)
    app.add_typer(area, name="witness")


def init(
    directory: DirectoryOption,
    name: Annotated[
        str,
        typer.Option("--name", help="Its name, a schema-less URL: witness.hospital.example/w1."),
    ],
    algorithm: Annotated[
        list[Algorithm] | None,
        typer.Option(
            "--algorithm", help="A key for each, in this order; ed25519 alone by default."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Make a witness with its own key, and print its verifier key, one a line."""
    from cohortium.adapters.passphrase import wrapping_from

    numbers = tuple(_NUMBERS[chosen] for chosen in algorithm or (Algorithm.ED25519,))
    with (
        _told(),
        Witness.create(directory, name, algorithms=numbers, wrapping=wrapping_from()) as witness,
    ):
        vkeys = list(witness.vkeys)
    if as_json:
        print_json({"dir": str(directory), "name": name, "vkey": vkeys[0], "vkeys": vkeys})
        return
    for vkey in vkeys:
        typer.echo(vkey)


def serve(
    directory: DirectoryOption,
    log: Annotated[
        list[str],
        typer.Option("--log", metavar="VKEY", help="Verifier key of a log; again for more."),
    ],
    host: Annotated[str, typer.Option("--host", help="Address to serve on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")
    ] = 8081,
) -> None:
    """Cosign checkpoints of these logs over HTTP (C2SP tlog-witness) until a signal."""
    from cohortium.adapters.passphrase import wrapping_from
    from cohortium.listener import listen
    from cohortium.witness import create_app

    with _told(), Witness.open(directory, log, wrapping=wrapping_from()) as witness:
        listen(
            create_app(witness), host, port, ready=lambda address: typer.echo(f"serving {address}")
        )


@contextmanager
def _told() -> Iterator[None]:
    """The ledger's word on what was given to it, as a wrong use of this command."""
    try:
        yield
    except (FormatError, KeyUnavailable, LedgerExists, LedgerMissing) as error:
        raise BadInput(str(error)) from error
