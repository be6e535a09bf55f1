"""Files that go out: the released Parquet and the report beside it, whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet

from cohortium_anonymize.errors import InputError, NoSolution
from cohortium_anonymize.release import Release, anonymize
from cohortium_anonymize.spec import Spec
from cohortium_anonymize.tables import read_table


def run(spec: Spec, folder: Path) -> dict[str, Any]:
    """Anonymize the table that `spec` names into `folder`; returns the report.

    Writes ``<input stem>.parquet`` and ``report.json``; only the latter, with ``"solution": false``,
    when nothing satisfies the models.
    """
    if spec.input is None:
        raise InputError("the configuration names no input")
    output, report = folder / f"{spec.input.stem}.parquet", folder / "report.json"
    table = read_table(spec.input, spec.delimiter)
    if output.resolve() == spec.input.resolve():
        raise InputError(f"{output}: the output would replace the input; choose another folder")
    try:
        release = anonymize(table, spec)
    except NoSolution as none:
        figures = unsolved(none, table.num_rows) | {"report": str(report)}
    else:
        figures = solved(release) | {"output": str(output), "report": str(report)}
    folder.mkdir(parents=True, exist_ok=True)
    if figures["solution"]:
        write(output, lambda file: pa.parquet.write_table(release.table, file, compression="zstd"))
    text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
    write(report, lambda file: file.write(text.encode()))
    return figures


def solved(release: Release) -> dict[str, Any]:
    """The report of a release."""
    return {
        "solution": True,
        "optimal": release.optimal,
        "lower_bound": release.lower_bound,
        "transformation": dict(release.transformation),
        "information_loss": release.information_loss,
        "suppressed_rows": release.suppressed_rows,
        "suppressed": release.suppressed,
        "rows": release.rows,
        "risk": dict(release.risk),
        "utility": dict(release.utility),
        "search": dict(release.search),
    }


def unsolved(none: NoSolution, rows: int) -> dict[str, Any]:
    """The report of a search that found nothing; `proven` is false when time ran out."""
    figures: Mapping[str, Any] = none.figures
    return {
        "solution": False,
        "proven": none.proven,
        "reason": str(none),
        "rows": rows,
        "limit": figures["limit"],
        "fewest_suppressed": figures["fewest_suppressed"],
        "search": {"checked": figures["checked"], "nodes": figures["nodes"]},
    }


def write(path: Path, produce: Callable[[IO[bytes]], Any]) -> None:
    """Write a file beside its place, then move it there: `path` is whole or as it was."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
            produce(file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
