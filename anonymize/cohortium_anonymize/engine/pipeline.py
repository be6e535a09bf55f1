"""A release from shards: counted by workers, searched here, recoded by workers, merged here.

Workers get places of files and small plans, and give back counts; rows go through the storage that all of
them see. What needs the whole table at once is done in memory here, and `whole_because` says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from cohortium_anonymize.engine import tasks
from cohortium_anonymize.engine.crew import Job, Shift
from cohortium_anonymize.engine.folder import write
from cohortium_anonymize.engine.output import even, in_order, merged, write_parquet, write_run
from cohortium_anonymize.engine.parts import Parts, plain
from cohortium_anonymize.engine.plan import Plan
from cohortium_anonymize.errors import Unfit
from cohortium_anonymize.release import Release, Solution, check_columns, solve
from cohortium_anonymize.search.frequency import merge
from cohortium_anonymize.search.tally import Columns, Tally, united
from cohortium_anonymize.spec import Spec

RELEASED = "released.parquet"
FAN_IN = 256  # runs that are merged at once; more are merged in rounds


def whole_because(spec: Spec) -> str | None:
    """What of `spec` is not known from a shard; None when it can be done in shards."""
    if spec.safe_harbor is not None:
        return "[safe_harbor] looks at all rows of a person"
    if spec.subset is not None:
        return "[subset] looks for rows in the whole table"
    if spec.attack is not None:
        return "[attack] compares the whole table with what is released of it"
    if spec.by_row:
        return "a model goes by the order of the rows ([search] order)"
    transformed = [name for name, column in spec.columns.items() if column.transform]
    return f"the transform of column {transformed[0]} looks at all of it" if transformed else None


@dataclass(frozen=True, slots=True)
class Sharded:
    """The counted shards of a table. `tally` is that of all."""

    parts: Parts
    shift: Shift
    tally: Tally

    @classmethod
    def of(cls, parts: Parts, spec: Spec, shift: Shift) -> Sharded:
        """Have the shards counted."""
        check_columns(parts.schema.names, spec)
        columns = Columns(tuple(spec.quasi), spec.sensitive, spec.rows_per_subject)
        jobs = [
            Job(shard.name, tasks.count, (shard, columns, shift.share)) for shard in parts.shards()
        ]
        try:
            return cls(parts, shift, united(shift.perform(jobs)))
        except Unfit as unfit:
            raise parts.placed(unfit) from None

    @property
    def rows(self) -> int:
        """All of the table's."""
        return int(self.tally.everyone.sum())

    def solve(self, spec: Spec) -> Solution:
        """The search. InputError names the file and row of what does not fit; raises NoSolution."""
        try:
            return solve(merge([self.tally], spec.quasi), spec)
        except Unfit as unfit:
            raise self.parts.placed(unfit) from None

    def release(self, solution: Solution, spec: Spec, folder: Path) -> tuple[Release, Path]:
        """The release, whose rows are not in it but in the Parquet that is made in `folder`."""
        runs = self._recoded(solution, spec, folder)
        schema = released_schema(self.parts.schema, spec)
        path = folder / RELEASED
        ordered = merged(_few([folder / name for name, _ in runs], folder))
        write(path, lambda file: write_parquet(ordered, schema, file))
        release = Release(
            table=schema.empty_table(),
            kept=pa.array([], pa.int64()),
            suppressed_rows=self.rows - sum(rows for _, rows in runs),
            rows=self.rows,
            transforms={},
            **solution.figures(),
        )
        return release, path

    def _recoded(self, solution: Solution, spec: Spec, folder: Path) -> list[tuple[str, int]]:
        outcome = solution.outcome
        words = [column.words for column in self.tally.quasi]
        plan = Plan.of(outcome.recoding, outcome.partition.frequency, words, spec.dropped)
        place = str(folder.resolve())
        jobs = [
            Job(shard.name, tasks.recode, (shard, plan, place)) for shard in self.parts.shards()
        ]
        return [run for runs in self.shift.perform(jobs) for run in runs]


def write_whole(release: Release, folder: Path) -> Path:
    """The Parquet of a release that is in memory, as if it were made of shards."""
    table = in_order(even(plain(release.table)))
    path = folder / RELEASED
    write(path, lambda file: write_parquet([table], table.schema, file))
    return path


def released_schema(schema: pa.Schema, spec: Spec) -> pa.Schema:
    """The columns that go out: quasi-identifiers are words."""
    return pa.schema(
        [
            pa.field(field.name, pa.string() if field.name in spec.quasi else field.type)
            for field in schema
            if field.name not in spec.dropped
        ]
    )


def _few(runs: Sequence[Path], folder: Path) -> list[Path]:
    """The same rows in no more than `FAN_IN` sorted runs: files that are open at once."""
    left, made = list(runs), 0
    while len(left) > FAN_IN:
        path = folder / f"merged-{made:06d}.arrow"
        _write_merged(left[:FAN_IN], path)
        left, made = [*left[FAN_IN:], path], made + 1
    return left


def _write_merged(runs: Sequence[Path], path: Path) -> None:
    write(path, lambda file: write_run(merged(runs), file))
    for run in runs:
        run.unlink()
