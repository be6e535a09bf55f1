"""Plans: from a closed question to SQL of our own, with every literal bound.

The plan has two storeys. Inside, rows are gathered by group and subject, and what one subject
contributes to a group is clamped: at most R rows, each value within its column's bounds; of more than
R values, R times their mean. Outside, the clamped contributions are added up as integers (so the same
question always has the same answer, whatever the order of rows), beside the most that any one
subject contributes, and groups under `MIN_SUBJECTS` are left out. Nothing here rounds:
`cohortium.gate.disclosure` does, checks the threshold again, and looks for a subject that dominates.

Table names in the SQL are those of views the worker makes, from which the excluded are gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from cohortium.gate.limits import MIN_SUBJECTS
from cohortium.gate.nodes import (
    Aggregate,
    Among,
    Bucket,
    Compare,
    Condition,
    Every,
    Key,
    Missing,
    Output,
    Question,
    Some,
    Value,
)
from cohortium.gate.registry import SUBJECT, Field, Registry, Type

_SQL_TYPES: Final = {
    Type.STRING: "VARCHAR",
    Type.INTEGER: "BIGINT",
    Type.BOOLEAN: "BOOLEAN",
    Type.DOUBLE: "DOUBLE",
    Type.DATE: "DATE",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value bound to the plan's SQL, with its SQL type."""

    type: str
    value: Value


@dataclass(frozen=True, slots=True)
class Measured:
    """Four columns of a plan's rows, from `start`: sum of contributions (in units of 10^-scale),
    number of contributions, subjects who contribute, most contributions of one subject."""

    start: int
    scale: int


@dataclass(frozen=True, slots=True)
class Plan:
    """SQL to run as it stands, and how to read its rows.

    A row holds the keys in the order of `question.keys`, then the number of subjects, the number of
    rows (clamped) and the most rows of one subject, then four integers for each column of `measures`.
    """

    sql: str
    parameters: tuple[Parameter, ...]
    tables: tuple[str, ...]
    question: Question
    measures: tuple[tuple[Field, Measured], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the answer's columns."""
        return tuple(output.name for output in self.question.outputs)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The answer's columns."""
        return self.question.outputs

    @property
    def subjects_at(self) -> int:
        """Where a row says how many subjects it is about; all rows and one's most rows follow."""
        return len(self.question.keys)

    @property
    def width(self) -> int:
        """How many values a row has."""
        return self.subjects_at + 3 + 4 * len(self.measures)

    def measured(self, measure: Field) -> Measured:
        """Where a row tells about `measure`."""
        return dict(self.measures)[measure]


@dataclass(slots=True)
class _Bindings:
    """Collects parameters and writes their places."""

    parameters: list[Parameter] = field(default_factory=list)

    def add(self, value: Value, sql_type: str) -> str:
        self.parameters.append(Parameter(sql_type, value))
        return f"CAST(${len(self.parameters)} AS {sql_type})"


def compile(question: Question, registry: Registry) -> Plan:
    """The plan of `question`, all of whose tables must be those of `registry`."""
    if any(registry.table(table.name) != table for table in question.tables):
        raise ValueError("the question was parsed against another registry")
    bindings = _Bindings()
    measures = _measures(question)
    inner = _contributions(question, measures, bindings)
    sql = _totals(question, measures, inner, bindings)
    start = len(question.keys) + 3
    return Plan(
        sql=sql,
        parameters=tuple(bindings.parameters),
        tables=tuple(table.name for table in question.tables),
        question=question,
        measures=tuple((m, Measured(start + 4 * i, m.scale)) for i, m in enumerate(measures)),
    )


def _measures(question: Question) -> tuple[Field, ...]:
    """The columns to sum, each once."""
    found: dict[Field, None] = {}
    for output in question.outputs:
        if isinstance(output.what, Aggregate) and output.what.field is not None:
            found[output.what.field] = None
    return tuple(found)


def _contributions(question: Question, measures: tuple[Field, ...], bindings: _Bindings) -> str:
    """The inner storey: one row for each group and subject."""
    keys = [_key(key) for key in question.keys]
    subject = f"{_quoted(question.table.name)}.{_quoted(SUBJECT)}"
    items = [f"{sql} AS k{i}" for i, sql in enumerate(keys)]
    items.append("count(*) AS n")
    for i, measure in enumerate(measures):
        scaled = _scaled(measure, bindings)
        items += [f"sum({scaled}) AS s{i}", f"count({scaled}) AS c{i}"]
    grouped = ", ".join([*keys, subject])
    where = "" if question.where is None else f" WHERE {_condition(question.where, bindings)}"
    rows = f"{_from(question)}{where} GROUP BY {grouped}"
    return f"SELECT {', '.join(items)} FROM {rows}"  # noqa: S608 - registered names and places only


def _totals(
    question: Question, measures: tuple[Field, ...], inner: str, bindings: _Bindings
) -> str:
    """The outer storey: one row for each group."""
    cap = bindings.add(question.table.rows_per_subject, "BIGINT")
    keys = [f"k{i}" for i in range(len(question.keys))]
    items = [*keys, "count(*)", f"sum(least(n, {cap}))", f"max(least(n, {cap}))"]
    for i in range(len(measures)):
        items += [
            f"sum(CASE WHEN c{i} > {cap} THEN (s{i} * {cap}) // c{i} ELSE s{i} END)",
            f"sum(least(c{i}, {cap}))",
            f"count(*) FILTER (WHERE c{i} > 0)",
            f"max(least(c{i}, {cap}))",
        ]
    least = bindings.add(MIN_SUBJECTS, "BIGINT")
    grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
    rows = f"({inner}) AS c{grouped} HAVING count(*) >= {least}"
    return f"SELECT {', '.join(items)} FROM {rows}"  # noqa: S608 - registered names and places only


def _scaled(measure: Field, bindings: _Bindings) -> str:
    """`measure` clamped to its bounds, in whole units of 10^-scale; NULL where it is no number.

    The guard comes first because DuckDB's least and greatest pass over NULL.
    """
    if measure.bounds is None:
        raise ValueError("a measure without bounds cannot be summed")
    name = _column(measure)
    low, high = (bindings.add(float(bound), "DOUBLE") for bound in measure.bounds)
    factor = bindings.add(float(10**measure.scale), "DOUBLE")
    value = f"CAST({name} AS DOUBLE)"
    clamped = f"least(greatest({value}, {low}), {high})"
    return f"CASE WHEN isfinite({value}) THEN CAST({clamped} * {factor} AS BIGINT) END"


def _key(key: Key) -> str:
    name = _column(key.field)
    match key.bucket:
        case None:
            return name
        case Bucket.YEAR:
            return f"year({name})"
        case Bucket.MONTH:
            return f"CAST(date_trunc('month', {name}) AS DATE)"
        case Bucket.QUARTER:
            return f"CAST(date_trunc('quarter', {name}) AS DATE)"


def _from(question: Question) -> str:
    table = _quoted(question.table.name)
    if question.joined is None:
        return table
    other, subject = _quoted(question.joined.name), _quoted(SUBJECT)
    return f"{table} JOIN {other} ON {table}.{subject} = {other}.{subject}"


def _condition(condition: Condition, bindings: _Bindings) -> str:
    match condition:
        case Compare(column, operator, value):
            return f"{_column(column)} {operator} {bindings.add(value, _SQL_TYPES[column.type])}"
        case Among(column, values, negated):
            items = ", ".join(bindings.add(value, _SQL_TYPES[column.type]) for value in values)
            return f"{_column(column)} {'NOT IN' if negated else 'IN'} ({items})"
        case Missing(column, negated):
            return f"{_column(column)} IS {'NOT NULL' if negated else 'NULL'}"
        case Every(conditions):
            return "(" + " AND ".join(_condition(part, bindings) for part in conditions) + ")"
        case Some(conditions):
            return "(" + " OR ".join(_condition(part, bindings) for part in conditions) + ")"


def _column(column: Field) -> str:
    return f"{_quoted(column.table)}.{_quoted(column.name)}"


def _quoted(name: str) -> str:
    """A registered name (letters, digits and _ only) in quotes, so that no keyword is met."""
    return f'"{name}"'
