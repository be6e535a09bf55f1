"""Questions: from a researcher's text to the closed form. The text is never executed.

    SELECT <columns and figures> FROM <table> [JOIN subjects USING (subject)]
    [WHERE <conditions>] [GROUP BY <up to 3 columns>] [ORDER BY <output columns>] [LIMIT n]

The grammar is described in docs/formats/questions.md. Whatever is not in it is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cohortium.gate.condition import condition_of
from cohortium.gate.nodes import (
    Aggregate,
    Bucket,
    Condition,
    Function,
    Key,
    Order,
    Output,
    Question,
)
from cohortium.gate.normal import Naming, text
from cohortium.gate.refusal import refuse
from cohortium.gate.registry import Field, Registry, Table
from cohortium.gate.scope import Scope, column_path, scope_of
from cohortium.gate.syntax import Node, expect, take, tree

_NO_ORDER: Final = {"type": "ORDER_MODIFIER"}  # the tree writes it inside every function
_FUNCTIONS: Final = frozenset({"sum", "avg"})
_FORM: Final = (
    "a column of the answer is a grouped column, count(*), count(distinct subject), sum or avg"
)


def parse(sql: str, registry: Registry) -> Question:
    """The closed form of `sql`; raises `Refused` with a code and reasons that echo nothing of it."""
    node = take(
        tree(sql),
        {"type", "cte_map", "select_list", "from_table", "aggregate_handling"},
        {"where_clause", "group_expressions", "group_sets", "modifiers"},
    )
    expect(node, type="SELECT_NODE", cte_map={}, aggregate_handling="STANDARD_HANDLING")
    scope = scope_of(node["from_table"], registry)
    outputs = tuple(_output(item, scope) for item in node["select_list"])
    keys = _keys(node, scope, outputs)
    where = condition_of(node["where_clause"], scope) if "where_clause" in node else None
    shown = _modifiers(node.get("modifiers", []), outputs)
    canonical = canonical_text(scope.event, scope.joined, outputs, keys, where)
    return Question(
        scope.event, scope.joined, outputs, keys, where, shown.order, shown.limit, canonical
    )


def canonical_text(
    table: Table,
    joined: Table | None,
    outputs: Sequence[Output],
    keys: Sequence[Key],
    where: Condition | None,
) -> str:
    """What is asked, as SQL in one spelling; itself a question with the same canonical text."""
    naming = _naming(qualified=joined is not None)
    groups = sorted(_key_text(key, naming) for key in keys)
    figures = {_figure_text(o.what, naming) for o in outputs if isinstance(o.what, Aggregate)}
    parts = [f"SELECT {', '.join([*groups, *sorted(figures)])}", f"FROM {table.name}"]
    if joined is not None:
        parts.append(f"JOIN {joined.name} USING (subject)")
    if where is not None:
        parts.append(f"WHERE {text(where, naming)}")
    if groups:
        parts.append(f"GROUP BY {', '.join(groups)}")
    return " ".join(parts)


def _naming(*, qualified: bool) -> Naming:
    return lambda field: f"{field.table}.{field.name}" if qualified else field.name


def _key_text(key: Key, naming: Naming) -> str:
    name = naming(key.field)
    if key.bucket is None:
        return name
    return f"year({name})" if key.bucket is Bucket.YEAR else f"date_trunc('{key.bucket}', {name})"


def _figure_text(aggregate: Aggregate, naming: Naming) -> str:
    if aggregate.field is None:
        counted = "*" if aggregate.function is Function.COUNT else "DISTINCT subject"
        return f"count({counted})"
    return f"{aggregate.function}({naming(aggregate.field)})"


# -- the select list ------------------------------------------------------------------------------


def _output(node: Any, scope: Scope) -> Output:
    if not isinstance(node, dict):
        refuse("shape", _FORM)
    if node.get("class") == "COLUMN_REF":
        key = Key(scope.data(column_path(node, ["alias"])))
        return Output(key, str(node.get("alias", key.field.name)))
    if node.get("class") != "FUNCTION":
        refuse("shape", _FORM)
    what = _call(node, scope)
    return Output(what, str(node.get("alias", _default_name(what))))


def _default_name(what: Key | Aggregate) -> str:
    if isinstance(what, Key):
        return f"{what.field.name}_{what.bucket}"[:40]
    if what.field is None:
        return what.function.value
    return f"{what.function}_{what.field.name}"[:40]


def _call(node: Node, scope: Scope) -> Key | Aggregate:
    required = {"class", "type", "function_name", "order_bys", "qualified_name"}
    taken = take(node, required, {"alias", "arguments", "distinct"})
    name = taken["function_name"]
    expect(taken, type="FUNCTION", order_bys=_NO_ORDER, qualified_name={"path": [name]})
    arguments = [take(item, {"expression"})["expression"] for item in taken.get("arguments", [])]
    folded = str(name).lower()
    if taken.get("distinct", False):
        return _distinct_subjects(folded, arguments, scope)
    if folded == "count_star" and not arguments:
        return Aggregate(Function.COUNT)
    if folded in _FUNCTIONS and len(arguments) == 1:
        return Aggregate(Function(folded), _argument(arguments[0], scope))
    if folded in {"year", "date_trunc"}:
        return _bucketed(folded, arguments, scope)
    refuse("shape", _FORM)


def _distinct_subjects(name: str, arguments: Sequence[Any], scope: Scope) -> Aggregate:
    if name != "count" or len(arguments) != 1 or not _is_column(arguments[0]):
        refuse("shape", "DISTINCT stands only in count(distinct subject)")
    if not scope.is_subject(column_path(arguments[0])):
        refuse("column", "only subject can be counted distinct")
    return Aggregate(Function.SUBJECTS)


def _bucketed(name: str, arguments: Sequence[Any], scope: Scope) -> Key:
    if name == "year" and len(arguments) == 1:
        return Key(_argument(arguments[0], scope), Bucket.YEAR)
    units = {unit.value: unit for unit in Bucket}
    if name == "date_trunc" and len(arguments) == 2:
        constant = take(arguments[0], {"class", "type", "literal"})
        literal = take(constant["literal"], {"kind"}, {"text"})
        bucket = units.get(str(literal.get("text", "")).lower())
        if literal["kind"] == "STRING" and bucket in {Bucket.MONTH, Bucket.QUARTER}:
            return Key(_argument(arguments[1], scope), bucket)
    refuse("shape", "dates are grouped by year(...), date_trunc('month', ...) or ('quarter', ...)")


def _argument(node: Any, scope: Scope) -> Field:
    if not _is_column(node):
        refuse("shape", "functions take a plain column")
    return scope.data(column_path(node))


def _is_column(node: Any) -> bool:
    return isinstance(node, dict) and node.get("class") == "COLUMN_REF"


# -- GROUP BY, ORDER BY, LIMIT --------------------------------------------------------------------


def _keys(node: Node, scope: Scope, outputs: Sequence[Output]) -> tuple[Key, ...]:
    expressions = node.get("group_expressions", [])
    sets = [list(range(len(expressions)))] if expressions else []
    if node.get("group_sets", []) != sets:
        refuse("shape", "GROUP BY takes a plain list of distinct columns")
    return tuple(_key(expression, scope, outputs) for expression in expressions)


def _key(node: Any, scope: Scope, outputs: Sequence[Output]) -> Key:
    found: object = None
    if _is_column(node):
        path = column_path(node)
        named = {o.name.lower(): o.what for o in outputs} if len(path) == 1 else {}
        registered = any(table.field(path[-1]) for _, table in scope.tables)
        found = named.get(path[0].lower()) if not registered else Key(scope.data(path))
        if found is None:
            return Key(scope.data(path))
    elif isinstance(node, dict) and node.get("class") == "CONSTANT":
        found = outputs[_position(node, outputs)].what
    elif isinstance(node, dict) and node.get("class") == "FUNCTION":
        found = _call(node, scope)
    if not isinstance(found, Key):
        refuse("shape", "GROUP BY takes columns only")
    return found


def _position(node: Any, outputs: Sequence[Output]) -> int:
    number = _whole(node)
    if not 1 <= number <= len(outputs):
        refuse("shape", "a column number in GROUP BY or ORDER BY is not one of the answer's")
    return number - 1


def _whole(node: Any) -> int:
    taken = take(node, {"class", "type", "literal"})
    expect(taken, **{"class": "CONSTANT", "type": "VALUE_CONSTANT"})
    literal = take(taken["literal"], {"kind"}, {"text"})
    written = str(literal.get("text", ""))
    if literal["kind"] != "INTEGER" or not (written.isascii() and written.isdigit()):
        refuse("shape", "a whole number is needed")
    if len(written) > 9:
        refuse("shape", "a whole number is too large")
    return int(written)


@dataclass(frozen=True, slots=True)
class _Shown:
    order: tuple[Order, ...] = ()
    limit: int | None = None


def _modifiers(nodes: Sequence[Any], outputs: Sequence[Output]) -> _Shown:
    order: tuple[Order, ...] = ()
    limit: int | None = None
    for node in nodes:
        kind = node.get("type") if isinstance(node, dict) else None
        if kind == "ORDER_MODIFIER" and not order:
            orders = take(node, {"type", "orders"})["orders"]
            order = tuple(_order(item, outputs) for item in orders)
        elif kind == "LIMIT_MODIFIER" and limit is None:
            limit = _whole(take(node, {"type", "limit"})["limit"])
        else:
            refuse("shape", "only ORDER BY output columns and LIMIT n may follow")
    return _Shown(order, limit)


_DESCENDING: Final[Mapping[str, bool]] = {
    "ORDER_DEFAULT": False,
    "ASCENDING": False,
    "DESCENDING": True,
}


def _order(node: Any, outputs: Sequence[Output]) -> Order:
    taken = take(node, {"type", "null_order", "expression"})
    expect(taken, null_order="ORDER_DEFAULT")
    if taken["type"] not in _DESCENDING:
        refuse("shape", "ORDER BY takes ASC or DESC only")
    expression = taken["expression"]
    if not _is_column(expression):
        return Order(_position(expression, outputs), _DESCENDING[taken["type"]])
    path = column_path(expression)
    names = [output.name.lower() for output in outputs]
    if len(path) != 1 or path[0].lower() not in names:
        refuse("shape", "ORDER BY takes columns of the answer only")
    return Order(names.index(path[0].lower()), _DESCENDING[taken["type"]])
