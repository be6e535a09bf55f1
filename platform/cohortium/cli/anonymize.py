"""``cohortium anonymize``: the structured anonymizer alone, on any CSV or Parquet."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cohortium.cli.console import JsonOption, out, print_json
from cohortium.errors import BadInput, Refused, Unavailable

if TYPE_CHECKING:
    from cohortium_anonymize.engine.crew import Crew


class Engine(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    DASK = "dask"


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command("anonymize")(anonymize)


def anonymize(
    config: Annotated[
        Path, typer.Argument(help="What to do: a TOML file (docs/formats/anonymize.md).")
    ],
    output: Annotated[Path, typer.Option("--output", help="The folder to write to.")],
    engine: Annotated[
        Engine, typer.Option(help="Processes of this machine, or the workers of a Dask cluster.")
    ] = Engine.LOCAL,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=1024, help="Processes; by default large tables alone get some."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Address of the Dask scheduler: tls://HOST:PORT.")
    ] = None,
    tls_ca: Annotated[
        Path | None,
        typer.Option(help="Certificate of the cluster's CA, PEM; or Dask's own settings."),
    ] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="This client's certificate, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    insecure: Annotated[
        bool, typer.Option("--insecure", help="Also a tcp:// scheduler on another machine.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Generalize and suppress a table until it satisfies its privacy models, at the least cost."""
    from cohortium_anonymize.errors import AnonymizeError, EngineError
    from cohortium_anonymize.report import run
    from cohortium_anonymize.specfile import read_spec

    options = {
        "--scheduler": scheduler, "--tls-ca": tls_ca, "--tls-cert": tls_cert, "--tls-key": tls_key,
        "--insecure": insecure or None,
    }  # fmt: skip
    given = [name for name, value in options.items() if value is not None]
    try:
        crew: Crew | None
        if engine is Engine.LOCAL:
            crew = _local(workers, given)
        else:
            crew = _cluster(workers, scheduler, tls_ca, tls_cert, tls_key, insecure=insecure)
        report = run(read_spec(config), output, crew, _tell)
    except EngineError as error:
        raise Unavailable(str(error)) from None
    except AnonymizeError as error:
        raise BadInput(str(error)) from None
    if as_json:
        print_json(report)
    if not report["solution"]:
        raise Refused(f"{report['reason']}; see {report['report']}")
    if not as_json:
        _show(report)


def _local(workers: int | None, given: list[str]) -> Crew | None:
    from cohortium_anonymize.engine.crew import Local

    if given:
        raise BadInput(f"{given[0]} goes with --engine dask")
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


def _tell(said: str) -> None:
    typer.echo(f"cohortium: {said}", err=True)


def _show(report: dict[str, Any]) -> None:
    levels = ", ".join(f"{name} {level}" for name, level in report["transformation"].items())
    proof = "the optimum, proven" if report["optimal"] else f"not below {report['lower_bound']:.6g}"
    out.print(f"levels       {levels}")
    out.print(f"loss         {report['information_loss']:.6g} ({proof})")
    out.print(f"suppressed   {report['suppressed_rows']} of {report['rows']} rows")
    out.print(f"classes      {report['risk']['classes']}, the smallest of {report['risk']['k']}")
    out.print(f"written      {report['output']}")
