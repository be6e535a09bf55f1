"""What is done to a table beside generalization: Safe Harbor and coding before the search, means after."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.search.keys import Ints, encode
from cohortium_anonymize.spec import Spec
from cohortium_anonymize.transforms.coding import TopBottom
from cohortium_anonymize.transforms.microaggregation import Microaggregate
from cohortium_anonymize.transforms.numbers import numbers

Told = dict[str, Any]


def prepare(table: pa.Table, spec: Spec) -> tuple[pa.Table, Told]:
    """`table` by Safe Harbor, if that is asked for, its numbers coded; and what was done."""
    told: Told = {}
    if spec.safe_harbor is not None:
        table, told["safe_harbor"] = spec.safe_harbor.apply(table)
    for name, column in spec.columns.items():
        if isinstance(column.transform, TopBottom):
            _require(table, name)
            coded = column.transform.apply(table.column(name), name)
            table = table.set_column(table.column_names.index(name), name, coded)
            told.setdefault("columns", {})[name] = {"transform": "top-bottom"}
        elif isinstance(column.transform, Microaggregate):
            _require(table, name)
            numbers(table.column(name), name)  # what is none is refused before the search
    return table, told


def microaggregated(
    table: pa.Table, spec: Spec, classes: Ints, told: Told
) -> tuple[pa.Table, Told]:
    """A released `table`, the class of each row given, with means where `spec` asks for them.

    Counts persons by `rows_per_subject`, which must therefore still be there.
    """
    chosen = {
        name: column.transform
        for name, column in spec.columns.items()
        if isinstance(column.transform, Microaggregate)
    }
    if not chosen:
        return table, told
    subjects = None
    if spec.rows_per_subject is not None:
        _require(table, spec.rows_per_subject)
        subjects = encode(table.column(spec.rows_per_subject), spec.rows_per_subject).codes
    columns = dict(told.get("columns", {}))
    for name, transform in chosen.items():
        means, lost = transform.apply(table.column(name), name, classes, subjects)
        table = table.set_column(table.column_names.index(name), name, means)
        columns[name] = {"transform": "microaggregate", "k": transform.k, "variance_lost": lost}
    return table, {**told, "columns": columns}


def _require(table: pa.Table, name: str) -> None:
    if name not in table.column_names:
        raise InputError(f"the table has no column {name}, which the configuration names")
