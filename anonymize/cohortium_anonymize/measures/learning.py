"""What a model learns from the release: how well it predicts a column of the original rows.

A logistic regression (scikit-learn) is trained on the quasi-identifiers of some rows
and asked about those of others, in FOLDS turns. *Before* it sees the original rows; *after* it is trained on
the released rows and asked about the same other rows as the release tells them, a suppressed row
telling nothing. The baseline always says the commonest value. Rows past LARGEST are sampled, seeded.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from cohortium_anonymize.search.keys import Coded, Ints, Mask, encode, unite

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
class Lesson:
    """Rows of codes, a column a feature; which of them may be learnt from."""

    features: Ints
    sizes: Sequence[int]
    usable: Mask


def accuracy(
    before: pa.Table, after: pa.Table, kept: pa.Array, features: Sequence[str], target: str
) -> dict[str, Any] | None:
    """Shares of right answers: `before`, `after`, `baseline`; and of how many rows.

    `kept` are the rows of `before` that `after` has, in its order. None when there is nothing to
    learn: fewer than two values of `target` or more than CLASSES, or fewer rows than folds.
    """
    rows, place = _sampled(before.num_rows, kept)
    goal = encode(before.column(target).take(pa.array(rows)), target)
    features = [name for name in features if name != target]
    if not 2 <= len(goal.words) <= CLASSES or len(rows) < 2 * FOLDS or not features:
        return None
    fold = np.random.default_rng(SEED).permutation(len(rows)) % FOLDS
    original = _lesson([before.column(name).take(pa.array(rows)) for name in features], None)
    released = _lesson([after.column(name).take(pa.array(place)) for name in features], place)
    commonest = [
        np.bincount(goal.codes[fold != f]).argmax() == goal.codes[fold == f] for f in range(FOLDS)
    ]
    return {
        "target": target,
        "model": "logistic regression",
        "rows": len(rows),
        "folds": FOLDS,
        "baseline": float(np.concatenate(commonest).mean()),
        "before": _right(original, goal.codes, fold),
        "after": _right(released, goal.codes, fold),
    }


def _sampled(rows: int, kept: pa.Array) -> tuple[Ints, pa.Array]:
    """Some rows of the input, and for each its place in the release; null where it is suppressed."""
    chosen = np.arange(rows)
    if rows > LARGEST:
        chosen = np.sort(np.random.default_rng(SEED).choice(rows, LARGEST, replace=False))
    places = np.full(rows, -1, dtype=np.int64)
    places[kept.to_numpy(zero_copy_only=False)] = np.arange(len(kept))
    found = places[chosen]
    return chosen, pa.array(found, mask=found < 0)


def _lesson(columns: Sequence[pa.ChunkedArray], place: pa.Array | None) -> Lesson:
    """The columns as codes; with a `place`, rows without one tell nothing and teach nothing."""
    coded = [encode(column, "feature") for column in columns]
    usable = np.ones(len(coded[0].codes), dtype=np.bool_)
    if place is not None:
        usable = place.is_valid().to_numpy(zero_copy_only=False)
        coded = [_hidden(column, usable) for column in coded]
    return Lesson(
        np.column_stack([column.codes for column in coded]),
        [len(column.words) for column in coded],
        usable,
    )


def _hidden(column: Coded, usable: Mask) -> Coded:
    """The column with `*` where a row is suppressed."""
    nothing = pa.array([NOTHING], pa.large_string())
    both = unite([column, Coded(nothing, np.zeros(1, dtype=np.int64))])
    return Coded(both.words, np.where(usable, both.codes[:-1], both.codes[-1]))


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
