"""Generated questions on which the plan in DuckDB and a plain Python evaluator agree, exactly."""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cohortium.gate.disclosure import disclose
from cohortium.gate.limits import MIN_SUBJECTS
from cohortium.gate.plan import Plan, compile
from cohortium.gate.question import parse
from cohortium.gate.registry import Registry

Row = Mapping[str, Any]
Truth = bool | None
EXAMPLES = int(os.environ.get("EXAMPLES", "60"))  # drawn anew in each run; `make torture` has more


@dataclass(frozen=True)
class Asked:
    """A condition as text, and as a function of a row in three-valued logic."""

    text: str
    holds: Callable[[Row], Truth]


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}
LITERALS: dict[str, st.SearchStrategy[Any]] = {
    "code": st.sampled_from(["8480-6", "8462-4", "it's", "mostly one's", "none such"]),
    "grade": st.integers(0, 4),
    "value": st.sampled_from([-5.0, 90.0, 110.5, 120.0, 140.0, 9999.0]),
    "observed": st.dates(date(2020, 1, 1), date(2022, 6, 1)),
    "sex": st.sampled_from(["F", "M"]),
    "deceased": st.booleans(),
}


def written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, date):
        return f"DATE '{value}'"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else repr(value)


def cell(row: Row, column: str) -> Any:
    """DuckDB orders NaN above every number."""
    value = row[column]
    return math.inf if isinstance(value, float) and math.isnan(value) else value


def compared(column: str, operator: str, value: Any) -> Asked:
    def holds(row: Row) -> Truth:
        found = cell(row, column)
        return None if found is None else COMPARE[operator](found, value)

    return Asked(f"{column} {operator} {written(value)}", holds)


def among(column: str, values: list[Any]) -> Asked:
    def holds(row: Row) -> Truth:
        found = cell(row, column)
        return None if found is None else found in values

    return Asked(f"{column} IN ({', '.join(map(written, values))})", holds)


def between(column: str, low: Any, high: Any) -> Asked:
    def holds(row: Row) -> Truth:
        found = cell(row, column)
        return None if found is None else low <= found <= high

    return Asked(f"{column} BETWEEN {written(low)} AND {written(high)}", holds)


def missing(column: str) -> Asked:
    return Asked(f"{column} IS NULL", lambda row: row[column] is None)


def opposite(part: Asked) -> Asked:
    def holds(row: Row) -> Truth:
        found = part.holds(row)
        return None if found is None else not found

    return Asked(f"NOT ({part.text})", holds)


def joined(word: str, parts: list[Asked]) -> Asked:
    decisive = word == "OR"

    def holds(row: Row) -> Truth:
        found = [part.holds(row) for part in parts]
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    return Asked(f" {word} ".join(f"({part.text})" for part in parts), holds)


@st.composite
def atoms(draw: st.DrawFn) -> Asked:
    column = draw(st.sampled_from(sorted(LITERALS)))
    literals = LITERALS[column]
    kind = draw(st.sampled_from(["compare", "compare", "in", "between", "null"]))
    if kind == "null":
        return missing(column)
    if kind == "in":
        return among(column, draw(st.lists(literals, min_size=1, max_size=4)))
    if kind == "between" and column != "deceased":
        return between(column, draw(literals), draw(literals))
    operators = ["=", "<>"] if column == "deceased" else sorted(COMPARE)
    return compared(column, draw(st.sampled_from(operators)), draw(literals))


def combined(inner: st.SearchStrategy[Asked]) -> st.SearchStrategy[Asked]:
    lists = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        inner.map(opposite),
        lists.map(lambda parts: joined("AND", parts)),
        lists.map(lambda parts: joined("OR", parts)),
    )


def shallow(asked: Asked) -> bool:
    """Within the grammar's nesting: at most five operators above the deepest comparison."""
    depth = worst = 0
    for character in asked.text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        worst = max(worst, depth)
    return worst <= 5


CONDITIONS = st.recursive(atoms(), combined, max_leaves=6).filter(shallow)
KEYS: dict[str, Callable[[Row], Any]] = {
    "sex": lambda row: row["sex"],
    "code": lambda row: row["code"],
    "grade": lambda row: row["grade"],
    "deceased": lambda row: row["deceased"],
    "year(observed)": lambda row: row["observed"] and row["observed"].year,
    "date_trunc('month', observed)": lambda row: row["observed"] and row["observed"].replace(day=1),
}
BOUNDS = {"value": (0.0, 250.0, 9), "dose": (-2.5, 2.5, 11)}
CAP = 5


def evaluated(rows: list[Row], asked: Asked, keys: list[str], measures: list[str]) -> list[Any]:
    """The rows of the plan, by loops: nothing of the gate's is used."""
    groups: dict[Any, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if asked.holds(row) is True:
            groups[tuple(KEYS[key](row) for key in keys)][row["subject"]].append(row)
    found = []
    for group, subjects in groups.items():
        if len(subjects) >= MIN_SUBJECTS:
            counted = [min(len(own), CAP) for own in subjects.values()]
            figures = [n for m in measures for n in measured(m, list(subjects.values()))]
            found.append((*group, len(subjects), sum(counted), max(counted), *figures))
    return found


def measured(measure: str, subjects: list[list[Row]]) -> Iterator[int]:
    low, high, _ = BOUNDS[measure]
    scale = 6
    total = counted = having = most = 0
    for own in subjects:
        values = [row[measure] for row in own]
        numbers = [v for v in values if v is not None and math.isfinite(v)]
        clamped = [round(min(max(v, low), high) * 10**scale) for v in numbers]
        if len(clamped) > CAP:
            whole = sum(clamped) * CAP
            total += abs(whole) // len(clamped) * (1 if whole > 0 else -1)
        else:
            total += sum(clamped)
        counted += min(len(clamped), CAP)
        having += bool(clamped)
        most = max(most, min(len(clamped), CAP))
    yield from (total, counted, having, most)


@pytest.fixture(scope="module")
def engine(rows: dict[str, list[dict[str, Any]]]) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config={"threads": 2})
    for name, table in rows.items():
        connection.register(name, pa.Table.from_pylist(table))
    return connection


@pytest.fixture(scope="module")
def together(rows: dict[str, list[dict[str, Any]]]) -> list[Row]:
    people = {person["subject"]: person for person in rows["subjects"]}
    return [{**row, **people[row["subject"]]} for row in rows["observations"]]


def ran(engine: duckdb.DuckDBPyConnection, plan: Plan) -> list[tuple[Any, ...]]:
    return engine.execute(plan.sql, [p.value for p in plan.parameters]).fetchall()


def exact(rows: list[Any]) -> list[Any]:
    """Rows in one order, no matter their types; sums of nothing are none."""
    tidy = [
        tuple(0 if cell is None and i >= len(r) - 8 else cell for i, cell in enumerate(r))
        for r in rows
    ]
    return sorted(tidy, key=repr)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    asked=CONDITIONS,
    keys=st.lists(st.sampled_from(sorted(KEYS)), unique=True, max_size=3),
)
def test_plan_and_python_agree(
    asked: Asked,
    keys: list[str],
    engine: duckdb.DuckDBPyConnection,
    together: list[Row],
    registry: Registry,
) -> None:
    figures = "count(*), count(DISTINCT subject), sum(value) AS sv, avg(value), avg(dose)"
    grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
    text = (
        f"SELECT {', '.join([*keys, figures])} FROM observations JOIN subjects USING (subject) "
        f"WHERE {asked.text}{grouped}"
    )
    question = parse(text, registry)
    plan = compile(question, registry)
    rows = ran(engine, plan)
    assert exact(rows) == exact(evaluated(together, asked, keys, ["value", "dose"]))
    again = compile(parse(question.canonical, registry), registry)
    assert len(ran(engine, again)) == len(rows)
    answer = disclose(plan, rows)
    assert sorted(answer.rows, key=repr) == sorted(map(published, rows), key=repr)


def published(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """What leaves of a row with two measures, in fractions and without the gate."""
    *keys, subjects, counted, most = row[:-8]
    shown = [key.isoformat() if isinstance(key, date) else key for key in keys]
    rows = None if 3 * most > counted else fives(counted)
    values, doses = (shares(row[at : at + 4]) for at in (len(row) - 8, len(row) - 4))
    total = None if values is None else digits(values * fives(row[-7]))
    means = [None if mean is None else digits(mean) for mean in (values, doses)]
    return (*shown, rows, fives(subjects), total, *means)


def shares(measure: tuple[Any, ...]) -> Fraction | None:
    """The mean of a measure's contributions, unless too few people or mostly one gave them."""
    total, counted, having, most = measure
    return None if having < 10 or 3 * most > counted else Fraction(total, counted * 10**6)


def fives(count: int) -> int:
    return 5 * round(count / 5)


def digits(value: Fraction) -> float:
    """Three significant digits, a tie to the even one."""
    if value == 0:
        return 0.0
    power = math.floor(math.log10(abs(value))) - 2
    return float(round(value / Fraction(10) ** power) * Fraction(10) ** power)


def test_what_is_mostly_ones_own_is_null(
    engine: duckdb.DuckDBPyConnection, registry: Registry
) -> None:
    """Ten subjects, one with five of fourteen rows that count."""
    ask = "SELECT count(*), count(DISTINCT subject), avg(value), avg(dose) FROM observations WHERE "
    for condition, row in (
        ("code = 'mostly one''s'", (None, 10, None, None)),
        ("code = 'mostly one''s' OR code = '8480-6'", None),
    ):
        plan = compile(parse(ask + condition, registry), registry)
        [left] = disclose(plan, ran(engine, plan)).rows
        assert left == row if row else None not in left


@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(asked=CONDITIONS)
def test_the_normal_form_means_the_same(
    asked: Asked, engine: duckdb.DuckDBPyConnection, together: list[Row], registry: Registry
) -> None:
    """Canonical text, parsed again, keeps exactly the rows that the question keeps."""
    start = "SELECT count(*) FROM observations JOIN subjects USING (subject) WHERE "
    question = parse(start + asked.text, registry)
    assert parse(question.canonical, registry).canonical == question.canonical
    condition = question.canonical.split(" WHERE ", 1)[1]
    source = "FROM observations JOIN subjects USING (subject) WHERE "
    kept = engine.execute(f"SELECT count(*) {source}{condition}").fetchone()
    assert kept == (sum(asked.holds(row) is True for row in together),)
