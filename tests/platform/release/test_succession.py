"""Whoever comes, goes, returns or changes: no holder of releases isolates fewer than k of a class."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohortium.errors import Unavailable
from cohortium.release.succession import (
    FRESH,
    Reading,
    Seat,
    apart,
    decide,
    read_seats,
    renumbered,
    staying,
)

Told = dict[str, tuple[str, frozenset[str]]]  # pseudonym -> class, contents


def rank(seat: int) -> bytes:
    return hashlib.sha256(str(seat).encode()).digest()


def whole_or_k(part: Sequence[Any] | frozenset[Any], of: Sequence[Any], k: int) -> bool:
    rest = len(of) - len(part)
    return not part or not rest or (len(part) >= k and rest >= k)


@given(st.integers(2, 6), st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=40))
def test_a_block_stays_in_parts_of_k_beside_k(k: int, wished: list[str | None]) -> None:
    members = list(range(len(wished)))
    inside = {at: cell for at, cell in enumerate(wished) if cell is not None}
    stays = staying(members, inside, k)
    assert stays <= inside.keys()
    assert whole_or_k(stays, members, k)
    sizes = Counter(inside[at] for at in stays)
    assert all(size >= k for size in sizes.values()) or len(stays) == len(members)
    if len(set(wished)) == 1 and wished[0]:
        assert len(stays) == len(members)  # nobody leaves: nobody goes along


@given(st.integers(2, 6), st.integers(0, 30), st.integers(0, 30))
def test_no_more_go_along_than_must(k: int, leaving: int, wanting: int) -> None:
    members = list(range(leaving + wanting))
    stays = staying(members, dict.fromkeys(members[leaving:], "a"), k)
    best = [
        size
        for size in range(wanting + 1)
        if whole_or_k(range(size), members, k) and (not size or size >= k or not leaving)
    ]
    assert len(stays) == max(best)
    told = apart(members, set(members[leaving:]), k)
    assert len(told) == max(size for size in best if whole_or_k(range(size), members, k))


class World:
    """A dataset whose operator publishes by the rule, and whose attacker keeps every release.

    Each person has a class and contents that name them: who matches contents knows who is who. The
    attack below reads the releases alone.
    """

    def __init__(self, k: int, classes: Sequence[str]) -> None:
        self.k = k
        self.classes = classes
        self.consents = [False] * len(classes)
        self.records = [{f"p{at}"} for at in range(len(classes))]
        self.seats: list[Seat] = []
        self.releases: list[Told] = []

    def publish(self) -> None:
        """Another release; consent 100n+i is the i-th person's, told as of reading n."""
        number = len(self.releases)
        held = {n: seat.first.consents[0] for n, seat in enumerate(self.seats)}
        cells = {at: (c,) for at, c in enumerate(self.classes) if self.consents[at]}
        chosen = decide(self.seats, held, cells, self.k, rank)
        assert all(self.consents[at] for at in chosen)
        frozen = {held[n]: seat for n, seat in enumerate(self.seats)}
        parts: dict[int, list[int]] = {}
        for at in sorted(chosen & frozen.keys()):
            parts.setdefault(frozen[at].block, []).append(at)
        changed = {
            at for at in chosen & frozen.keys() if len(self.records[at]) > frozen[at].told.cut
        }
        renewed = {at for part in parts.values() for at in apart(part, changed, self.k)}
        seats: list[Seat] = []
        traces: list[Hashable] = []
        for n, seat in enumerate(self.seats):
            at = held[n]
            told = Reading(len(self.records[at]), (at,)) if at in renewed else seat.told
            seats.append(
                replace(seat, told=told, subject=f"{number}/{at}" if at in chosen else None)
            )
            traces.append((seat.block, at in chosen, at in renewed))
        for at in sorted(chosen - frozen.keys()):
            reading = Reading(len(self.records[at]), (at,))
            seats.append(Seat(FRESH, reading, reading, f"{number}/{at}"))
            traces.append((FRESH, self.classes[at]))
        self.seats = [replace(s, block=b) for s, b in zip(seats, renumbered(traces), strict=True)]
        shown = {seat.first.consents[0]: seat for seat in self.seats if seat.subject}
        self.releases.append({
            str(seat.subject): (
                self.classes[at], frozenset(sorted(self.records[at], key=len)[: seat.told.cut])
            )
            for at, seat in shown.items()
        })  # fmt: skip


def isolated(releases: Sequence[Told], k: int) -> list[tuple[Any, int]]:
    """The groups under k that a holder of these releases tells apart, by matching contents.

    Contents grow by items that are nobody else's, so two rows are one person's when they share one.
    """
    people: dict[str, list[tuple[str, frozenset[str]] | None]] = {}
    for number, release in enumerate(releases):
        for cell, contents in release.values():
            known = next((name for name in people if name in contents), None)
            name = known or min(contents, key=len)
            trace = people.setdefault(name, [None] * len(releases))
            assert trace[number] is None
            trace[number] = (cell, contents)
    groups: Counter[Hashable] = Counter()
    for trace in people.values():
        there = [told for told in trace if told is not None]
        changes = tuple(a[1] != b[1] for a, b in pairwise(there))
        groups[tuple(told and told[0] for told in trace), changes] += 1
    return [(group, count) for group, count in groups.items() if count < k]


steps = st.lists(
    st.tuples(st.sampled_from(["grant", "withdraw", "record"]), st.integers(0, 39)), max_size=25
)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 5),
    st.lists(st.sampled_from("abc"), min_size=40, max_size=40),
    st.sets(st.integers(0, 39)),
    st.lists(steps, min_size=1, max_size=6),
)
def test_no_sequence_isolates_fewer_than_k(
    k: int, classes: list[str], first: set[int], rounds: list[list[tuple[str, int]]]
) -> None:
    world = World(k, classes)
    for at in first:
        world.consents[at] = True
    for happens in rounds:
        world.publish()
        for what, at in happens:
            if what == "record":
                world.records[at].add(f"p{at}" + "+" * len(world.records[at]))
            else:
                world.consents[at] = what == "grant"
    for pair in combinations(world.releases, 2):
        assert isolated(pair, k) == []
    assert isolated(world.releases, k) == []  # nor does a holder of all of them


def test_the_attack_of_these_tests_finds_a_leaver_a_newcomer_and_a_change() -> None:
    told = {f"s{at}": ("a", frozenset({f"p{at}"})) for at in range(9)}
    gone = {name: value for name, value in told.items() if name != "s3"}
    changed = {**told, "s3": ("a", frozenset({"p3", "p3+"}))}
    for pair in ((told, gone), (gone, told), (told, changed)):
        assert [count for _, count in isolated(pair, 5)] == [1]
    assert isolated((told, told), 5) == []


def test_leavers_take_along_and_newcomers_wait() -> None:
    reading = Reading(1, ())
    seats = [replace(Seat(0, reading, reading, f"s{n}")) for n in range(12)]
    holders = {n: n for n in range(12)}
    stay = decide(seats, holders, dict.fromkeys(range(1, 12), ("a",)), 5, rank)
    assert len(stay) == 7  # one leaves, four go along
    assert stay == decide(seats, holders, dict.fromkeys(range(1, 12), ("a",)), 5, rank)
    assert len(decide(seats, holders, dict.fromkeys(range(5, 12), ("a",)), 5, rank)) == 7
    assert decide(seats, holders, dict.fromkeys(range(4, 12), ("a",)), 5, rank) <= set(range(4, 12))
    assert decide(seats, holders, dict.fromkeys(range(9, 12), ("a",)), 5, rank) == frozenset()
    four = dict.fromkeys(range(16), ("a",))
    assert decide(seats, holders, four, 5, rank) == frozenset(range(12))
    assert decide(seats, holders, {**four, 16: ("a",)}, 5, rank) == frozenset(range(17))


def test_seats_are_read_back_equal_or_refused() -> None:
    seats = (
        Seat(0, Reading(1, (3, 4)), Reading(2, (3,)), "abc"),
        Seat(1, Reading(1, ()), Reading(1, ()), None),
    )
    assert read_seats([seat.row() for seat in seats]) == seats
    for broken in ([[0, [1, []], "x"]], [[0, [1], [1, []], None]], [["x", [1, []], [1, []], None]]):
        with pytest.raises(Unavailable, match="restore the vault"):
            read_seats(broken)
