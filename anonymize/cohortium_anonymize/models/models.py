"""Privacy models: what every equivalence class, or all of them together, must satisfy.

A class model says which classes satisfy it (`holds`), and gives a weaker test that merging classes
never breaks (`could`): where a node loses too many subjects by `could`, so does every less general
one, which lets the search prune exactly although suppression makes most models non-monotonic. A
sample model judges the kept classes together (`met`); where it is not met, the smallest classes are
suppressed first, all of one size at a time.

Sources: k-anonymity (Sweeney 2002), l-diversity (Machanavajjhala et al. 2007), t-closeness (Li et
al. 2007), beta-likeness (Cao and Karras 2012). Not here: models over a population or a subset.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.search.classes import Classes, Histogram, Mask
from cohortium_anonymize.search.frequency import Floats

NEAR = 1e-12  # a bound that is met but for rounding is met


class ClassModel(Protocol):
    """A condition on one class at a time; `column` is the sensitive column it reads, if any."""

    @property
    def column(self) -> str | None:
        """The sensitive column."""
        ...

    def holds(self, classes: Classes) -> Mask:
        """Which classes satisfy the model."""
        ...

    def could(self, classes: Classes) -> Mask:
        """Which classes pass a test that merging never breaks and `holds` implies."""
        ...


class SampleModel(Protocol):
    """A condition on all kept classes together."""

    def met(self, classes: int, units: int, unique: int) -> bool:
        """Whether `classes` of `units` subjects in all, `unique` of them alone, satisfy it."""
        ...


@dataclass(frozen=True, slots=True)
class SizeModel:
    """What models on class sizes alone share."""

    @property
    def column(self) -> None:
        """No sensitive column."""
        return None

    @property
    def smallest(self) -> float:
        """The least size of a class."""
        return 1

    def holds(self, classes: Classes) -> Mask:
        """Classes that are large enough."""
        return np.asarray(classes.sizes >= self.smallest)

    def could(self, classes: Classes) -> Mask:
        """Merging only makes classes larger."""
        return self.holds(classes)


@dataclass(frozen=True, slots=True)
class KAnonymity(SizeModel):
    """Every class has at least `k` subjects."""

    k: int

    def __post_init__(self) -> None:
        """At least one."""
        _at_least("k-anonymity", "k", self.k, 1)

    @property
    def smallest(self) -> float:
        """k."""
        return self.k


@dataclass(frozen=True, slots=True)
class MaximumRisk(SizeModel):
    """Nobody's risk of being picked out of their class, 1 / size, exceeds `threshold`."""

    threshold: float

    def __post_init__(self) -> None:
        """A share."""
        _share("maximum-reidentification-risk", self.threshold)

    @property
    def smallest(self) -> float:
        """1 / threshold."""
        return (1 - NEAR) / self.threshold if self.threshold else math.inf


@dataclass(frozen=True, slots=True)
class AverageRisk:
    """The mean over the subjects of 1 / class size, which is classes / subjects, is bounded."""

    threshold: float

    def __post_init__(self) -> None:
        """A share."""
        _share("average-reidentification-risk", self.threshold)

    def met(self, classes: int, units: int, unique: int) -> bool:
        """Classes per subject against the threshold."""
        del unique
        return classes <= self.threshold * units * (1 + NEAR)


@dataclass(frozen=True, slots=True)
class SampleUniqueness:
    """The share of subjects who are alone in their class is bounded."""

    threshold: float

    def __post_init__(self) -> None:
        """A share."""
        _share("sample-uniqueness", self.threshold)

    def met(self, classes: int, units: int, unique: int) -> bool:
        """Subjects alone against the threshold."""
        del classes
        return unique <= self.threshold * units * (1 + NEAR)


@dataclass(frozen=True, slots=True)
class DistinctLDiversity:
    """Every class has at least `l` distinct sensitive values."""

    column: str
    l: int  # noqa: E741 - the name of the parameter in the literature

    def __post_init__(self) -> None:
        """At least one."""
        _at_least("distinct-l-diversity", "l", self.l, 1)

    def holds(self, classes: Classes) -> Mask:
        """Classes with enough values."""
        return np.asarray(classes.histogram(self.column).distinct() >= self.l)

    def could(self, classes: Classes) -> Mask:
        """Merging only adds values."""
        return self.holds(classes)


@dataclass(frozen=True, slots=True)
class EntropyLDiversity:
    """The Shannon entropy of the sensitive values in every class is at least log `l`."""

    column: str
    l: float  # noqa: E741 - the name of the parameter in the literature

    def __post_init__(self) -> None:
        """At least one."""
        _at_least("entropy-l-diversity", "l", self.l, 1)

    def holds(self, classes: Classes) -> Mask:
        """Classes with enough entropy."""
        return np.asarray(entropies(classes.histogram(self.column)) >= math.log(self.l) - NEAR)

    def could(self, classes: Classes) -> Mask:
        """Entropy log l needs at least l values."""
        return np.asarray(classes.histogram(self.column).distinct() >= self.l * (1 - NEAR))


@dataclass(frozen=True, slots=True)
class RecursiveCLDiversity:
    """With counts r1 >= r2 >= ... in a class: r1 < c (r_l + ... + r_m)."""

    column: str
    c: float
    l: int  # noqa: E741 - the name of the parameter in the literature

    def __post_init__(self) -> None:
        """A positive c, at least one l."""
        _at_least("recursive-cl-diversity", "l", self.l, 1)
        if not self.c > 0:
            raise SpecError("recursive-cl-diversity: c is a positive number")

    def holds(self, classes: Classes) -> Mask:
        """Classes whose commonest value is not too common."""
        histogram = classes.histogram(self.column)
        order = np.lexsort((-histogram.rows, histogram.owner))
        owner, rows = histogram.owner[order], histogram.rows[order]
        starts = np.searchsorted(owner, np.arange(len(classes)))
        place = np.arange(len(owner)) - starts[owner]
        tail = np.bincount(owner, weights=rows * (place >= self.l - 1), minlength=len(classes))
        return np.asarray(rows[starts] < self.c * tail)

    def could(self, classes: Classes) -> Mask:
        """The tail is empty where there are fewer than l values."""
        return np.asarray(classes.histogram(self.column).distinct() >= self.l)


@dataclass(frozen=True, slots=True)
class TCloseness:
    """The values in every class are spread as in the whole table, within `t` (equal distance)."""

    column: str
    t: float

    def __post_init__(self) -> None:
        """A share."""
        if not 0 <= self.t <= 1:
            raise SpecError("t-closeness: t is a number from 0 to 1")

    def holds(self, classes: Classes) -> Mask:
        """Classes that are close."""
        return np.asarray(distances(classes.histogram(self.column)) <= self.t + NEAR)

    def could(self, classes: Classes) -> Mask:
        """A class is at least as far as the share of the values it lacks; merging adds values."""
        histogram = classes.histogram(self.column)
        covered = histogram.sum(histogram.shares[histogram.value])
        return np.asarray(1 - covered <= self.t + NEAR)


@dataclass(frozen=True, slots=True)
class BetaLikeness:
    """No value's share grows in a class by more than `beta` times its share in the table.

    `enhanced` also bounds the growth by -ln of that share.
    """

    column: str
    beta: float
    enhanced: bool = False

    def __post_init__(self) -> None:
        """A positive beta."""
        if not self.beta > 0:
            raise SpecError("beta-likeness: beta is a positive number")

    def holds(self, classes: Classes) -> Mask:
        """Classes in which no value is that much commoner."""
        histogram = classes.histogram(self.column)
        shares = histogram.shares[histogram.value]
        growth = (histogram.rows / histogram.totals[histogram.owner] - shares) / shares
        bound = np.minimum(self.beta, -np.log(shares)) if self.enhanced else self.beta
        return np.asarray(histogram.sum(growth > bound + NEAR) == 0)

    def could(self, classes: Classes) -> Mask:
        """Merging can always dilute a value."""
        return np.ones(len(classes), dtype=np.bool_)


Model = (
    KAnonymity | MaximumRisk | AverageRisk | SampleUniqueness | DistinctLDiversity
    | EntropyLDiversity | RecursiveCLDiversity | TCloseness | BetaLikeness
)  # fmt: skip


def entropies(histogram: Histogram) -> Floats:
    """The Shannon entropy (nats) of each class."""
    spread = histogram.sum(histogram.rows * np.log(histogram.rows))
    return np.asarray(np.log(histogram.totals) - spread / histogram.totals)


def distances(histogram: Histogram) -> Floats:
    """The total variation distance of each class from the whole table."""
    shares = histogram.shares[histogram.value]
    apart = np.abs(histogram.rows / histogram.totals[histogram.owner] - shares)
    return np.asarray((histogram.sum(apart) + 1 - histogram.sum(shares)) / 2)


def _at_least(name: str, parameter: str, value: float, least: int) -> None:
    if not value >= least:
        raise SpecError(f"{name}: {parameter} is at least {least}")


def _share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise SpecError(f"{name}: threshold is a number from 0 to 1")
