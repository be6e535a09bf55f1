"""The attack on two releases finds whoever stands alone between them, and nobody else."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from cohortium.records.columns import TABLES
from cohortium.records.tables import SCHEMAS
from cohortium.release.isolation import Isolated, Seen, smallest

K = 3
QUASI = ("sex",)
Rows = list[tuple[str, float | None]]


def seen(people: dict[str, str], values: Rows, *, parts: int = 1) -> Seen:
    """What a release shows of people (with their sex) and measured values, in so many parts."""
    made = Seen()
    made.subjects(pa.table({"subject": list(people), "sex": list(people.values())}), QUASI)
    for part in range(parts):
        made.events("observations", observations(values[part::parts]))
    return made


def observations(values: Rows) -> pa.Table:
    columns: dict[str, Any] = {
        column.name: pa.nulls(len(values), SCHEMAS["observations"].field(column.name).type)
        for column in TABLES["observations"].columns[1:]
    }
    columns["value"] = pa.array([value for _, value in values], pa.float64())
    return pa.table({"subject": pa.array([who for who, _ in values], pa.string()), **columns})


PEOPLE = {f"a{n}": "f" for n in range(6)} | {f"a{n}": "m" for n in range(6, 9)}
VALUES: Rows = [(who, float(n)) for n, who in enumerate(PEOPLE)] + [("a0", 7.5), ("a0", None)]
LATER = {f"b{name[1:]}": sex for name, sex in PEOPLE.items()}
SAME = dict(zip(PEOPLE, LATER, strict=True))
BEFORE = seen(PEOPLE, VALUES)


def renamed(values: Rows) -> Rows:
    return [(SAME[who], value) for who, value in values]


def without(*names: str) -> dict[str, str]:
    return {name: sex for name, sex in LATER.items() if name not in names}


def test_the_same_people_under_other_names_tell_nothing() -> None:
    assert smallest(BEFORE, seen(LATER, renamed(VALUES)), SAME, K) is None
    shuffled = seen(LATER, renamed(VALUES)[::-1], parts=3)
    assert smallest(BEFORE, shuffled, SAME, K) is None


@pytest.mark.parametrize(
    ("people", "values", "expected"),
    [
        (without("b1"), VALUES, Isolated(1, "gone")),
        (without("b1", "b2"), VALUES, Isolated(2, "gone")),
        (without("b1", "b2", "b3"), VALUES, None),
        (without("b1", "b2", "b3", "b4"), VALUES, Isolated(2, "kept")),
        (without("b6", "b7", "b8"), VALUES, None),  # a whole class
        ({**LATER, "x": "f"}, VALUES, Isolated(1, "come")),
        ({**LATER, "x": "f", "y": "f", "z": "m"}, VALUES, Isolated(1, "come")),
        ({**LATER, "x": "m", "y": "m", "z": "m"}, VALUES, None),
        ({**LATER, "b1": "m"}, VALUES, Isolated(1, "kept")),  # moved to the other class
        (LATER, [*VALUES, ("a1", None)], Isolated(1, "changed")),
        (LATER, VALUES[:-1], Isolated(1, "changed")),
        (LATER, [*VALUES[:-2], ("a0", 7.6), ("a0", None)], Isolated(1, "changed")),
        (LATER, [*VALUES, *((f"a{n}", 1.0) for n in range(3))], None),
        (LATER, [*VALUES, *((f"a{n}", 1.0) for n in range(6, 9))], None),
    ],
)
def test_whoever_stands_alone_is_found(
    people: dict[str, str], values: Rows, expected: Isolated | None
) -> None:
    same = {old: new for old, new in SAME.items() if new in people}
    told = renamed([(who, value) for who, value in values if SAME[who] in people])
    assert smallest(BEFORE, seen(people, told), same, K) == expected


def test_a_class_that_was_small_and_stays_whole_is_not_told_apart() -> None:
    assert smallest(BEFORE, seen(LATER, renamed(VALUES)), SAME, 4) is None
    same = {old: new for old, new in SAME.items() if new != "b7"}
    found = smallest(BEFORE, seen(without("b7"), renamed(VALUES)), same, 4)
    assert found == Isolated(1, "gone")


def test_tables_that_one_release_lacks_are_not_compared() -> None:
    bare = seen(LATER, renamed(VALUES))
    bare.contents.clear()
    assert smallest(BEFORE, bare, SAME, K) is None
