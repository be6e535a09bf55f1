"""Where extracted rows gather: Python rows in, Arrow tables out, in batches.

A row is a tuple in the order of its table's columns, `person` first. Dates are days since 1970-01-01.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from cohortium.records.columns import TABLES, TableSpec

BATCH_ROWS = 1 << 16  # tuples held at most per table before they become Arrow: some 20 MB
ARROW = {
    "string": pa.string(),
    "int32": pa.int32(),
    "bool": pa.bool_(),
    "float64": pa.float64(),
    "date32": pa.date32(),
}


def schema(spec: TableSpec) -> Any:
    """The Arrow schema of an extracted table: `person` for `subject`, the rest as released."""
    fields = [pa.field("person", pa.int32(), nullable=False)]
    fields += [pa.field(column.name, ARROW[column.type]) for column in spec.columns[1:]]
    return pa.schema(fields)


SCHEMAS = {name: schema(spec) for name, spec in TABLES.items()}


class Sink:
    """Rows by table. `rows[table].append(row)`; `skipped` counts what could not become a row."""

    def __init__(self) -> None:
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
        self.skipped: Counter[str] = Counter()
        self._batches: dict[str, list[Any]] = {name: [] for name in TABLES}

    def settle(self, least: int = BATCH_ROWS) -> None:
        """Turn every table's rows into Arrow where there are at least `least` of them."""
        for name, rows in self.rows.items():
            if rows and len(rows) >= least:
                self._batches[name].append(_batch(SCHEMAS[name], rows))
                rows.clear()

    def tables(self) -> dict[str, Any]:
        """All tables, empty ones too."""
        self.settle(1)
        return {
            name: pa.Table.from_batches(batches, schema=SCHEMAS[name])
            for name, batches in self._batches.items()
        }


def _batch(schema: Any, rows: list[tuple[Any, ...]]) -> Any:
    arrays = []
    for field, column in zip(schema, zip(*rows, strict=True), strict=True):
        if field.type == pa.date32():
            arrays.append(pa.array(column, pa.int32()).view(pa.date32()))
        else:
            arrays.append(pa.array(column, field.type))
    return pa.record_batch(arrays, schema=schema)
