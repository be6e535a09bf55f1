"""Who does the work of a command that has shards: processes of this machine, or a Dask cluster."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cohortium.errors import BadInput

if TYPE_CHECKING:
    from cohortium_anonymize.engine.crew import Crew


class Engine(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    DASK = "dask"


EngineOption = Annotated[
    Engine, typer.Option(help="Processes of this machine, or the workers of a Dask cluster.")
]
SchedulerOption = Annotated[
    str | None, typer.Option(help="Address of the Dask scheduler: tls://HOST:PORT.")
]
CaOption = Annotated[
    Path | None,
    typer.Option(help="Certificate of the cluster's CA, PEM; or Dask's own settings."),
]
CertificateOption = Annotated[Path | None, typer.Option(help="This client's certificate, PEM.")]
KeyOption = Annotated[Path | None, typer.Option(help="Its private key, PEM.")]
InsecureOption = Annotated[
    bool, typer.Option("--insecure", help="Also a tcp:// scheduler on another machine.")
]


def crew_of(
    engine: Engine,
    workers: int | None,
    scheduler: str | None,
    ca: Path | None,
    certificate: Path | None,
    key: Path | None,
    *,
    insecure: bool,
) -> Crew | None:
    """The crew that the options name; None where they name no number of processes of this machine."""
    from cohortium_anonymize.engine.crew import Local

    if engine is Engine.DASK:
        return _cluster(workers, scheduler, ca, certificate, key, insecure=insecure)
    options = {
        "--scheduler": scheduler, "--tls-ca": ca, "--tls-cert": certificate, "--tls-key": key,
        "--insecure": insecure or None,
    }  # fmt: skip
    for name, value in options.items():
        if value is not None:
            raise BadInput(f"{name} goes with --engine dask")
    return None if workers is None else Local(workers)


def _cluster(
    workers: int | None,
    scheduler: str | None,
    ca: Path | None,
    certificate: Path | None,
    key: Path | None,
    *,
    insecure: bool,
) -> Crew:
    from cohortium_anonymize.engine.cluster import Cluster

    if workers is not None:
        raise BadInput("--workers goes with --engine local: a cluster has the workers it has")
    if scheduler is None:
        raise BadInput("--engine dask needs --scheduler, an address such as tls://HOST:8786")
    return Cluster(scheduler, ca, certificate, key, insecure)
