"""The registry: which tables and columns a question may name, from a release's manifest.

Nothing that the manifest does not list can be named. Names are lower-case ASCII; SQL matches them
without regard to case. Roles decide the use: a dimension filters and groups, a date filters and
groups by month, quarter or year, a measure filters and is summed or averaged, the subject is only counted and
joined on, and text cannot be named at all. No IO here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from cohortium.errors import BadInput

SUBJECTS: Final = "subjects"
SUBJECT: Final = "subject"
_NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_SCALED_DIGITS: Final = 12  # bounds times 10^scale stay below 10^12: exact in a double and a BIGINT
_MAX_SCALE: Final = 6


class Type(StrEnum):
    """What a column holds."""

    STRING = "string"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DOUBLE = "double"
    DATE = "date"


class Role(StrEnum):
    """What a column is for."""

    SUBJECT = "subject"
    DIMENSION = "dimension"
    MEASURE = "measure"
    DATE = "date"
    TEXT = "text"


# names a manifest may use for a type -> ours
_TYPES: Final[Mapping[str, Type]] = {
    **dict.fromkeys(("string", "str", "utf8", "large_string", "text", "varchar"), Type.STRING),
    **dict.fromkeys(("integer", "int", "int8", "int16", "int32", "int64"), Type.INTEGER),
    **dict.fromkeys(("boolean", "bool"), Type.BOOLEAN),
    **dict.fromkeys(("double", "float", "float64", "number"), Type.DOUBLE),
    **dict.fromkeys(("date", "date32", "date32[day]"), Type.DATE),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A registered column of a table. `bounds` clamp a measure, inclusive, in the column's unit."""

    table: str
    name: str
    type: Type
    role: Role
    bounds: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise BadInput(
                "the manifest has a column name that is not lower-case letters, digits, _"
            )
        if self.role is Role.MEASURE and self.type not in {Type.DOUBLE, Type.INTEGER}:
            raise BadInput(f"measure {self.table}.{self.name} in the manifest is not a number")
        if (self.role is Role.DATE) != (self.type is Type.DATE):
            raise BadInput(f"{self.table}.{self.name} in the manifest mixes date and another role")
        if self.bounds is not None and not _ordered(self.bounds):
            raise BadInput(
                f"the bounds of {self.table}.{self.name} in the manifest are not lo <= hi"
            )

    @property
    def scale(self) -> int:
        """Decimal places a measure is summed with, so that sums are exact integers of 10^-scale."""
        if self.bounds is None:
            return 0
        size = max(abs(self.bounds[0]), abs(self.bounds[1]), 1.0)
        return max(0, min(_MAX_SCALE, _SCALED_DIGITS - math.ceil(math.log10(size))))


@dataclass(frozen=True, slots=True)
class Table:
    """A registered table. `rows_per_subject` is how many rows of one subject count at most."""

    name: str
    fields: tuple[Field, ...]
    rows_per_subject: int

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise BadInput(
                "the manifest has a table name that is not lower-case letters, digits, _"
            )
        if len({field.name for field in self.fields}) != len(self.fields):
            raise BadInput(f"table {self.name} in the manifest names a column twice")
        if self.rows_per_subject < 1 or (self.name == SUBJECTS and self.rows_per_subject != 1):
            raise BadInput(f"rows_per_subject of {self.name} in the manifest is not usable")
        if [f.name for f in self.fields if f.role is Role.SUBJECT] != [SUBJECT]:
            raise BadInput(f"table {self.name} in the manifest lacks its subject column")

    def field(self, name: str) -> Field | None:
        """The column called `name`, any case."""
        folded = name.lower()
        return next((field for field in self.fields if field.name == folded), None)


@dataclass(frozen=True, slots=True)
class Registry:
    """The tables of one release that questions may name."""

    tables: tuple[Table, ...]

    def __post_init__(self) -> None:
        if len({table.name for table in self.tables}) != len(self.tables):
            raise BadInput("the manifest names a table twice")

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> Registry:
        """Read a release's manifest; raises `BadInput` when it does not say what is needed."""
        try:
            return cls(tuple(_table(entry) for entry in manifest["tables"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadInput(
                "the manifest's tables cannot be read: make the release again"
            ) from error

    def table(self, name: str) -> Table | None:
        """The table called `name`, any case."""
        folded = name.lower()
        return next((table for table in self.tables if table.name == folded), None)


def _table(entry: Mapping[str, Any]) -> Table:
    name = str(entry["name"])
    fields = tuple(_field(name, column) for column in entry["columns"])
    return Table(name, fields, 1 if name == SUBJECTS else int(entry["rows_per_subject"]))


def _field(table: str, column: Mapping[str, Any]) -> Field:
    bounds = column.get("bounds")
    return Field(
        table=table,
        name=str(column["name"]),
        type=_TYPES[str(column["type"]).lower()],
        role=Role(column["role"]),
        bounds=None if bounds is None else (float(bounds[0]), float(bounds[1])),
    )


def _ordered(bounds: tuple[float, float]) -> bool:
    low, high = bounds
    return math.isfinite(low) and math.isfinite(high) and low <= high and max(-low, high) <= 1e12
