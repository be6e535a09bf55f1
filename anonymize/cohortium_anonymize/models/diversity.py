"""l-diversity (Machanavajjhala et al. 2007): every class has well-represented sensitive values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.models import grassberger
from cohortium_anonymize.models.model import NEAR, SMALL, at_least, positive
from cohortium_anonymize.search.classes import Classes, Histogram
from cohortium_anonymize.search.keys import Floats, Mask

Entropy = Literal["shannon", "grassberger"]


@dataclass(frozen=True, slots=True)
class DistinctLDiversity:
    """Every class has at least `l` distinct sensitive values."""

    merges: ClassVar[bool] = True  # merging only adds values
    sized: ClassVar[bool] = True  # a class has values

    column: str
    l: int  # noqa: E741 - the name of the parameter in the literature

    def __post_init__(self) -> None:
        """At least one."""
        at_least("distinct-l-diversity", "l", self.l, 1)

    def holds(self, classes: Classes) -> Mask:
        """Classes with enough values."""
        return np.asarray(classes.histogram(self.column).distinct() >= self.l)

    def could(self, classes: Classes) -> Mask:
        """The same."""
        return self.holds(classes)


@dataclass(frozen=True, slots=True)
class EntropyLDiversity:
    """The entropy of the sensitive values in every class is at least log `l`, by `estimator`.

    `grassberger` corrects for small classes (`models.grassberger`): it accepts more of them, never
    one with fewer than `l` values.
    """

    sized: ClassVar[bool] = True  # a class has values

    column: str
    l: float  # noqa: E741 - the name of the parameter in the literature
    estimator: Entropy = "shannon"

    def __post_init__(self) -> None:
        """At least one; a known estimator."""
        at_least("entropy-l-diversity", "l", self.l, 1)
        if self.estimator not in get_args(Entropy):
            raise SpecError(
                f"entropy-l-diversity: estimator is one of {', '.join(get_args(Entropy))}"
            )

    @property
    def merges(self) -> bool:
        """Shannon's entropy of a mixture is no less than the least mixed; the other's may be."""
        return self.estimator == "shannon"

    def holds(self, classes: Classes) -> Mask:
        """Classes with enough entropy."""
        histogram = classes.histogram(self.column)
        values = self._enough_values(histogram)
        if self.estimator == "grassberger":
            return grassberger.enough(classes, self.column, histogram, math.log(self.l), values)
        return np.asarray(values & (entropies(histogram) >= math.log(self.l) - NEAR))

    def could(self, classes: Classes) -> Mask:
        """Entropy log l needs at least l values."""
        return self._enough_values(classes.histogram(self.column))

    def shed(self, classes: Classes) -> Floats:
        """Entropy is concave: that of the rest, times its share, is no more than the class's."""
        least = math.log(self.l) - NEAR
        if self.estimator == "grassberger" or least < SMALL:
            return np.zeros(len(classes))
        return np.asarray(classes.rows * (1 - entropies(classes.histogram(self.column)) / least))

    def _enough_values(self, histogram: Histogram) -> Mask:
        return np.asarray(histogram.distinct() >= self.l * (1 - NEAR))


@dataclass(frozen=True, slots=True)
class RecursiveCLDiversity:
    """With counts r1 >= r2 >= ... in a class: r1 < c (r_l + ... + r_m)."""

    merges: ClassVar[bool] = True  # the paper's lemma: the commonest of a mixture is no worse
    sized: ClassVar[bool] = True  # a class has values

    column: str
    c: float
    l: int  # noqa: E741 - the name of the parameter in the literature

    def __post_init__(self) -> None:
        """A positive c, at least one l."""
        at_least("recursive-cl-diversity", "l", self.l, 1)
        positive("recursive-cl-diversity", "c", self.c)

    def holds(self, classes: Classes) -> Mask:
        """Classes whose commonest value is not too common."""
        first, tail = self._first_and_tail(classes)
        return np.asarray(first < self.c * tail)

    def shed(self, classes: Classes) -> Floats:
        """So many rows of the commonest value must go; the tail of the rest is no longer."""
        first, tail = self._first_and_tail(classes)
        return np.asarray(first - self.c * tail)

    def _first_and_tail(self, classes: Classes) -> tuple[Floats, Floats]:
        histogram = classes.histogram(self.column)
        order = np.lexsort((-histogram.rows, histogram.owner))
        owner, rows = histogram.owner[order], histogram.rows[order]
        starts = np.searchsorted(owner, np.arange(len(classes)))
        place = np.arange(len(owner)) - starts[owner]
        first, tail = (
            np.bincount(owner, weights=rows * part, minlength=len(classes))
            for part in (place == 0, place >= self.l - 1)
        )
        return np.asarray(first), np.asarray(tail)

    def could(self, classes: Classes) -> Mask:
        """The tail is empty where there are fewer than l values."""
        return np.asarray(classes.histogram(self.column).distinct() >= self.l)


def entropies(histogram: Histogram) -> Floats:
    """The Shannon entropy (nats) of each class; 0 without rows."""
    totals = np.maximum(histogram.totals, 1)
    spread = histogram.sum(histogram.rows * np.log(histogram.rows))
    return np.asarray(np.log(totals) - spread / totals)
