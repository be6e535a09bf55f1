"""How many persons some points or intervals single out, against counting them all."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from cohortium_anonymize.trajectories import uniqueness
from cohortium_anonymize.trajectories.uniqueness import intervals, points, rows, wilson


def drawn(
    seed: int, persons: int = 60, each: int = 6, kinds: int = 25
) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    draw = np.random.default_rng(seed)
    return np.repeat(np.arange(persons), each), draw.integers(0, kinds, persons * each)


def test_one_known_point_is_unique_when_one_person_has_it() -> None:
    """Whoever has one point alone is always asked by it: the figure is exact."""
    persons = np.array([0, 1, 2, 3, 3])
    found = points(persons, np.array([7, 7, 8, 9, 9]), 1)
    assert (found[1].asked, found[1].unique) == (4, 2)
    assert (found[2].asked, found[3].asked) == (0, 0)


@pytest.mark.parametrize("p", [2, 3])
def test_known_points_are_those_of_the_persons_asked(p: int) -> None:
    """Over many draws the share comes near that of all combinations."""
    persons, tokens = drawn(3)
    own = [set(tokens[persons == person].tolist()) for person in range(60)]
    alone = [
        np.mean([sum(set(c) <= other for other in own) == 1 for c in combinations(sorted(has), p)])
        for has in own
        if len(has) >= p
    ]
    found = [points(persons, tokens, seed)[p] for seed in range(20)]
    assert {f.asked for f in found} == {len(alone)}
    share = sum(f.unique for f in found) / sum(f.asked for f in found)
    assert share == pytest.approx(float(np.mean(alone)), abs=0.06)


def test_intervals_are_in_a_row_and_of_one_person() -> None:
    """Persons 0 and 1 have intervals 2, 3, 9, from different days on; 2 has 2, 3, 8."""
    moments = {0: [10, 12, 15, 24], 1: [100, 102, 105, 114], 2: [50, 52, 55, 63, 63]}
    persons = np.concatenate([np.full(len(when), who) for who, when in moments.items()])
    found = intervals(persons, np.concatenate([*moments.values()]), 1)
    assert [found[p].asked for p in (1, 2, 3)] == [3, 3, 3]
    assert found[3].unique == 1
    assert found[1].unique <= 1
    assert found[2].unique <= 1


def test_many_persons_with_intervals_of_their_own() -> None:
    persons = np.repeat(np.arange(700), 4)
    moments = np.cumsum(np.random.default_rng(1).integers(1, 10_000, 2800))
    found = intervals(persons, moments, 5)
    assert found[3].asked == uniqueness.ASKED
    assert found[3].describe()["unique"] == 1.0
    same = intervals(persons, np.tile([0, 1, 2, 3], 700), 5)
    assert [same[p].unique for p in (1, 2, 3)] == [0, 0, 0]


def test_rows_single_out_whoever_has_their_number_alone() -> None:
    assert rows(np.array([0, 0, 1, 1, 2, 2, 2, 3])) == uniqueness.Uniqueness(4, 2)
    assert rows(np.zeros(0, np.int64)).asked == 0


def test_a_seed_gives_the_same_again_and_another_another() -> None:
    persons, tokens = drawn(4, kinds=60)
    same = [points(persons, tokens, 9)[2].unique for _ in range(2)]
    assert same[0] == same[1]
    assert len({points(persons, tokens, seed)[2].unique for seed in range(9)}) > 1


def test_nobody_is_asked_where_there_is_nobody() -> None:
    none = np.zeros(0, np.int64)
    for measure in (points, intervals):
        assert [found.asked for found in measure(none, none, 1).values()] == [0, 0, 0]
    assert uniqueness.Uniqueness(0, 0).describe() == {
        "asked": 0,
        "unique": 0.0,
        "low": 0.0,
        "high": 1.0,
    }


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson(successes: int, trials: int, low: float, high: float) -> None:
    """The last is the example of Newcombe (1998)."""
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)
