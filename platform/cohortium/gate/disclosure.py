"""Disclosure control: what of a plan's exact rows may leave.

- A group of fewer than `MIN_SUBJECTS` subjects is left out, whether it has nine or none.
- Counts, of subjects and of rows, are rounded to the nearest `ROUND_TO`.
- An average is the clamped sum over the clamped count, to `SIGNIFICANT_DIGITS`; it is null where
  fewer than `MIN_SUBJECTS` subjects have a value, however many the group has.
- Where one subject has given more than `MAX_SHARE` of the values, averages and sums are null; where
  one subject has more than that share of the rows, the count of rows is.
- A sum is the average times the published count of values, to as many digits: it tells nothing
  that the two do not. (An exact sum of small numbers would have survived rounding to three digits.)

Order and LIMIT come last, over published figures, so neither tells more. This does not stop
differencing: overlapping questions can still be combined, and a sharp threshold lets a group of
known size be used to weigh a single person. The budget bounds how many are asked in a day, no
more; differential privacy is what would answer that. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from cohortium.gate.limits import MAX_SHARE, MIN_SUBJECTS, ROUND_TO, SIGNIFICANT_DIGITS
from cohortium.gate.nodes import Function, Key, Order, Output
from cohortium.gate.plan import Measured, Plan
from cohortium.gate.refusal import refuse

Cell = str | int | float | bool | None

_EXACT: Final = Context(prec=60)
_SHOWN: Final = Context(prec=SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Answer:
    """What may leave: column names, and rows of text, numbers, truths and nulls.

    Dates are ISO text; counts are int, averages and sums float.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def disclose(plan: Plan, rows: Sequence[Sequence[object]]) -> Answer:
    """The answer that may leave of the exact `rows` of `plan`, as the worker returned them."""
    for row in rows:
        _check(plan, row)
    kept = [row for row in rows if _number(row[plan.subjects_at]) >= MIN_SUBJECTS]
    published = [tuple(_cell(plan, output, row) for output in plan.outputs) for row in kept]
    ordered = _ordered(plan, published)
    limit = plan.question.limit
    return Answer(plan.columns, tuple(ordered if limit is None else ordered[:limit]))


def rounded(count: int) -> int:
    """`count` to the nearest multiple of `ROUND_TO`."""
    return (count + ROUND_TO // 2) // ROUND_TO * ROUND_TO


def significant(value: Decimal) -> float:
    """`value` to `SIGNIFICANT_DIGITS`, without negative zero."""
    return float(_SHOWN.plus(value)) + 0.0


def dominated(most: int, total: int) -> bool:
    """Whether the subject with `most` of `total` contributions has more than `MAX_SHARE` of them."""
    return most > MAX_SHARE * total


def _cell(plan: Plan, output: Output, row: Sequence[object]) -> Cell:
    what = output.what
    if isinstance(what, Key):
        return _key(row[plan.question.keys.index(what)])
    if what.field is None:
        return _count(plan, what.function, row)
    return _measure(plan.measured(what.field), what.function, row)


def _count(plan: Plan, function: Function, row: Sequence[object]) -> Cell:
    at = plan.subjects_at
    subjects, rows, most = (_number(cell) for cell in row[at : at + 3])
    if function is Function.SUBJECTS:
        return rounded(subjects)
    return None if dominated(most, rows) else rounded(rows)


def _measure(place: Measured, function: Function, row: Sequence[object]) -> Cell:
    figures = row[place.start : place.start + 4]
    total, count, subjects, most = (_number(cell) for cell in figures)
    if subjects < MIN_SUBJECTS or dominated(most, count):
        return None
    mean = _EXACT.divide(Decimal(total), Decimal(count)).scaleb(-place.scale, _EXACT)
    if function is Function.AVG:
        return significant(mean)
    return significant(_EXACT.multiply(mean, Decimal(rounded(count))))


def _key(value: object) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):  # a bool is an int
        return value
    refuse("failed", "the worker's rows are not what the plan says")


def _number(value: object) -> int:
    """`value`, of which `_check` has made sure."""
    return value if isinstance(value, int) else 0


def _check(plan: Plan, row: Sequence[object]) -> None:
    figures = row[plan.subjects_at :]
    whole = all(type(value) is int or value is None for value in figures)
    if len(row) != plan.width or not whole or not all(type(v) is int for v in figures[:3]):
        refuse("failed", "the worker's rows are not what the plan says")


def _ordered(plan: Plan, rows: list[tuple[Cell, ...]]) -> list[tuple[Cell, ...]]:
    """By the asked order, ties and all else by the row itself: never in the order of the data."""
    ordered = sorted(rows, key=lambda row: tuple(_rank(cell) for cell in row))
    for order in reversed(plan.question.order):
        ordered = _by(ordered, order)
    return ordered


def _by(rows: list[tuple[Cell, ...]], order: Order) -> list[tuple[Cell, ...]]:
    present = [row for row in rows if row[order.position] is not None]
    absent = [row for row in rows if row[order.position] is None]
    present.sort(key=lambda row: _rank(row[order.position]), reverse=order.descending)
    return present + absent


def _rank(cell: Cell) -> tuple[int, float, str]:
    if cell is None:
        return (2, 0.0, "")
    return (1, 0.0, cell) if isinstance(cell, str) else (0, float(cell), "")
