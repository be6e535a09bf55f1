"""Models that compare a research subset with its population, the whole table or one estimated.

Sources: k-map (Sweeney 2002), its estimates D3 and D4 (El Emam and Dankar 2008; Pannekoek 1999),
delta-presence (Nergiz et al. 2007).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

import numpy as np

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.models.model import POPULATION, SMALL, at_least, share
from cohortium_anonymize.search.classes import Classes
from cohortium_anonymize.search.keys import Floats, Ints, Mask

Cell = Literal["poisson", "zero-truncated-poisson"]
SIGNIFICANCE = 0.01  # the chance, per class, that it has fewer than k people though the test passes


@dataclass(frozen=True, slots=True)
class KMap:
    """Every class has at least `k` subjects in the population.

    The population is the whole table around the research subset; or, by `estimator`, `population`
    people of whom the table is a sample: classes then need k' of its subjects (`sample_k`).
    """

    column: ClassVar[None] = None  # no sensitive column
    merges: ClassVar[bool] = True  # merging only makes classes larger

    k: int
    estimator: Cell | None = None
    population: int = POPULATION

    def __post_init__(self) -> None:
        """At least one; a known estimator."""
        at_least("k-map", "k", self.k, 1)
        at_least("k-map", "population", self.population, 1)
        if self.estimator is not None and self.estimator not in get_args(Cell):
            raise SpecError(f"k-map: estimator is one of {', '.join(get_args(Cell))}")

    @property
    def reads_subset(self) -> bool:
        """Whether it needs a research subset."""
        return self.estimator is None

    @property
    def sized(self) -> bool:
        """Where it asks for subjects of the table."""
        return not self.reads_subset

    def holds(self, classes: Classes) -> Mask:
        """Classes that are large enough."""
        if self.estimator is None:
            return np.asarray(_crowd(classes, "k-map") >= self.k)
        table = classes.sizes if classes.population is None else classes.population
        return np.asarray(classes.sizes >= self.sample_k(int(table.sum())))

    def could(self, classes: Classes) -> Mask:
        """The same."""
        return self.holds(classes)

    def sample_k(self, subjects: int) -> int:
        """k': with fewer of the table's `subjects`, k people in the population are not to be relied on.

        Were there k, their number in the table would be Poisson of mean k * subjects / population
        (zero-truncated, once there is one): k' is beyond its 99 % quantile. D3 asks for one more
        than D4 does, as ARX does; never more than k.
        """
        mean = self.k * subjects / self.population
        truncated = self.estimator == "zero-truncated-poisson"
        count, below = (1, _poisson(1, mean)) if truncated else (0, _poisson(0, mean))
        rest = -math.expm1(-mean) if truncated else 1.0
        while below / rest < 1 - SIGNIFICANCE and count < self.k:
            count += 1
            below += _poisson(count, mean)
        return min(self.k, count + (1 if truncated else 2), subjects)


@dataclass(frozen=True, slots=True)
class DeltaPresence:
    """In every class the subset's share of the population is from `least` to `most`.

    A class of the population without anyone of the subset counts too: its share is 0, and as it
    cannot be suppressed, a node that has one is not valid when `least` is above 0. Unless another
    model asks for classes of some size (`sized`): then, as in ARX, it is as good as suppressed.
    """

    column: ClassVar[None] = None  # no sensitive column
    merges: ClassVar[bool] = True  # a mixture's share lies between those mixed
    reads_subset: ClassVar[bool] = True  # it does
    sized: ClassVar[bool] = False  # it speaks of such classes

    least: float
    most: float

    def __post_init__(self) -> None:
        """Shares, in order."""
        share("delta-presence", "min", self.least)
        share("delta-presence", "max", self.most)
        if self.least > self.most:
            raise SpecError("delta-presence: min is at most max")

    def holds(self, classes: Classes) -> Mask:
        """Classes with a share between the bounds."""
        part = self._shares(classes)
        return np.asarray((part >= self.least) & (part <= self.most))

    def could(self, classes: Classes) -> Mask:
        """Merging can bring any share between the bounds."""
        return np.ones(len(classes), dtype=np.bool_)

    def shed(self, classes: Classes) -> Floats:
        """So many of the subset must go that they are few enough of the population that is left."""
        above = classes.sizes - self.most * _crowd(classes, "delta-presence")
        return np.asarray(above / max(1 - self.most, SMALL))

    def void(self, classes: Classes) -> bool:
        """Whether someone's class, of the population alone, breaks it; less general ones do too."""
        return bool(self.least > 0 and (classes.sizes == 0).any())

    def _shares(self, classes: Classes) -> Floats:
        return np.asarray(classes.sizes / _crowd(classes, "delta-presence"))


def _poisson(count: int, mean: float) -> float:
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def _crowd(classes: Classes, model: str) -> Ints:
    if classes.population is None:
        raise SpecError(f"privacy model {model} reads a research subset: add [subset]")
    return classes.population
