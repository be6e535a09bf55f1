"""Files that go out: the released Parquet and the reports beside it, whole or not at all.

A small table is anonymized in memory; a large one, or any by a crew of workers, in shards. The Parquet
is the same to the byte, and so is what the model learns; statistics are the same but for rounding.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from cohortium_anonymize.attacks.battery import Battery
from cohortium_anonymize.attacks.releases import attack_release
from cohortium_anonymize.engine.crew import Crew, Local, Shift
from cohortium_anonymize.engine.figures import model, statistics
from cohortium_anonymize.engine.folder import making, write
from cohortium_anonymize.engine.output import order
from cohortium_anonymize.engine.parts import PATTERN, Parts
from cohortium_anonymize.engine.pipeline import Sharded, whole_because, write_whole
from cohortium_anonymize.errors import InputError, InRow, NoSolution
from cohortium_anonymize.release import Release, anonymize, check_columns
from cohortium_anonymize.reporting.document import document, measured
from cohortium_anonymize.reporting.page import page
from cohortium_anonymize.search.estimate import (
    GIGABYTE,
    refuse_too_large,
    refuse_too_many,
    whole_table,
)
from cohortium_anonymize.search.shards import Limits
from cohortium_anonymize.search.tally import Columns
from cohortium_anonymize.spec import Spec

SMALL = 1 << 26  # values; a table of no more is held in memory
Tell = Callable[[str], None]


def untold(said: str) -> None:
    """Nobody listens."""


def run(spec: Spec, folder: Path, crew: Crew | None = None, tell: Tell = untold) -> dict[str, Any]:
    """Anonymize the table that `spec` names into `folder`; returns the report.

    Writes ``<input name>.parquet``, ``report.html`` and last ``report.json``; only that, with
    ``"solution": false``, when nothing satisfies the models. Without a `crew` small tables are done
    here and large ones by a process for each processor. `tell` hears what a crew cannot do.
    """
    if spec.input is None:
        raise InputError("the configuration names no input")
    parts = Parts.of(spec.input, spec.delimiter)
    output = folder / f"{_stem(spec.input)}.parquet"
    if output.resolve() in [path.resolve() for path in parts.paths]:
        raise InputError(f"{output}: the output would replace the input; choose another folder")
    target = spec.learning.target
    if spec.learning.wanted and target is not None and target not in parts.schema.names:
        raise InputError(f"the table has no column {target}, which [report] names")
    if spec.safe_harbor is None:  # it makes columns coarser, by how much is not known yet
        columns = Columns(tuple(spec.quasi))
        limits = Limits.of_machine()
        refuse_too_many(parts.paths, columns, limits, delimiter=spec.delimiter)
    place = Place(folder, output, _stem(spec.input))
    chosen = _crew(parts, spec, crew, tell)
    if chosen is None:
        return _whole(parts, spec, place)
    with Shift(chosen) as shift:
        return _sharded(parts, spec, place, shift)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a release goes: `folder`, the Parquet `output` in it, and what the page is headed."""

    folder: Path
    output: Path
    name: str

    def solved(self, told: Mapping[str, Any], made: Path, released: Path) -> dict[str, Any]:
        """Put a `released` Parquet, made in the folder `made`, in place with its reports."""
        report, picture = self._reports()
        paths = {"output": str(self.output), "report": str(report), "page": str(picture)}
        figures = {**told, **paths}
        html = page(figures, f"{self.name}: anonymization report").encode()
        write(made / picture.name, lambda file: file.write(html))
        self._drop_reports()
        released.replace(self.output)
        (made / picture.name).replace(picture)
        self._report(figures, made)
        return figures

    def unsolved(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """Put the report of a search that found nothing that may be released in place."""
        figures = {**told, "report": str(self._reports()[0])}
        with making(self.folder) as made:
            self._drop_reports()
            self._report(figures, made)
        return figures

    def _reports(self) -> tuple[Path, Path]:
        return self.folder / "report.json", self.folder / "report.html"

    def _drop_reports(self) -> None:
        """An earlier run's: no report ever stands beside a table that it does not tell of."""
        for path in self._reports():
            path.unlink(missing_ok=True)

    def _report(self, figures: Mapping[str, Any], made: Path) -> None:
        report, _ = self._reports()
        text = json.dumps(figures, indent=2, ensure_ascii=False) + "\n"
        write(made / report.name, lambda file: file.write(text.encode()))
        (made / report.name).replace(report)


def _stem(source: Path) -> str:
    """What the output is called: as the file or the folder, or as the folder of a pattern."""
    named = source.parent if PATTERN & set(source.name) and not source.exists() else source
    return named.resolve().stem or "table"


def _crew(parts: Parts, spec: Spec, crew: Crew | None, tell: Tell) -> Crew | None:
    """Who works on shards; None when the table is held in memory."""
    because = whole_because(spec)
    if because is not None:
        _refuse_too_large(parts, because, tell)
        if crew is not None:
            tell(f"{because}: the table is held in memory here, and the workers do nothing")
        return None
    if crew is not None or parts.cells() <= SMALL:
        return crew
    return Local(len(os.sched_getaffinity(0)))


def _refuse_too_large(parts: Parts, because: str, tell: Tell) -> None:
    """Before anything is read: what must be held in memory has to fit there."""
    if parts.cells() <= SMALL:
        return
    guess = whole_table(parts.paths, parts.schema.names, delimiter=parts.delimiter)
    refuse_too_large(guess, Limits.of_machine(), parts.paths[0], because)
    size = guess.memory / GIGABYTE
    tell(f"{because}: the table is held in memory, about {guess.rows} rows in {size:.1f} GB")


def _whole(parts: Parts, spec: Spec, place: Place) -> dict[str, Any]:
    table = parts.table()
    check_columns(table.column_names, spec)
    if table.num_rows:
        _refuse_void(q for q in spec.quasi if table.column(q).null_count == table.num_rows)
    try:
        release = anonymize(table, spec)
    except InRow as error:
        raise parts.located(error) from None
    except NoSolution as none:
        return place.unsolved(unsolved(none, table.num_rows))
    ordered = _in_order(release, spec, table)
    figures = document(*ordered)
    if spec.attack is not None:
        battery = attack_release(*ordered, spec.attack)
        figures["attacks"] = battery.describe()
        if battery.refused_by(spec.attack):
            return place.unsolved(refused(battery, table.num_rows))
    with making(place.folder) as made:
        return place.solved(figures, made, write_whole(release, made))


def _sharded(parts: Parts, spec: Spec, place: Place, shift: Shift) -> dict[str, Any]:
    sharded = Sharded.of(parts, spec, shift)
    coded = zip(spec.quasi, sharded.tally.quasi, strict=True)
    _refuse_void(name for name, column in coded if column.words.null_count == len(column.words))
    try:
        solution = sharded.solve(spec)
    except NoSolution as none:
        return place.unsolved(unsolved(none, sharded.rows))
    with making(place.folder) as made:
        release, path = sharded.release(solution, spec, made)
        told = {
            **measured(release, spec.privacy, spec.suppression_limit, spec.metric.name),
            "statistics": statistics(parts, spec, path) if spec.statistics else None,
            "model": model(parts, spec, sharded.tally, solution),
        }
        return place.solved(told, made, path)


def _refuse_void(void: Iterable[str]) -> None:
    """InputError for the first of the quasi-identifiers that are null in every row, if any is."""
    for name in void:
        raise InputError(
            f"column {name} is missing in every row, from the first to the last: a quasi-identifier"
            " needs values; give it another role"
        )


def _in_order(release: Release, spec: Spec, table: pa.Table) -> tuple[Release, Spec, pa.Table]:
    """The same, the rows of both tables in the order of the input's content: sums depend on it."""
    rows = order(table)
    rank = np.empty(len(rows), dtype=np.int64)
    rank[rows] = np.arange(len(rows))
    kept = rank[release.kept.to_numpy()]
    there = np.argsort(kept)
    ordered = replace(
        release, table=release.table.take(pa.array(there)), kept=pa.array(kept[there])
    )
    return ordered, spec, table.take(pa.array(rows))


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


def refused(battery: Battery, rows: int) -> dict[str, Any]:
    """The report of a release that its own attacks broke, or that is too small for them."""
    return {
        "solution": False,
        "proven": True,
        "reason": f"attacked by itself, the release fails: {battery.sentence()}",
        "rows": rows,
        "attacks": battery.describe(),
    }
