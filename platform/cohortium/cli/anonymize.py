"""``cohortium anonymize``: the structured anonymizer alone, on any CSV or Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cohortium.cli.console import JsonOption, out, print_json
from cohortium.cli.crews import (
    CaOption,
    CertificateOption,
    Engine,
    EngineOption,
    InsecureOption,
    KeyOption,
    SchedulerOption,
    crew_of,
)
from cohortium.errors import BadInput, Refused, Unavailable


def register(app: typer.Typer) -> None:
    """Add this area's commands to the app."""
    app.command("anonymize")(anonymize)


def anonymize(
    config: Annotated[
        Path, typer.Argument(help="What to do: a TOML file (docs/formats/anonymize.md).")
    ],
    output: Annotated[Path, typer.Option("--output", help="The folder to write to.")],
    engine: EngineOption = Engine.LOCAL,
    workers: Annotated[
        int | None,
        typer.Option(min=1, max=1024, help="Processes; by default large tables alone get some."),
    ] = None,
    scheduler: SchedulerOption = None,
    tls_ca: CaOption = None,
    tls_cert: CertificateOption = None,
    tls_key: KeyOption = None,
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
) -> None:
    """Generalize and suppress a table until it satisfies its privacy models, at the least cost."""
    from cohortium_anonymize.errors import AnonymizeError, EngineError
    from cohortium_anonymize.report import run
    from cohortium_anonymize.specfile import read_spec

    try:
        crew = crew_of(engine, workers, scheduler, tls_ca, tls_cert, tls_key, insecure=insecure)
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
