"""`cohortium deidentify`: the text de-identifier alone, files of texts in, files of texts out.

Format: docs/formats/deidentify.md. Without a home there is no secret to keep, so tags come from
a random key of this run and dates go; linking texts of one patient is what a release is for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from cohortium.cli.console import JsonOption, out, print_json, progress
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

if TYPE_CHECKING:
    from cohortium_anonymize.engine.crew import Crew
    from cohortium_anonymize.text.streams.source import Source
    from cohortium_anonymize.text.streams.worker import Work

_MEASURES = {
    "token_recall": "identifying tokens found",
    "entity_recall": "entities found whole",
    "token_precision": "redacted tokens that identify",
    "span_precision": "spans that touch an entity",
    "leak_rate": "texts with a leak",
    "others_redacted": "other tokens lost",
    "clean_flagged": "texts without entities flagged",
}


def register(app: typer.Typer) -> None:
    """Add `deidentify` to the app."""
    app.command("deidentify")(deidentify)


def deidentify(
    source: Annotated[
        Path | None,
        typer.Option(
            "--input", help="JSON lines, Parquet or Arrow: id, text, and known where there is any."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Where the texts go; its name says the format.")
    ] = None,
    profile: Annotated[
        str, typer.Option(help="strict; fast; or codes, without a language model.")
    ] = "strict",
    surrogates: Annotated[
        str, typer.Option(help="tags; or plausible: made-up values of the same form.")
    ] = "tags",
    explain: Annotated[
        bool, typer.Option("--explain", help="Say of each span who took it and why.")
    ] = False,
    evaluate: Annotated[
        Path | None,
        typer.Option(help="Measure on annotated texts instead: JSON lines of id, text, spans."),
    ] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=86_400, help="Seconds that a text may take.")
    ] = 60.0,
    engine: EngineOption = Engine.LOCAL,
    workers: Annotated[
        int | None, typer.Option(min=1, max=1024, help="Processes of this machine; 1 by default.")
    ] = None,
    scheduler: SchedulerOption = None,
    tls_ca: CaOption = None,
    tls_cert: CertificateOption = None,
    tls_key: KeyOption = None,
    insecure: InsecureOption = False,
    as_json: JsonOption = False,
) -> None:
    """Take out of clinical texts what identifies someone, and say where it was."""
    from cohortium_anonymize.engine.crew import Local
    from cohortium_anonymize.errors import AnonymizeError, EngineError
    from cohortium_anonymize.text.options import Profile, Style
    from cohortium_anonymize.text.streams.worker import Work

    if profile not in get_args(Profile):
        raise BadInput("--profile is strict, fast or codes")
    if surrogates not in get_args(Style):
        raise BadInput("--surrogates is tags or plausible")
    work = Work(profile, explain, timeout, surrogates)
    try:
        crew = crew_of(engine, workers, scheduler, tls_ca, tls_cert, tls_key, insecure=insecure)
        crew = crew or Local(1)
        if evaluate is not None:
            if source or output or explain:
                raise BadInput("--evaluate goes without --input, --output and --explain")
            _evaluate(evaluate, work, crew, as_json=as_json)
        elif source is None or output is None:
            raise BadInput("needs --input and --output, or --evaluate")
        else:
            _deidentify(source, output, work, crew, as_json=as_json)
    except EngineError as error:
        raise Unavailable(f"{error}; the same command goes on from there") from None
    except AnonymizeError as error:
        raise BadInput(str(error)) from None


def _deidentify(source: Path, output: Path, work: Work, crew: Crew, *, as_json: bool) -> None:
    from cohortium_anonymize.text.streams import run

    if source.resolve() == output.resolve():
        raise BadInput("--output would overwrite --input: name another file")
    read = _read(source)
    with progress() as bar:
        task = bar.add_task("de-identifying", total=read.texts)
        try:
            done = run.deidentify(read, output, work, crew, lambda n: bar.advance(task, n))
        except KeyboardInterrupt:
            raise Refused("interrupted: the same command goes on from there") from None
    if as_json:
        print_json(done)
        return
    reasons = ", ".join(f"{count} {reason}" for reason, count in done["reasons"].items())
    typer.echo(
        f"{done['texts']} texts, {done['spans']} identifiers replaced, {done['released']} released, "
        f"{done['quarantined']} quarantined{f' ({reasons})' if reasons else ''}: {output}"
    )


def _evaluate(gold: Path, work: Work, crew: Crew, *, as_json: bool) -> None:
    from cohortium_anonymize.text.streams import run

    read = _read(gold, annotated=True)
    with progress() as bar:
        task = bar.add_task("measuring", total=read.texts)
        report = run.measure(read, work, crew, lambda n: bar.advance(task, n))
    report = {**report, "profile": work.profile}
    if as_json:
        print_json(report)
    else:
        _show(report)


def _read(path: Path, *, annotated: bool = False) -> Source:
    """The file, every record of it checked before anything is written."""
    from cohortium_anonymize.text.streams.source import Source

    with progress() as bar:
        bar.add_task("reading", total=None)
        return Source.of(path, gold=annotated)


def _show(report: dict[str, Any]) -> None:
    out.print(
        f"{report['texts']} texts, profile {report['profile']}, {report['unread']} quarantined unread"
    )
    _print_rows(
        ["", "share", "of"],
        [[words, *_cells(report[name])] for name, words in _MEASURES.items()],
    )
    _print_rows(
        ["type annotated", "entities found whole", "of", "their tokens found", "of"],
        [
            [kind, *_cells(m["entity_recall"]), *_cells(m["token_recall"])]
            for kind, m in report["by_type"].items()
        ],
    )
    _print_rows(
        ["type found", "spans that touch an entity", "of", "their tokens that identify", "of"],
        [
            [kind, *_cells(m["span_precision"]), *_cells(m["token_precision"])]
            for kind, m in report["by_found_type"].items()
        ],
    )
    out.print(
        "\nIn brackets Wilson intervals at 95 %, cases taken as independent: tokens and entities of"
        " one text are not quite, so theirs are somewhat too narrow."
    )


def _print_rows(head: list[str], rows: list[list[str]]) -> None:
    """Columns as wide as they must be: the first to the left, the others to the right."""
    widths = [max(len(row[at]) for row in (head, *rows)) for at in range(len(head))]
    out.print()
    for first, *rest in (head, *rows):
        cells = [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        out.print("  ".join([first.ljust(widths[0]), *cells]).rstrip(), markup=False)


def _cells(measure: dict[str, Any]) -> list[str]:
    if measure["value"] is None:
        return ["-", "0"]
    share = f"{measure['value']:.3f} ({measure['low']:.3f}-{measure['high']:.3f})"
    return [share, str(measure["cases"])]
