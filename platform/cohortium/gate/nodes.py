"""The closed form of a question: frozen nodes that check themselves.

Only what these nodes can say can be asked. They hold registered columns and plain values, no text of
the asker's but literals (which are only ever bound) and output names (plain identifiers). A node
that cannot be is a refusal. Conditions are built by `cohortium.gate.normal`, in one normal form.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from cohortium.gate.limits import (
    MAX_AGGREGATES,
    MAX_GROUP_COLUMNS,
    MAX_IN,
    MAX_LIMIT,
    MAX_NUMBER,
    MAX_STRING,
    YEARS,
)
from cohortium.gate.refusal import refuse
from cohortium.gate.registry import Field, Role, Table, Type

Value = str | int | float | bool | date

_OUTPUT_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_FILTERS: Final = frozenset({Role.DIMENSION, Role.MEASURE, Role.DATE})


class Operator(StrEnum):
    """How a column is compared with a literal."""

    EQ = "="
    NE = "<>"
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class Bucket(StrEnum):
    """How coarse a date is grouped."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Function(StrEnum):
    """What is figured out for a group."""

    COUNT = "count"
    SUBJECTS = "subjects"
    SUM = "sum"
    AVG = "avg"


@dataclass(frozen=True, slots=True)
class Compare:
    """Column, operator, literal of the column's type."""

    field: Field
    operator: Operator
    value: Value

    def __post_init__(self) -> None:
        _check_literal(self.field, self.value)
        equality = self.operator in {Operator.EQ, Operator.NE}
        if self.field.type is Type.BOOLEAN and not equality:
            refuse("column", f"{self.field.name} is true or false: compare it with = or <>")


@dataclass(frozen=True, slots=True)
class Among:
    """Column IN values, or NOT IN when `negated`; values are distinct and sorted."""

    field: Field
    values: tuple[Value, ...]
    negated: bool

    def __post_init__(self) -> None:
        if not 2 <= len(self.values) <= MAX_IN:
            refuse("shape", f"a column can be compared with at most {MAX_IN} values")
        for value in self.values:
            _check_literal(self.field, value)


@dataclass(frozen=True, slots=True)
class Missing:
    """Column IS NULL, or IS NOT NULL when `negated`."""

    field: Field
    negated: bool

    def __post_init__(self) -> None:
        _check_filter(self.field)


@dataclass(frozen=True, slots=True)
class Every:
    """All of two or more conditions, in canonical order."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Any of two or more conditions, in canonical order."""

    conditions: tuple[Condition, ...]


Condition = Compare | Among | Missing | Every | Some


@dataclass(frozen=True, slots=True)
class Key:
    """A column that the answer is grouped by; a date only by bucket."""

    field: Field
    bucket: Bucket | None = None

    def __post_init__(self) -> None:
        role = self.field.role
        if role is Role.DATE and self.bucket is None:
            refuse(
                "column",
                f"{self.field.name} is a date: group by year(...) or date_trunc('month', ...)",
            )
        if role is not Role.DATE and self.bucket is not None:
            refuse("column", "only date columns can be grouped by month, quarter or year")
        if role not in {Role.DIMENSION, Role.DATE} or self.field.type is Type.DOUBLE:
            refuse("column", f"{self.field.name} cannot be grouped by: only dimensions can")


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A figure for each group."""

    function: Function
    field: Field | None = None

    def __post_init__(self) -> None:
        if (self.function in {Function.SUM, Function.AVG}) != (self.field is not None):
            refuse("shape", "only sum and avg take a column")
        if self.field is None:
            return
        if self.field.role is not Role.MEASURE:
            refuse(
                "column", f"{self.field.name} is no measure: only measures are summed or averaged"
            )
        if self.field.bounds is None:
            refuse(
                "policy", f"{self.field.name} has no bounds, so it is neither summed nor averaged"
            )


@dataclass(frozen=True, slots=True)
class Output:
    """A column of the answer: what, and under which name."""

    what: Key | Aggregate
    name: str

    def __post_init__(self) -> None:
        if not _OUTPUT_NAME.fullmatch(self.name):
            refuse("shape", "an output name is a letter or _, then up to 39 letters, digits or _")


@dataclass(frozen=True, slots=True)
class Order:
    """Sort the answer by its column number `position` (from 0), after disclosure control."""

    position: int
    descending: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A whole question. `joined` is the subjects table where the event table is joined to it.

    `order` and `limit` say how the answer is shown and are applied after disclosure control;
    `canonical` leaves them and the output names out, since they change nothing of what is told.
    """

    table: Table
    joined: Table | None
    outputs: tuple[Output, ...]
    keys: tuple[Key, ...]
    where: Condition | None
    order: tuple[Order, ...]
    limit: int | None
    canonical: str

    def __post_init__(self) -> None:
        aggregates = [o.what for o in self.outputs if isinstance(o.what, Aggregate)]
        if not 1 <= len(aggregates) <= MAX_AGGREGATES:
            refuse("shape", f"a question asks for 1 to {MAX_AGGREGATES} figures, such as count(*)")
        if len(self.keys) > MAX_GROUP_COLUMNS:
            refuse("policy", f"at most {MAX_GROUP_COLUMNS} columns can be grouped by")
        selected = [o.what for o in self.outputs if isinstance(o.what, Key)]
        if len(set(self.keys)) != len(self.keys) or set(selected) != set(self.keys):
            refuse("shape", "columns selected and columns grouped by must be the same")
        if len({output.name.lower() for output in self.outputs}) != len(self.outputs):
            refuse("shape", "two output columns have the same name: name them apart with AS")
        if not all(0 <= order.position < len(self.outputs) for order in self.order):
            refuse("shape", "ORDER BY takes columns of the answer only")
        if self.limit is not None and not 0 <= self.limit <= MAX_LIMIT:
            refuse("shape", f"LIMIT takes a whole number up to {MAX_LIMIT}")

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that are read."""
        return (self.table,) if self.joined is None else (self.table, self.joined)


def _check_filter(field: Field) -> None:
    if field.role not in _FILTERS:
        refuse("column", "subject and text columns cannot be named in a condition")


# type of a column -> the Python types of its literals, and how to write one
_LITERALS: Final[Mapping[Type, tuple[type, str]]] = {
    Type.STRING: (str, "text: write 'a value' in single quotes"),
    Type.INTEGER: (int, "a whole number: write digits without quotes"),
    Type.BOOLEAN: (bool, "true or false: write TRUE or FALSE"),
    Type.DOUBLE: (float, "a number: write digits without quotes"),
    Type.DATE: (date, "a date: write DATE 'YYYY-MM-DD'"),
}


def _check_literal(field: Field, value: Value) -> None:
    _check_filter(field)
    wanted, advice = _LITERALS[field.type]
    if type(value) is not wanted:
        refuse("column", f"{field.name} is {advice}")
    if isinstance(value, str) and (len(value) > MAX_STRING or not value.isprintable()):
        refuse("shape", f"a text literal has at most {MAX_STRING} printable characters")
    if isinstance(value, int | float) and not (math.isfinite(value) and abs(value) <= MAX_NUMBER):
        refuse("shape", "a number literal is too large")
    if isinstance(value, date) and not YEARS[0] <= value.year <= YEARS[1]:
        refuse("shape", f"a date literal lies between the years {YEARS[0]} and {YEARS[1]}")
