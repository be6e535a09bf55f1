"""WHERE clauses: from the engine's syntax tree to conditions in normal form.

Columns stand against literals only; no functions, casts (but DATE literals), arithmetic or columns
against columns.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from cohortium.gate.limits import MAX_DEPTH, MAX_IN
from cohortium.gate.nodes import Condition, Missing, Operator, Value
from cohortium.gate.normal import comparison, every, membership, negation, some
from cohortium.gate.refusal import refuse
from cohortium.gate.registry import Field, Type
from cohortium.gate.scope import Scope, column_path
from cohortium.gate.syntax import expect, take

_OPERATORS: Final[Mapping[str, Operator]] = {
    "COMPARE_EQUAL": Operator.EQ,
    "COMPARE_NOTEQUAL": Operator.NE,
    "COMPARE_LESSTHAN": Operator.LT,
    "COMPARE_LESSTHANOREQUALTO": Operator.LE,
    "COMPARE_GREATERTHAN": Operator.GT,
    "COMPARE_GREATERTHANOREQUALTO": Operator.GE,
}
_FLIPPED: Final[Mapping[Operator, Operator]] = {
    Operator.EQ: Operator.EQ,
    Operator.NE: Operator.NE,
    Operator.LT: Operator.GT,
    Operator.GT: Operator.LT,
    Operator.LE: Operator.GE,
    Operator.GE: Operator.LE,
}
_NUMBER: Final = re.compile(r"-?[0-9]{0,18}(\.[0-9]{0,18})?([eE][+-]?[0-9]{1,2})?", re.ASCII)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_FORM: Final = "a condition is a column against a literal, with = <> < <= > >= IN BETWEEN IS NULL"


def condition_of(node: object, scope: Scope, depth: int = 0) -> Condition:
    """Read one condition; `depth` counts the AND, OR, NOT and BETWEEN around it."""
    kind = node.get("class") if isinstance(node, dict) else None
    match kind:
        case "COMPARISON":
            return _comparison(node, scope)
        case "CONJUNCTION":
            return _conjunction(node, scope, _deeper(depth))
        case "BETWEEN":
            _deeper(depth)
            return _between(node, scope)
        case "OPERATOR":
            return _operator(node, scope, depth)
        case _:
            refuse("shape", _FORM)


def _deeper(depth: int) -> int:
    if depth >= MAX_DEPTH:
        refuse("shape", f"conditions are nested at most {MAX_DEPTH} deep")
    return depth + 1


def _comparison(node: object, scope: Scope) -> Condition:
    taken = take(node, {"class", "type", "left", "right"})
    operator = _OPERATORS.get(taken["type"])
    if operator is None:
        refuse("shape", _FORM)
    left, right = taken["left"], taken["right"]
    if _is_column(right) and not _is_column(left):
        left, right, operator = right, left, _FLIPPED[operator]
    field = _field(left, scope)
    return comparison(field, operator, _literal(right, field))


def _conjunction(node: object, scope: Scope, depth: int) -> Condition:
    taken = take(node, {"class", "type", "children"})
    parts = [condition_of(child, scope, depth) for child in taken["children"]]
    if taken["type"] == "CONJUNCTION_AND":
        return every(parts)
    expect(taken, type="CONJUNCTION_OR")
    return some(parts)


def _between(node: object, scope: Scope) -> Condition:
    taken = take(node, {"class", "type", "input", "lower", "upper"})
    expect(taken, type="COMPARE_BETWEEN")
    field = _field(taken["input"], scope)
    low, high = _literal(taken["lower"], field), _literal(taken["upper"], field)
    return every((comparison(field, Operator.GE, low), comparison(field, Operator.LE, high)))


def _operator(node: object, scope: Scope, depth: int) -> Condition:
    taken = take(node, {"class", "type", "children"})
    kind, children = taken["type"], taken["children"]
    if kind == "OPERATOR_NOT" and len(children) == 1:
        return negation(condition_of(children[0], scope, _deeper(depth)))
    if kind in {"OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"} and len(children) == 1:
        return Missing(_field(children[0], scope), kind == "OPERATOR_IS_NOT_NULL")
    if kind == "COMPARE_IN" and 2 <= len(children) <= MAX_IN + 1:
        field = _field(children[0], scope)
        return membership(field, [_literal(child, field) for child in children[1:]], negated=False)
    refuse("shape", f"IN takes 1 to {MAX_IN} literals" if kind == "COMPARE_IN" else _FORM)


def _is_column(node: object) -> bool:
    return isinstance(node, dict) and node.get("class") == "COLUMN_REF"


def _field(node: object, scope: Scope) -> Field:
    if not isinstance(node, dict) or not _is_column(node):
        refuse("shape", _FORM)
    return scope.data(column_path(node))


def _literal(node: Any, field: Field) -> Value:
    """The literal `node`, typed by `field`; a wrong type is found by the node that takes it."""
    if isinstance(node, dict) and node.get("class") == "CAST":
        return _date(node)
    taken = take(node, {"class", "type", "literal"})
    expect(taken, **{"class": "CONSTANT", "type": "VALUE_CONSTANT"})
    literal = take(taken["literal"], {"kind"}, {"text"})
    kind, written = literal["kind"], str(literal.get("text", ""))
    if kind == "STRING":
        return written
    if kind == "BOOLEAN" and written in {"true", "false"}:
        return written == "true"
    if kind in {"INTEGER", "NUMERIC"}:
        return _number(written, field)
    refuse("shape", "a literal is text, a number, TRUE, FALSE or DATE 'YYYY-MM-DD'")


def _number(written: str, field: Field) -> int | float:
    plain = written.replace("_", "")
    if not _NUMBER.fullmatch(plain) or not any(map(str.isdigit, plain)):
        refuse("shape", "a number literal is too long or has an unknown form")
    number = float(plain)
    if not math.isfinite(number):
        refuse("shape", "a number literal is too large")
    if field.type is Type.INTEGER and re.fullmatch(r"-?[0-9]+", plain):
        return int(plain)
    return number + 0.0  # no negative zero


def _date(node: object) -> date:
    taken = take(node, {"class", "type", "child", "type_expr"})
    expect(taken, **{"class": "CAST", "type": "OPERATOR_CAST"})
    target = take(taken["type_expr"], {"class", "type", "type_name", "qualified_name"})
    expect(target, **{"class": "TYPE", "type": "TYPE"})
    expect(target, qualified_name={"path": [target["type_name"]]})
    child = take(taken["child"], {"class", "type", "literal"})
    literal = take(child["literal"], {"kind", "text"})
    if str(target["type_name"]).lower() != "date" or literal["kind"] != "STRING":
        refuse("shape", "the only cast is that of a DATE literal")
    expect(child, **{"class": "CONSTANT", "type": "VALUE_CONSTANT"})
    try:
        if _DATE.fullmatch(literal["text"]):
            return date.fromisoformat(literal["text"])
    except ValueError:
        refuse("shape", "a date literal is no day of the calendar")
    refuse("shape", "a date literal is written DATE 'YYYY-MM-DD'")
