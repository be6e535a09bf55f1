"""Succession: who may be in a dataset's next release, so that no two releases single anyone out. Pure.

Whoever holds several releases can tell by their rows who is the same person, pseudonyms or not. So a
person's *trace* counts: in which releases they are, in which class of quasi-identifiers, and when what
is told of them was renewed. All with one trace are a *block*. A new release may split a block into
parts of at least k alone: those who stay, those who leave, those of whom something new is told. Who
withdraws leaves; where fewer than k leave, others of their block leave with them. Who is new comes
when k of a class do. Blocks are kept over all releases, so the rule holds for a holder of any of them.

A *seat* is a person's place in that history. m-invariance (Xiao and Tao, SIGMOD 2007) is the older
answer to the question; it puts counterfeits in the place of those who left, which a dataset that must
be what was consented cannot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, TypeVar

from cohortium.errors import Unavailable

Member = TypeVar("Member", bound=Hashable)
Cell = tuple[str | None, ...]  # a class: the released values of the quasi-identifiers
FRESH = -1  # the block of those who were in no release yet


@dataclass(frozen=True, slots=True)
class Reading:
    """What a release told of a person: records up to the intake `cut`, under these `consents`."""

    cut: int
    consents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in a dataset's history: `subject` is their pseudonym in its newest release.

    `first` is what the row in `subjects` is made from, for good; `told` what the events are.
    """

    block: int
    first: Reading
    told: Reading
    subject: str | None

    def row(self) -> list[Any]:
        """As it is sealed with a release; `read_seats` reads it back."""
        first, told = ([part.cut, list(part.consents)] for part in (self.first, self.told))
        return [self.block, first, told, self.subject]


def read_seats(rows: Sequence[Any]) -> tuple[Seat, ...]:
    """The seats sealed with a release. Raises Unavailable for what is none."""
    try:
        return tuple(
            Seat(int(block), _reading(first), _reading(told), None if name is None else str(name))
            for block, first, told, name in rows
        )
    except (TypeError, ValueError) as error:
        raise Unavailable("the newest release's seats cannot be read: restore the vault") from error


def seated(seats: Sequence[Seat]) -> dict[str, int]:
    """The seat's number of each pseudonym in the newest release."""
    return {seat.subject: number for number, seat in enumerate(seats) if seat.subject}


def _reading(row: Sequence[Any]) -> Reading:
    cut, consents = row
    return Reading(int(cut), tuple(int(consent) for consent in consents))


def decide(
    seats: Sequence[Seat],
    holders: Mapping[int, int],
    cells: Mapping[int, Cell],
    k: int,
    rank: Callable[[int], bytes],
) -> frozenset[int]:
    """Which persons are in the next release, as many as may be.

    `holders` gives the person of a seat's number, where there is one; `cells` the class of every
    person who could be in. Among equals `rank` of a seat's number decides who goes along.
    """
    chosen: set[int] = set()
    blocks: dict[int, list[int]] = defaultdict(list)
    for number in sorted(range(len(seats)), key=rank):
        blocks[seats[number].block].append(number)
    for members in blocks.values():
        inside = {
            number: cells[holders[number]]
            for number in members
            if number in holders and holders[number] in cells
        }
        chosen |= {holders[number] for number in staying(members, inside, k)}
    seated = set(holders.values())
    fresh: dict[Cell, set[int]] = defaultdict(set)
    for person, cell in cells.items():
        if person not in seated:
            fresh[cell].add(person)
    return frozenset(chosen.union(*(group for group in fresh.values() if len(group) >= k)))


def staying(
    members: Sequence[Member], inside: Mapping[Member, Hashable], k: int
) -> frozenset[Member]:
    """The most of a block that can be in a release: all of it, or parts of k with k outside.

    `inside` has the members who could be in, with their class; the last of `members` go along first.
    A block smaller than k, which no release of one policy makes, is in or out as a whole.
    """
    groups: dict[Hashable, list[Member]] = defaultdict(list)
    for member in members:
        if member in inside:
            groups[inside[member]].append(member)
    if len(groups) == 1 and len(inside) == len(members):
        return frozenset(members)
    kept = sorted((group for group in groups.values() if len(group) >= k), key=len)
    lack = k - (len(members) - sum(map(len, kept)))
    if kept and 0 < lack < k:
        spare = sum(len(group) - k for group in kept)
        kept = _shortened(kept, lack, k) if spare >= lack else kept[1:]
    return frozenset(member for group in kept for member in group)


def _shortened(groups: Sequence[list[Member]], lack: int, k: int) -> list[list[Member]]:
    """`groups` without `lack` members altogether, the largest first, none left with fewer than k."""
    made = []
    for group in reversed(groups):
        gone = min(lack, len(group) - k)
        lack -= gone
        made.append(group[: len(group) - gone])
    return made


def apart(members: Sequence[Member], wanting: Set[Member], k: int) -> frozenset[Member]:
    """The most of `wanting` who can be told from the other `members`: k of them beside k, or all."""
    able = [member for member in members if member in wanting]
    others = len(members) - len(able)
    if others:
        able = able[: max(0, len(able) - max(0, k - others))]
    return frozenset(able) if len(able) >= k or not others else frozenset()


def renumbered(traces: Sequence[Hashable]) -> list[int]:
    """The block of each seat, by its trace up to now: equal traces, equal blocks."""
    numbers: dict[Hashable, int] = {}
    return [numbers.setdefault(trace, len(numbers)) for trace in traces]
