"""Conditions in one normal form, and their canonical text.

Two conditions that differ only in the order of AND, OR or IN, in how NOT is spread, in `>` against
`>=` of the next whole number or day, or in an IN against ORs of `=`, become the same. Every rewriting
holds in SQL's three-valued logic. It is not a decision procedure: equal meaning may still differ
in form, so nothing safe may rest on two questions being different.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from cohortium.gate.nodes import Among, Compare, Condition, Every, Missing, Operator, Some, Value
from cohortium.gate.registry import Field, Type

Naming = Callable[[Field], str]

_COMPLEMENT: Final[Mapping[Operator, Operator]] = {
    Operator.EQ: Operator.NE,
    Operator.NE: Operator.EQ,
    Operator.LT: Operator.GE,
    Operator.GE: Operator.LT,
    Operator.GT: Operator.LE,
    Operator.LE: Operator.GT,
}
_STEPPED: Final[Mapping[Operator, Operator]] = {
    Operator.GT: Operator.GE,
    Operator.LE: Operator.LT,
}


def comparison(field: Field, operator: Operator, value: Value) -> Condition:
    """`field operator value`, with `>` and `<=` of whole things, and `<>` of truths, rewritten."""
    asked = Compare(field, operator, value)  # checks the value before it is reckoned with
    if field.type is Type.BOOLEAN:
        return Compare(field, Operator.EQ, value if operator is Operator.EQ else not value)
    stepped = _STEPPED.get(operator)
    if stepped is not None and isinstance(value, date):
        return Compare(field, stepped, value + timedelta(days=1))
    if stepped is not None and isinstance(value, int):
        return Compare(field, stepped, value + 1)
    return asked


def membership(field: Field, values: Iterable[Value], *, negated: bool) -> Condition:
    """`field [NOT] IN values`: sorted, distinct; of one value a comparison."""
    distinct = _distinct(values)
    if len(distinct) == 1:
        return comparison(field, Operator.NE if negated else Operator.EQ, distinct[0])
    return Among(field, distinct, negated)


def negation(condition: Condition) -> Condition:
    """NOT `condition`, driven down to the comparisons."""
    match condition:
        case Compare(field, operator, value):
            return comparison(field, _COMPLEMENT[operator], value)
        case Among(field, values, negated):
            return Among(field, values, not negated)
        case Missing(field, negated):
            return Missing(field, not negated)
        case Every(conditions):
            return some(negation(part) for part in conditions)
        case Some(conditions):
            return every(negation(part) for part in conditions)


def every(conditions: Iterable[Condition]) -> Condition:
    """All of `conditions`: flattened, merged, distinct, sorted."""
    flat = _flatten(conditions, Every)
    parts = _sorted(_merge(flat, Operator.NE, negated=True))
    return parts[0] if len(parts) == 1 else Every(parts)


def some(conditions: Iterable[Condition]) -> Condition:
    """Any of `conditions`: flattened, merged, distinct, sorted."""
    flat = _flatten(conditions, Some)
    parts = _sorted(_merge(flat, Operator.EQ, negated=False))
    return parts[0] if len(parts) == 1 else Some(parts)


def text(condition: Condition, naming: Naming) -> str:
    """`condition` as SQL of the question grammar; nested AND and OR in parentheses."""
    match condition:
        case Compare(field, operator, value):
            return f"{naming(field)} {operator} {literal(value)}"
        case Among(field, values, negated):
            items = ", ".join(literal(value) for value in values)
            return f"{naming(field)} {'NOT IN' if negated else 'IN'} ({items})"
        case Missing(field, negated):
            return f"{naming(field)} IS {'NOT NULL' if negated else 'NULL'}"
        case Every(conditions):
            return " AND ".join(_nested(part, naming) for part in conditions)
        case Some(conditions):
            return " OR ".join(_nested(part, naming) for part in conditions)


def literal(value: Value) -> str:
    """`value` as a literal of the question grammar; numbers without exponent."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    plain = f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _nested(condition: Condition, naming: Naming) -> str:
    inner = text(condition, naming)
    return f"({inner})" if isinstance(condition, Every | Some) else inner


def _qualified(field: Field) -> str:
    return f"{field.table}.{field.name}"


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(sorted(set(values), key=lambda value: (type(value).__name__, value)))


def _flatten(conditions: Iterable[Condition], kind: type[Every] | type[Some]) -> list[Condition]:
    flat: list[Condition] = []
    for condition in conditions:
        flat.extend(condition.conditions if isinstance(condition, kind) else (condition,))
    return flat


def _merge(parts: list[Condition], operator: Operator, *, negated: bool) -> list[Condition]:
    """Gather the equalities (OR) or inequalities (AND) of one column into one membership."""
    gathered: dict[Field, list[Value]] = {}
    rest: list[Condition] = []
    for part in parts:
        if isinstance(part, Compare) and part.operator is operator:
            gathered.setdefault(part.field, []).append(part.value)
        elif isinstance(part, Among) and part.negated is negated:
            gathered.setdefault(part.field, []).extend(part.values)
        else:
            rest.append(part)
    members = [membership(field, values, negated=negated) for field, values in gathered.items()]
    return rest + members


def _sorted(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    by_text = {text(condition, _qualified): condition for condition in conditions}
    return tuple(by_text[key] for key in sorted(by_text))
