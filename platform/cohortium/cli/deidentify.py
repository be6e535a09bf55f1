"""`cohortium deidentify`: the text de-identifier alone, JSON lines in, JSON lines out.

Format: docs/formats/deidentify.md. Without a home there is no secret to keep, so tags come from
a random key of this run and dates go; linking texts of one patient is what a release is for.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from cohortium.cli.console import JsonOption, print_json, progress
from cohortium.errors import BadInput

_FIELDS = {"id", "text", "known"}


def register(app: typer.Typer) -> None:
    """Add `deidentify` to the app."""
    app.command("deidentify")(deidentify)


def deidentify(
    source: Annotated[
        Path, typer.Option("--input", help="JSON lines: id, text, and known where there is any.")
    ],
    output: Annotated[Path, typer.Option("--output", help="Where the JSON lines go.")],
    profile: Annotated[str, typer.Option(help="strict, or fast.")] = "strict",
    as_json: JsonOption = False,
) -> None:
    """Take out of clinical texts what identifies someone, and say where it was."""
    if profile not in ("strict", "fast"):
        raise BadInput("--profile is strict or fast")
    if source.resolve() == output.resolve():
        raise BadInput("--output would overwrite --input: name another file")
    total = sum(1 for _ in _lines(source))  # every line is checked before anything is written
    counts = {"texts": 0, "quarantined": 0, "spans": 0}
    with _replacing(output) as out, progress() as bar:
        task = bar.add_task("de-identifying", total=total)
        for record in _deidentified(source, profile):
            out.write(json.dumps(record, ensure_ascii=True) + "\n")
            counts["texts"] += 1
            counts["quarantined"] += record["quarantined"]
            counts["spans"] += len(record["spans"])
            bar.advance(task)
    if as_json:
        print_json({**counts, "output": str(output)})
    else:
        typer.echo(
            f"{counts['texts']} texts, {counts['spans']} identifiers replaced, "
            f"{counts['quarantined']} quarantined: {output}"
        )


def _deidentified(source: Path, profile: str) -> Iterator[dict[str, Any]]:
    from cohortium_anonymize.text import Deidentifier, Item

    run_key = secrets.token_bytes(32)
    identifiers: list[Any] = []

    def items() -> Iterator[Item]:
        for record in _lines(source):
            identifiers.append(record["id"])
            yield Item(record["text"], record.get("known"), run_key)

    results = Deidentifier(profile).deidentify_many(items())  # type: ignore[arg-type] # checked
    for number, result in enumerate(results):
        identifier, identifiers[number] = identifiers[number], None
        line = {
            "id": identifier,
            "text": result.text,
            "spans": [
                {"start": s.start, "end": s.end, "type": s.type, "source": s.source}
                for s in result.spans
            ],
            "quarantined": result.quarantined,
        }
        yield {**line, "reason": result.reason} if result.quarantined else line


def _lines(source: Path) -> Iterator[dict[str, Any]]:
    """Each line's object, checked. BadInput names the first line that is wrong, not its content."""
    try:
        with source.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _record(line, number)
    except OSError as error:
        raise BadInput(f"--input {source}: {error.strerror or 'cannot be read'}") from error


def _record(line: bytes, number: int) -> dict[str, Any]:
    from cohortium_anonymize.errors import InputError
    from cohortium_anonymize.text.known import Known

    try:
        # a byte that is no UTF-8 becomes a lone surrogate: its text is quarantined, not the run
        record = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8", "surrogateescape"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"line {number}: not JSON") from error
    if not isinstance(record, dict) or not {"id", "text"} <= set(record) <= _FIELDS:
        raise BadInput(f"line {number}: needs an object with id, text and, where any, known")
    if not isinstance(record["text"], str) or not isinstance(record["id"], (str, int)):
        raise BadInput(f"line {number}: text must be a text, id a text or a number")
    try:
        Known.of(record.get("known"))
    except InputError as error:
        raise BadInput(f"line {number}: {error}") from error
    return record


class _replacing:  # noqa: N801 - a context manager, read as a verb
    """Write beside `target`, then replace it at once; nothing half-written stays on an error."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> TextIO:
        try:
            handle, name = tempfile.mkstemp(dir=self._target.parent, prefix=".deidentify-")
        except OSError as error:
            raise BadInput(f"--output {self._target}: {error.strerror}") from error
        self._temporary = Path(name)
        self._file = os.fdopen(handle, "w", encoding="utf-8", newline="\n")
        return self._file

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                self._temporary.replace(self._target)
        finally:
            self._file.close()
            self._temporary.unlink(missing_ok=True)
