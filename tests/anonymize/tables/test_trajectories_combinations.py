"""k^m over everybody's rarest items, against a check that knows nothing of how it is done."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohortium_anonymize.trajectories import combinations
from cohortium_anonymize.trajectories.combinations import Endless, protect

Pairs = list[tuple[int, str]]


def above(item: str) -> str | None:
    """a.b.c -> a.b -> a -> nothing."""
    return item.rpartition(".")[0] or None


def told(pairs: Pairs, k: int, m: int) -> list[str | None]:
    words = list(dict.fromkeys(item for _, item in pairs))
    persons = np.array([person for person, _ in pairs], np.int64)
    items = np.array([words.index(item) for _, item in pairs], np.int64)
    return protect(persons, items, words, above, k=k, m=m).items


def check(pairs: Pairs, made: list[str | None], k: int, m: int) -> None:
    """Everybody's m rarest items are all those of at least k persons; and items only ever rose."""
    own = defaultdict(set)
    for (person, item), now in zip(pairs, made, strict=True):
        assert now is None or item == now or item.startswith(f"{now}.")
        if now is not None:
            own[person].add(now)
    held = Counter(item for items in own.values() for item in items)
    for items in own.values():
        rarest = set(sorted(items, key=lambda item: (held[item], item))[:m])
        assert sum(rarest <= others for others in own.values()) >= k


some_pairs = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(["a", "b", "a.1", "a.1.x", "a.1.y", "a.2", "b.1", "c"])),
    unique=True,
    max_size=70,
)  # fmt: skip


@given(some_pairs, st.integers(1, 5), st.integers(1, 3))
def test_rarest_items_are_held_by_k(pairs: Pairs, k: int, m: int) -> None:
    check(pairs, told(pairs, k, m), k, m)


@given(some_pairs, st.integers(2, 4), st.integers(1, 3), st.randoms(use_true_random=False))
def test_the_order_changes_nothing(pairs: Pairs, k: int, m: int, random: object) -> None:
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    made = dict(zip(shuffled, told(shuffled, k, m), strict=True))
    assert [made[pair] for pair in pairs] == told(pairs, k, m)


def random_pairs(persons: int, items: int, seed: int) -> Pairs:
    draw = np.random.default_rng(seed)
    found = {
        (person, f"{'ab'[item % 2]}.{item}")
        for person in range(persons)
        for item in (draw.zipf(1.4, 12) % items).tolist()
    }
    return sorted(found)


@pytest.mark.parametrize("m", [1, 2, 3])
def test_many_persons(m: int) -> None:
    pairs = random_pairs(400, 60, m)
    made = told(pairs, 5, m)
    check(pairs, made, 5, m)
    assert sum(item is not None for item in made) > len(pairs) / 2


def test_persons_are_counted_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = random_pairs(300, 40, 7)
    whole = told(pairs, 4, 2)
    monkeypatch.setattr(combinations, "HELD_BYTES", 1)
    assert told(pairs, 4, 2) == whole


def test_a_rare_pair_of_common_items_is_parted() -> None:
    """Six persons have each item; two have both. They alone tell less."""
    pairs = [(p, "flu") for p in range(8)] + [(p, "gout") for p in range(6, 14)]
    made = dict(zip(pairs, told(pairs, 5, 2), strict=True))
    for pair in pairs:
        assert made[pair] == (None if pair in {(6, "flu"), (7, "flu")} else pair[1])
    assert told(pairs, 5, 1) == [item for _, item in pairs]
    assert told(pairs, 2, 2) == [item for _, item in pairs]


def test_a_unique_item_rises_as_far_as_it_must() -> None:
    common = [(p, "E.11.9") for p in range(5)]
    assert told([*common, (5, "Q.1.1")], 5, 2)[-1] is None
    below = [(p, f"E.{p}.{q}") for p, q in ((6, 0), (7, 0), (8, 1), (9, 1), (10, 2))]
    assert told(below, 5, 2) == ["E"] * 5


def test_those_that_rise_meet() -> None:
    """The lowest rise first: none goes beyond where k of them stand together."""
    pairs = [(p, f"E.1.{p}") for p in range(3)] + [(p, "E.1") for p in range(3, 5)]
    assert told(pairs, 5, 1) == ["E.1"] * 5


def test_two_items_of_a_person_may_become_one() -> None:
    pairs = [(p, f"E.1.{q}") for p in range(3) for q in (2 * p, 2 * p + 1)]
    assert told(pairs, 3, 2) == ["E.1"] * 6
    assert told(pairs, 4, 2) == [None] * 6


def test_shares() -> None:
    words = ["a", "b.1", "b.2"]
    persons, items = np.array([0, 1, 0, 1, 2]), np.array([0, 0, 1, 2, 0])
    made = protect(persons, items, words, above, k=2, m=1)
    assert made.items == ["a", "a", "b", "b", "a"]
    assert made.shares(items) == {"kept": 0.6, "generalized": 0.4, "suppressed": 0.0}


def test_nobody() -> None:
    none = np.zeros(0, np.int64)
    assert protect(none, none, [], above, k=5, m=2).items == []


def test_wrong_uses() -> None:
    one = np.zeros(1, np.int64)
    with pytest.raises(Endless):
        protect(one, one, ["a"], lambda item: item, k=2, m=1)
    for k, m in ((0, 1), (2, 0), (2, 4)):
        with pytest.raises(ValueError, match="k is at least 1"):
            protect(one, one, ["a"], above, k=k, m=m)
