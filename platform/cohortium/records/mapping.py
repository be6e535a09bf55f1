"""``mapping.toml``: what the columns of a hospital's own CSV tables mean.

    [source]                      # optional
    encoding = "utf-8"            # any that Python knows
    delimiter = ","

    [tables.labs]                 # one per file; records are of kind "table/labs"
    file = "labs.csv"
    kind = "observations"         # a released table, or patients, providers, facilities, other
    id = "lab_id"                 # a column, or several that make a key together
    patient = "pid"               # the column with the patient's id (not for patients, providers, ...)

    [tables.labs.columns]         # ours = theirs
    observed = { column = "taken", format = "%d/%m/%Y" }   # dates: ISO unless a format says otherwise
    code = "loinc"
    system = { value = "loinc" }                           # a constant
    status = { column = "st", map = { F = "final" } }      # values renamed

Parsed strictly: an unknown key, kind or column is an error that says which are known.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cohortium.errors import BadInput
from cohortium.records.columns import TABLES

PATIENT_COLUMNS = frozenset(
    """given middle family name birth_date sex street city state zip race ethnicity deceased
    death_date mrn ssn other_id phone mobile email contact_name mothers_maiden_name provider
    employer""".split()  # noqa: SIM905 - names read better so
)
OWN_KINDS: Mapping[str, frozenset[str]] = {
    "patients": PATIENT_COLUMNS,
    "providers": frozenset({"name", "given", "family"}),
    "facilities": frozenset({"name"}),
    "other": frozenset(),
}
KINDS: Mapping[str, frozenset[str]] = {
    **OWN_KINDS,
    **{
        name: frozenset(column.name for column in spec.columns[1:])
        for name, spec in TABLES.items()
        if name != "subjects"
    },
}
UNOWNED = frozenset({"providers", "facilities"})
DATES = frozenset({"birth_date", "death_date"}) | {
    column.name for spec in TABLES.values() for column in spec.columns if column.role == "date"
}
NUMBERS = frozenset(
    column.name for spec in TABLES.values() for column in spec.columns if column.role == "measure"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one of our columns comes from: a column of theirs, or a constant."""

    column: str | None = None
    value: str | None = None
    map: Mapping[str, str] | None = None
    format: str | None = None


@dataclass(frozen=True, slots=True)
class TableMap:
    """What one CSV file means."""

    name: str
    file: str
    kind: str
    id: tuple[str, ...]
    patient: str | None
    columns: Mapping[str, Cell]

    @property
    def theirs(self) -> frozenset[str]:
        """Every column that the file must have."""
        cells = {cell.column for cell in self.columns.values() if cell.column}
        return frozenset(cells | set(self.id) | ({self.patient} if self.patient else set()))


@dataclass(frozen=True, slots=True)
class SourceMap:
    """A whole mapping file."""

    tables: tuple[TableMap, ...]
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    files: frozenset[str] = field(default=frozenset())


def parse_mapping(text: str) -> SourceMap:
    """The mapping that `text` says. BadInput names the table and the key that is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"mapping.toml: is not valid TOML: {error}") from error
    _only(data, {"source", "tables"}, "mapping.toml")
    source = _object(data.get("source", {}), "[source]")
    _only(source, {"encoding", "delimiter"}, "mapping.toml [source]")
    tables = _object(data.get("tables", {}), "[tables]")
    maps = tuple(_table(name, _object(value, name)) for name, value in tables.items())
    if not any(table.kind == "patients" for table in maps):
        raise BadInput('mapping.toml: no table has kind = "patients"')
    files = [table.file.lower() for table in maps]
    if len(set(files)) < len(files):
        raise BadInput("mapping.toml: two tables name the same file")
    return SourceMap(maps, _encoding(source), _delimiter(source), frozenset(files))


def _table(name: str, value: Mapping[str, Any]) -> TableMap:
    where = f"mapping.toml [tables.{name}]"
    _only(value, {"file", "kind", "id", "patient", "columns"}, where)
    kind = _text(value.get("kind"), f"{where} kind")
    if kind not in KINDS:
        raise BadInput(f"{where}: kind must be one of {', '.join(sorted(KINDS))}")
    owned = kind not in UNOWNED and kind != "patients"
    if owned != ("patient" in value) and not (kind == "other" and "patient" not in value):
        raise BadInput(f"{where}: patient is {'missing' if owned else 'not for this kind'}")
    columns = _object(value.get("columns", {}), f"{where} columns")
    _only(columns, KINDS[kind], f"{where} columns")
    return TableMap(
        name=name,
        file=_text(value.get("file"), f"{where} file"),
        kind=kind,
        id=_key(value.get("id"), f"{where} id"),
        patient=_text(value["patient"], f"{where} patient").lower() if "patient" in value else None,
        columns={ours: _cell(ours, cell, where) for ours, cell in columns.items()},
    )


def _cell(ours: str, value: Any, where: str) -> Cell:
    where = f"{where} columns.{ours}"
    if isinstance(value, str):
        return Cell(column=_text(value, where).lower())
    cell = _object(value, where)
    _only(cell, {"column", "value", "map", "format"}, where)
    if ("column" in cell) == ("value" in cell):
        raise BadInput(f"{where}: needs either column or value")
    if "format" in cell and ours not in DATES:
        raise BadInput(f"{where}: format is for dates")
    if "value" in cell:
        return Cell(value=_text(cell["value"], where))
    renamed = _object(cell["map"], where) if "map" in cell else None
    return Cell(
        column=_text(cell["column"], where).lower(),
        map={key: _text(item, where) for key, item in renamed.items()} if renamed else None,
        format=_text(cell["format"], where) if "format" in cell else None,
    )


def _key(value: Any, where: str) -> tuple[str, ...]:
    names = value if isinstance(value, list) and value else [value]
    return tuple(_text(name, where).lower() for name in names)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise BadInput(f"{where}: must be a text in quotes")
    return value


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise BadInput(f"mapping.toml: {where} must be a table")
    return value


def _only(value: Mapping[str, Any], known: set[str] | frozenset[str], where: str) -> None:
    for key in value:
        if key not in known:
            names = ", ".join(sorted(known)) or "none"
            raise BadInput(f"{where}: {key} is not known; known are {names}")


def _encoding(source: Mapping[str, Any]) -> str:
    name = _text(source.get("encoding", "utf-8-sig"), "mapping.toml [source] encoding")
    try:
        found = codecs.lookup(name).name
    except LookupError as error:
        raise BadInput("mapping.toml [source]: encoding is not known") from error
    return "utf-8-sig" if found == "utf-8" else found


def _delimiter(source: Mapping[str, Any]) -> str:
    text = _text(source.get("delimiter", ","), "mapping.toml [source] delimiter")
    if len(text) != 1 or text in '"\r\n':
        raise BadInput("mapping.toml [source]: delimiter must be one character")
    return text
