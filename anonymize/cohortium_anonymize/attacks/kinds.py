"""The three attacks of WP29's opinion 05/2014: singling out, linkability, inference.

Each is tried on persons in the release, on persons who are not, and without using the release.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cohortium_anonymize.attacks.columns import Column, Ints, Mask, agreeing, nearest
from cohortium_anonymize.attacks.outcome import Outcome, Rate

CHUNK = 64  # targets or records looked at in one step, so that memory stays flat


@dataclass(frozen=True, slots=True)
class Game:
    """Who is in the attacked copy of a release (`inside`), and as many who are not (`outside`).

    `targets` are some of the former, `strangers` some of the latter; `draw` draws what is guessed.
    """

    inside: Ints
    outside: Ints
    targets: Ints
    strangers: Ints
    draw: np.random.Generator


def singling_out(game: Game, columns: Sequence[Column]) -> Outcome:
    """A predicate from a record that no other record shares: does one person alone satisfy it?

    The predicate: for every column, the value is one that the record's cell may stand for. A record
    that shares all its cells gives none, which is a failure. Naively each cell is that of somebody
    outside.
    """
    main, control = [], []
    for records in _chunks(game.targets):
        alone = np.ones((len(game.inside), len(records)), dtype=np.bool_)
        for column in columns:
            alone &= column.cells[game.inside, None] == column.cells[records]
        single = alone.sum(axis=0) == 1
        asked = [records] * len(columns)
        main.append(single & _one(agreeing(columns, game.inside, asked), axis=0))
        control.append(single & _one(agreeing(columns, game.outside, asked), axis=0))
    guessed = []
    for records in _chunks(game.targets):
        cells = [game.draw.choice(game.outside, len(records)) for _ in columns]
        guessed.append(_one(agreeing(columns, game.inside, cells), axis=0))
    return _outcome("singling-out", columns, main, guessed, control)


def linkability(game: Game, left: Sequence[Column], right: Sequence[Column]) -> Outcome:
    """Two halves of what is known of a person: do both lead to one and the same record alone?"""

    def linked(persons: Ints) -> list[Mask]:
        return [
            _one(nearest(left, some, game.inside) & nearest(right, some, game.inside), axis=1)
            for some in _chunks(persons)
        ]

    pairs = game.draw.choice(game.inside, (2, len(game.targets)))
    return _outcome(
        "linkability",
        [*left, *right],
        linked(game.targets),
        [pairs[0] == pairs[1]],
        linked(game.strangers),
    )


def inference(game: Game, known: Sequence[Column], secret: Column) -> Outcome:
    """Guess a secret by what most records tell that are nearest to what is known of a person."""
    cells = secret.cells[game.inside]
    by_cell = np.argsort(cells, kind="stable")
    starts = np.flatnonzero(np.diff(cells[by_cell], prepend=-1))

    def guessed(persons: Ints) -> list[Mask]:
        records = []
        for some in _chunks(persons):
            near = nearest(known, some, game.inside[by_cell])
            commonest = np.add.reduceat(near, starts, axis=1, dtype=np.int64).argmax(axis=1)
            records.append(game.inside[by_cell[starts[commonest]]])
        return [secret.right(persons, np.concatenate(records))]

    naive = secret.right(game.targets, game.draw.choice(game.inside, len(game.targets)))
    return _outcome("inference", [secret], guessed(game.targets), [naive], guessed(game.strangers))


def _outcome(
    attack: str,
    columns: Sequence[Column],
    main: Sequence[Mask],
    naive: Sequence[Mask],
    control: Sequence[Mask],
) -> Outcome:
    rates = [Rate.of(np.concatenate(tried)) for tried in (main, naive, control)]
    return Outcome(attack, tuple(column.name for column in columns), *rates)


def _one(found: Mask, axis: int) -> Mask:
    return np.asarray(found.sum(axis=axis) == 1)


def _chunks(items: Ints) -> Iterator[Ints]:
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))
