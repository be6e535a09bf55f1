"""What a model learns from the release: how well it predicts a column of the original rows.

A logistic regression (scikit-learn) is trained on the quasi-identifiers of some rows
and asked about those of others, in FOLDS turns. *Before* it sees the original rows; *after* it is trained on
the released rows and asked about the same other rows as the release tells them, a suppressed row
telling nothing. The baseline always says the commonest value.

Rows past LARGEST are sampled. The sample hangs on what rows say and on a fixed seed: not on their order,
nor on any key; so groups of rows that are alike (`Groups`) do for the rows.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.search.keys import Coded, Ints, Mask, encode, group

FOLDS = 5
LARGEST = 10_000  # rows: enough to compare accuracies to a percent
STEPS = 60  # of the optimizer
CLASSES = 50  # distinct values of the column that is predicted; past it there is nothing to learn
SEED = 20240229
NOTHING = "*"


@dataclass(frozen=True, slots=True)
class Learning:
    """What is to be predicted: `target`, else the first sensitive column; nothing unless `wanted`."""

    target: str | None = None
    wanted: bool = True

    def column(self, sensitive: Sequence[str]) -> str | None:
        """The column, if any."""
        return (self.target or next(iter(sensitive), None)) if self.wanted else None


@dataclass(frozen=True, slots=True)
class Groups:
    """Rows that are alike, group by group: `rows` counts them.

    `features` are told by the input, `released` the same columns by the release (anything, where a
    group is not `kept`), and `goal` is what is to be predicted.
    """

    features: Sequence[Coded]
    released: Sequence[Coded]
    kept: Mask
    goal: Coded
    rows: Ints


@dataclass(frozen=True, slots=True)
class Lesson:
    """Rows of codes, a column a feature; which of them may be learnt from."""

    features: Ints
    sizes: Sequence[int]
    usable: Mask


def accuracy(
    before: pa.Table,
    after: pa.Table,
    kept: pa.Array | None,
    features: Sequence[str],
    target: str,
) -> dict[str, Any] | None:
    """Shares of right answers: `before`, `after`, `baseline`; and of how many `rows`, out of how many.

    `kept` are the rows of `before` that `after` has, in its order; None: the tables have the same rows
    in the same order. `target` is read in `before` alone. None when there is nothing to
    learn: fewer than two values of `target` or more than CLASSES, or fewer rows than folds.
    """
    place = np.full(before.num_rows, -1, dtype=np.int64)
    rows = np.arange(after.num_rows) if kept is None else kept.to_numpy(zero_copy_only=False)
    place[rows] = np.arange(after.num_rows)
    names = [name for name in features if name != target]
    return learnt(
        target,
        Groups(
            [encode(before.column(name), name) for name in names],
            [_placed(encode(after.column(name), name), place) for name in names],
            place >= 0,
            encode(before.column(target), target),
            np.ones(before.num_rows, dtype=np.int64),
        ),
    )


def _placed(column: Coded, place: Ints) -> Coded:
    """A released column by the rows of the input."""
    if not len(column.codes):
        return Coded(pa.array([NOTHING], pa.large_string()), np.zeros(len(place), dtype=np.int64))
    return Coded(column.words, column.codes[place])


def learnt(target: str, groups: Groups) -> dict[str, Any] | None:
    """What `accuracy` says, of rows in groups."""
    few = 2 <= len(groups.goal.words) <= CLASSES
    if not few or not groups.features or groups.rows.sum() < 2 * FOLDS:
        return None
    some = _sampled(groups)
    goal = encode(pa.chunked_array([_words(groups.goal, some)]), target).codes
    if len(np.unique(goal)) < 2:
        return None
    usable = groups.kept[some]
    fold = np.random.default_rng(SEED).permutation(len(some)) % FOLDS
    original = _lesson(
        [_words(column, some) for column in groups.features], np.ones(len(some), dtype=np.bool_)
    )
    there, nothing = pa.array(usable), pa.scalar(NOTHING, pa.large_string())
    hidden = [pc.if_else(there, _words(column, some), nothing) for column in groups.released]
    commonest = [np.bincount(goal[fold != f]).argmax() == goal[fold == f] for f in range(FOLDS)]
    return {
        "target": target,
        "model": "logistic regression",
        "rows": len(some),
        "of": int(groups.rows.sum()),
        "folds": FOLDS,
        "baseline": float(np.concatenate(commonest).mean()),
        "before": _right(original, goal, fold),
        "after": _right(_lesson(hidden, usable), goal, fold),
    }


def _sampled(groups: Groups) -> Ints:
    """The group of each row that is looked at, rows being numbered in the order of what they say."""
    columns = [*groups.features, groups.goal]
    codes = [*(column.codes for column in columns), (~groups.kept).astype(np.int64)]
    number, _ = group(codes, [*(len(column.words) for column in columns), 2])
    order = np.argsort(number, kind="stable")
    ends = np.cumsum(groups.rows[order])
    rows = int(ends[-1])
    chosen = np.arange(rows)
    if rows > LARGEST:
        chosen = np.sort(np.random.default_rng(SEED).choice(rows, LARGEST, replace=False))
    return np.asarray(order[np.searchsorted(ends, chosen, side="right")])


def _words(column: Coded, rows: Ints) -> pa.Array:
    return column.words.take(pa.array(column.codes[rows]))


def _lesson(columns: Sequence[pa.Array], usable: Mask) -> Lesson:
    coded = [encode(pa.chunked_array([column]), "feature") for column in columns]
    return Lesson(
        np.column_stack([column.codes for column in coded]),
        [len(column.words) for column in coded],
        usable,
    )


def _right(lesson: Lesson, goal: Ints, fold: Ints) -> float | None:
    """The share of rows that are predicted right by a model that was taught the other folds."""
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # has none

    told = _switches(lesson)
    right: list[Mask] = []
    for number in range(FOLDS):
        asked = fold == number
        taught = ~asked & lesson.usable
        if len(np.unique(goal[taught])) < 2:
            return None
        with warnings.catch_warnings(), threadpool_limits(1):  # threads cost more than they save
            warnings.simplefilter("ignore")  # a fit that stops early is an answer too
            model = LogisticRegression(max_iter=STEPS).fit(told[taught], goal[taught])
        right.append(model.predict(told[asked]) == goal[asked])
    return float(np.concatenate(right).mean())


def _switches(lesson: Lesson) -> Any:
    """Every value of every feature as a column of its own, 1 where a row has it."""
    from scipy.sparse import csr_array  # type: ignore[import-untyped] # has none

    starts = np.cumsum([0, *lesson.sizes])
    rows, features = lesson.features.shape
    places = (lesson.features + starts[:-1]).ravel()
    ends = np.arange(rows + 1) * features
    return csr_array((np.ones(len(places)), places, ends), shape=(rows, int(starts[-1])))
