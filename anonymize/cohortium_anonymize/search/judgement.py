"""Whether a node satisfies the models, and which of its classes are suppressed for it.

Every class that violates a class model goes. Then, for the models that judge all kept classes
together, the smallest go until those are met, as few as bisection finds (as ARX does): of classes of
one size in the order of `queues`. With a research subset a class without any of its rows is neither kept nor suppressed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cohortium_anonymize.measures.utility import Metric
from cohortium_anonymize.models import (
    BySample,
    ClassModel,
    DeltaPresence,
    EntropyLDiversity,
    Model,
    PopulationUniqueness,
    SampleModel,
    Shedding,
    TCloseness,
)
from cohortium_anonymize.search.classes import Classes
from cohortium_anonymize.search.frequency import Frequency
from cohortium_anonymize.search.keys import Ints, Mask

ROUNDING = 1e-3  # rows, of a bound of them


@dataclass(frozen=True, slots=True)
class Judgement:
    """`keep`: the classes that stay. `hopeless`: no less general node can be valid either.

    `doomed`: the classes whose rows are suppressed at every less general node too (by `could`).
    """

    valid: bool
    hopeless: bool
    keep: Mask
    suppressed: int
    doomed: Mask


def prepared(models: Sequence[Model], frequency: Frequency) -> tuple[Model, ...]:
    """The models, with what they need of the table worked out once."""
    return tuple(
        model.prepared(frequency) if isinstance(model, TCloseness) else model for model in models
    )


def ordered(models: Sequence[Model]) -> frozenset[str]:
    """The sensitive columns of which a model asks in which order rows bring the values."""
    return frozenset(
        model.column
        for model in models
        if isinstance(model, EntropyLDiversity) and model.estimator == "grassberger"
    )


def queued(models: Sequence[Model], metric: Metric) -> bool:
    """Whether it makes a difference to the cost which classes of one size go for a model on all."""
    sample = any(isinstance(model, BySample) for model in models)
    return sample and metric.name == "non-uniform-entropy" and metric.count_suppression


def judge(
    classes: Classes,
    models: Sequence[Model],
    limit: int,
    queue: Callable[[], Ints] | None = None,
    *,
    wanted: bool = True,
) -> Judgement:
    """Suppress what the models ask for; valid when at most `limit` subjects are lost.

    `queue` gives the classes in the order in which sample models have them suppressed; without it
    they go by size, then by their first leaf. A node that is not `wanted` itself is called invalid
    unseen, and `hopeless` where that is cheap to know.
    """
    single = [model for model in models if not isinstance(model, BySample)]
    sample = [model for model in models if isinstance(model, BySample)]
    present = np.asarray(classes.rows > 0)
    keep = present.copy()
    for model in single:
        keep &= model.could(classes)
    doomed = present & ~keep
    lost = classes.subjects(doomed)
    if lost > limit:
        return Judgement(False, True, keep, lost, doomed)
    if not any(model.sized for model in single) and any(
        isinstance(model, DeltaPresence) and model.void(classes) for model in single
    ):
        return Judgement(False, True, keep, classes.frequency.unit_total, doomed)
    if not wanted and limit > 0:
        return Judgement(False, _shed(single, classes, limit) > limit, keep, lost, doomed)
    for model in single:
        keep &= model.holds(classes)
    lost = classes.subjects(present & ~keep)
    if sample and lost <= limit:
        _enforce(sample, classes, keep, queue or (lambda: first_leaves(classes)), limit - lost)
        lost = classes.subjects(present & ~keep)
    hopeless = lost > limit and (
        (limit == 0 and all(model.merges for model in models))
        or _shed(single, classes, limit) > limit
    )
    return Judgement(lost <= limit, hopeless, keep, lost, doomed)


def _shed(models: Sequence[ClassModel], classes: Classes, limit: int) -> int:
    """How many subjects this node and every less general one lose at least.

    0 where subjects are not rows, or where there are not more than `limit`.
    """
    frequency = classes.frequency
    if frequency.units is not frequency.rows or limit >= frequency.unit_total:
        return 0
    least = np.zeros(len(classes))
    for model in models:
        if isinstance(model, Shedding):
            least = np.maximum(least, model.shed(classes))
        least[~model.could(classes)] = np.inf
    least = np.minimum(np.ceil(least - ROUNDING), classes.rows)
    return int(least.sum())


def first_leaves(classes: Classes) -> Ints:
    """The classes by size, then by their first leaf."""
    first = np.full(len(classes), len(classes.of_leaf))
    np.minimum.at(first, classes.of_leaf, np.arange(len(classes.of_leaf)))
    return np.lexsort((first, classes.sizes))


def _enforce(
    models: Sequence[SampleModel],
    classes: Classes,
    keep: Mask,
    queue: Callable[[], Ints],
    limit: int,
) -> None:
    """Take from `keep` as many of the first in the queue as the models ask for."""
    if classes.frequency.pairs is None:
        left = _Left(np.sort(classes.sizes[keep]))
        within = int(np.searchsorted(np.cumsum(left.ordered), limit, side="right"))
    else:
        line = queue()
        left = _Overlapping(classes, line[keep[line]])
        within = len(left.ordered)
    gone = 0
    while model := next((model for model in models if not left.met(model, gone)), None):
        gone = _fewest(left, model, gone, within)
    if gone:
        line = queue() if gone <= within else np.argsort(classes.sizes, kind="stable")
        keep[line[keep[line]][:gone]] = False


class _Left:
    """Classes by rising size, the first of which may be gone."""

    def __init__(self, ordered: Ints) -> None:
        self.ordered = ordered
        self._sizes, self._starts = np.unique(ordered, return_index=True)
        self._ends = np.append(self._starts[1:], len(ordered))

    def met(self, model: SampleModel, gone: int) -> bool:
        """Whether what is left without the first `gone` satisfies `model`; nothing does."""
        counts = self._ends - np.maximum(self._starts, gone)
        there = counts > 0
        sizes, counts = self._sizes[there], counts[there]
        return not there.any() or model.met(sizes, counts, self._subjects(sizes, counts, gone))

    def _subjects(self, sizes: Ints, counts: Ints, gone: int) -> int:
        """How many subjects are left: everyone stands in one class."""
        del gone
        return int(sizes @ counts)


class _Overlapping(_Left):
    """The same where subjects stand in several classes, and count once."""

    def __init__(self, classes: Classes, line: Ints) -> None:
        super().__init__(classes.sizes[line])
        self._classes = classes
        self._line = line

    def _subjects(self, sizes: Ints, counts: Ints, gone: int) -> int:
        """How many subjects have a row in a class that is left."""
        del sizes, counts
        left = np.zeros(len(self._classes), dtype=np.bool_)
        left[self._line[gone:]] = True
        return self._classes.subjects(left)


def _fewest(left: _Left, model: SampleModel, gone: int, within: int) -> int:
    """By bisection, how many classes must go, more than `gone`; the limit is `within`.

    Where that many do not do, more are found, of which nothing hangs but the figures of a refusal.
    """
    alone = int(np.searchsorted(left.ordered, 1, side="right"))
    most = next(m for m in (within, alone, len(left.ordered)) if m > gone and left.met(model, m))
    low = gone
    if most != within and isinstance(model, PopulationUniqueness):
        return most  # too many in any case, and estimates are dear
    while most - low > 1:
        middle = (low + most) // 2
        if left.met(model, middle):
            most = middle
        else:
            low = middle
    return most
