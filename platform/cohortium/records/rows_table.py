"""Rows of mapped CSV tables to rows of the released tables.

Reading has applied the mapping: ``mapped`` holds our columns, dates as YYYY-MM-DD, measures as
numbers. So a row is its table's columns in order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohortium.records.columns import TABLES
from cohortium.records.days import day_number
from cohortium.records.identity_rows import mapped as patient
from cohortium.records.sink import Sink

_DATES = {
    name: frozenset(column.name for column in spec.columns if column.role == "date")
    for name, spec in TABLES.items()
}
_COLUMNS = {name: [column.name for column in spec.columns[1:]] for name, spec in TABLES.items()}


def row(person: int, data: Mapping[str, Any], sink: Sink) -> None:
    """One row of the table the mapping names; patients make `subjects`, other kinds none."""
    table = data.get("table")
    if table == "patients":
        who = patient(data)
        if who is not None:
            sink.rows["subjects"].append(
                (person, who.sex, who.birth_year, who.zip, who.race, who.ethnicity, who.deceased)
            )
        return
    if table not in _COLUMNS:
        return
    values, dates = data["mapped"], _DATES[table]
    if table == "notes" and not values.get("text"):
        sink.skipped["notes"] += 1
        return
    cells = [
        day_number(values.get(name)) if name in dates else values.get(name)
        for name in _COLUMNS[table]
    ]
    sink.rows[table].append((person, *cells))
