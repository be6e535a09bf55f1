"""What workers do: count a shard, and recode it. They are told places, and answer counts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa

from cohortium_anonymize.engine.folder import write
from cohortium_anonymize.engine.output import even, in_order, write_run
from cohortium_anonymize.engine.parts import Shard, batches, plain
from cohortium_anonymize.engine.plan import Plan
from cohortium_anonymize.search.shards import Limits, count_shard
from cohortium_anonymize.search.tally import Columns, Tally
from cohortium_anonymize.tables import reading

RUN = 1 << 20  # rows of a sorted run: what a worker holds at once


def count(shard: Shard, columns: Columns, share: int) -> Tally:
    """The tally of `shard`, by a worker that has a `share`-th of its machine."""
    whole = Limits.of_machine()
    limits = Limits(whole.memory // share, None if share == 1 else 1)
    return count_shard(
        Path(shard.path),
        columns,
        delimiter=shard.delimiter,
        row_groups=shard.groups,
        limits=limits,
    )


def recode(shard: Shard, plan: Plan, folder: str) -> list[tuple[str, int]]:
    """Write the released rows of `shard` into `folder`, as sorted runs; their names and rows.

    The same files, of the same bytes, whenever it is done again.
    """
    runs: list[tuple[str, int]] = []
    for at, table in enumerate(_pieces(shard)):
        released = in_order(even(plan.apply(table)))
        if released.num_rows:
            name = f"{shard.number:06d}-{at:06d}.arrow"
            write(Path(folder) / name, partial(write_run, [released]))
            runs.append((name, released.num_rows))
    return runs


def _pieces(shard: Shard) -> Iterator[pa.Table]:
    """The rows of a shard, `RUN` at a time."""
    waiting: list[pa.RecordBatch] = []
    held = 0
    path = Path(shard.path)
    with reading(path):
        for read in batches(path, shard.delimiter, shard.groups):
            batch = read
            while held + batch.num_rows >= RUN:
                yield _table([*waiting, batch.slice(0, RUN - held)])
                batch, waiting, held = batch.slice(RUN - held), [], 0
            waiting.append(batch)
            held += batch.num_rows
    if held:
        yield _table(waiting)


def _table(pieces: list[pa.RecordBatch]) -> pa.Table:
    return plain(pa.Table.from_batches(pieces))
