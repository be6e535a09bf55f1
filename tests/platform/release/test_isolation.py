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
BEFORE = seen(PEOPLE, VALUES)


def without(*names: str) -> dict[str, str]:
    return {name: sex for name, sex in PEOPLE.items() if name not in names}


def those(*numbers: int) -> Seen:
    return seen({f"a{n}": "f" for n in numbers}, [(f"a{n}", float(n)) for n in numbers])


def test_the_same_people_under_other_names_tell_nothing() -> None:
    later = {f"b{name[1:]}": sex for name, sex in PEOPLE.items()}
    values = [(f"b{who[1:]}", value) for who, value in VALUES]
    names = {later_name: f"a{later_name[1:]}" for later_name in later}
    for told in (seen(later, values), seen(later, values[::-1], parts=3)):
        assert smallest([BEFORE, told.known_as(names)], K) is None


@pytest.mark.parametrize(
    ("people", "values", "expected"),
    [
        (without("a1"), VALUES, Isolated(1, "gone")),
        (without("a1", "a2"), VALUES, Isolated(2, "gone")),
        (without("a1", "a2", "a3"), VALUES, None),
        (without("a1", "a2", "a3", "a4"), VALUES, Isolated(2, "kept")),
        (without("a6", "a7", "a8"), VALUES, None),  # a whole class
        ({**PEOPLE, "x": "f"}, VALUES, Isolated(1, "come")),
        ({**PEOPLE, "x": "f", "y": "f", "z": "m"}, VALUES, Isolated(1, "come")),
        ({**PEOPLE, "x": "m", "y": "m", "z": "m"}, VALUES, None),
        ({**PEOPLE, "a1": "m"}, VALUES, Isolated(1, "kept")),  # moved to the other class
        (PEOPLE, [*VALUES, ("a1", None)], Isolated(1, "changed")),
        (PEOPLE, VALUES[:-1], Isolated(1, "changed")),
        (PEOPLE, [*VALUES[:-2], ("a0", 7.6), ("a0", None)], Isolated(1, "changed")),
        (PEOPLE, [*VALUES, *((f"a{n}", 1.0) for n in range(3))], None),
        (PEOPLE, [*VALUES, *((f"a{n}", 1.0) for n in range(6, 9))], None),
    ],
)
def test_whoever_stands_alone_is_found(
    people: dict[str, str], values: Rows, expected: Isolated | None
) -> None:
    told = [(who, value) for who, value in values if who in people]
    assert smallest([BEFORE, seen(people, told)], K) == expected


EVERYBODY = those(*range(1, 11))
FEWER = those(*range(5, 11))


@pytest.mark.parametrize(
    ("releases", "expected"),
    [
        ([EVERYBODY, FEWER, EVERYBODY], None),  # all come back
        ([EVERYBODY, FEWER, those(*range(3, 11))], Isolated(2, "come")),
        ([EVERYBODY, those(*range(1, 8)), those(*range(1, 8), 11, 12, 13)], None),
        # no two releases tell two people apart, all three do: of four who left, two are back
        ([EVERYBODY, FEWER, those(1, 2, 8, 9, 10, 11, 12, 13)], Isolated(2, "come")),
    ],
)
def test_whoever_has_every_release_tells_more(
    releases: list[Seen], expected: Isolated | None
) -> None:
    found = smallest(releases, K)
    assert (found and found.persons) == (expected and expected.persons)
    assert found is None or expected is None or found.how == expected.how


def test_contents_are_held_against_every_release_before() -> None:
    people = {f"a{n}": "f" for n in range(6)}
    rows: list[Rows] = [
        [(who, 1.0) for who in people],
        [(who, 2.0) for who in people],
        [(who, 1.0 if who == "a0" else 3.0) for who in people],  # one is as at first, again
    ]
    history = [seen(people, told) for told in rows]
    assert smallest(history[:2], K) is None
    assert smallest(history[1:], K) is None
    assert smallest(history, K) == Isolated(1, "changed")


def test_a_class_that_was_small_and_stays_whole_is_not_told_apart() -> None:
    assert smallest([BEFORE, BEFORE], 4) is None
    fewer = seen(without("a7"), [(who, value) for who, value in VALUES if who != "a7"])
    assert smallest([BEFORE, fewer], 4) == Isolated(1, "gone")
    assert smallest([BEFORE, fewer, fewer], 4) is None  # told before, not by this one


def test_tables_that_one_release_lacks_are_not_compared() -> None:
    bare = seen(PEOPLE, VALUES)
    bare.contents.clear()
    assert smallest([BEFORE, bare, BEFORE], K) is None
