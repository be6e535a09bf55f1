"""Reading a hospital's own CSV tables by their ``mapping.toml``, row by row.

A record keeps the row as received (``row``) beside what the mapping made of it (``mapped``, our column
names; dates as YYYY-MM-DD, measures as numbers) and the kind of table it fills (``table``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cohortium.errors import BadInput
from cohortium.records.canonical import canonical
from cohortium.records.days import readable, written
from cohortium.records.mapping import DATES, NUMBERS, Cell, SourceMap, TableMap, parse_mapping
from cohortium.records.omop import is_number
from cohortium.records.record import Record, Rejection, Warned
from cohortium.records.rows_csv import Row, rows
from cohortium.records.source import Member
from cohortium.records.source import readable as whole

Outcome = Record | Rejection | Warned
MAPPING = "mapping.toml"
MAPPING_LIMIT = 1 << 20  # bytes
_TRUTHS = {"true": True, "yes": True, "y": True, "1": True}
_FALSEHOODS = {"false": False, "no": False, "n": False, "0": False}


def read_table(members: list[Member]) -> Iterator[Outcome]:
    """Every record of the CSV tables that the mapping names, patients first."""
    source = _mapping(next(member for member in members if member.base == MAPPING))
    files = {member.base: member for member in members if member.base.endswith((".csv", ".tsv"))}
    for base, member in sorted(files.items()):
        if base not in source.files and base + ".gz" not in source.files:
            yield Warned(member.name, 1, "left out: mapping.toml does not name it")
    for table in sorted(source.tables, key=lambda item: item.kind != "patients"):
        found = files.get(table.file.lower().removesuffix(".gz"))
        if found is None:
            raise BadInput(f"mapping.toml [tables.{table.name}]: there is no such file")
        with whole(found.name):
            yield from _table(source, table, found)


def _mapping(member: Member) -> SourceMap:
    with whole(member.name), member.open() as stream:
        text = stream.read(MAPPING_LIMIT)
    try:
        return parse_mapping(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInput("mapping.toml: is not UTF-8") from error


def _table(source: SourceMap, table: TableMap, member: Member) -> Iterator[Outcome]:
    for item in rows(member, encoding=source.encoding, delimiter=source.delimiter):
        if isinstance(item, Rejection):
            yield item
        elif isinstance(item[0], int):
            yield _record(table, member.name, item[0], item[1])
        elif missing := table.theirs - set(item):
            raise BadInput(
                f"{member.name}: has no column {sorted(missing)[0]}, which the mapping uses"
            )


def _record(table: TableMap, file: str, line: int, row: Row) -> Outcome:
    parts = [row.get(column, "").strip() for column in table.id]
    if not all(parts):
        return Rejection(file, line, f"{table.id[parts.index('')]} is missing")
    number = "|".join(parts)
    patient = row.get(table.patient, "").strip() if table.patient else None
    if patient == "":
        return Rejection(file, line, f"{table.patient} is missing")
    mapped: dict[str, Any] = {}
    for ours, cell in table.columns.items():
        value = row.get(cell.column, "") if cell.column else cell.value or ""
        if ours != "text":
            value = value.strip()
        if not value:
            continue
        found = _value(ours, cell, value)
        if found is None:
            return Rejection(file, line, f"{cell.column or ours} {_wanted(ours, cell)}")
        mapped[ours] = found
    data = {"id": number, "table": table.kind, "mapped": mapped, "row": row}
    owner = number if table.kind == "patients" else patient
    return Record(f"table/{table.name}", number, owner, canonical(data), data, file, line)


def _value(ours: str, cell: Cell, text: str) -> Any:
    """The value of one of our columns; None when `text` cannot be it."""
    if cell.map is not None:
        mapped = cell.map.get(text)
        if mapped is None:
            return None
        text = mapped
    if ours in DATES:
        if cell.format is not None:
            return written(text, cell.format)
        return text if readable(text) else None
    if ours in NUMBERS:
        return float(text) if is_number(text) else None
    if ours == "deceased":
        return (_TRUTHS | _FALSEHOODS).get(text.lower())
    return text


def _wanted(ours: str, cell: Cell) -> str:
    if cell.map is not None:
        return "is not in its map, or not of its type"
    if ours in DATES:
        return "is not a date" + (" of its format" if cell.format else " (YYYY-MM-DD)")
    return "is not a number" if ours in NUMBERS else "is neither yes nor no"
