"""Models on class sizes alone: k-anonymity (Sweeney 2002) and the risk of the smallest class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cohortium_anonymize.models.model import NEAR, at_least, risk
from cohortium_anonymize.search.classes import Classes
from cohortium_anonymize.search.keys import Mask


@dataclass(frozen=True, slots=True)
class SizeModel:
    """What models on class sizes alone share."""

    column: ClassVar[None] = None  # no sensitive column
    merges: ClassVar[bool] = True  # merging only makes classes larger
    sized: ClassVar[bool] = True  # a class has someone

    @property
    def smallest(self) -> float:
        """The least size of a class."""
        return 1

    def holds(self, classes: Classes) -> Mask:
        """Classes that are large enough."""
        return np.asarray(classes.sizes >= self.smallest)

    def could(self, classes: Classes) -> Mask:
        """The same."""
        return self.holds(classes)


@dataclass(frozen=True, slots=True)
class KAnonymity(SizeModel):
    """Every class has at least `k` subjects."""

    k: int

    def __post_init__(self) -> None:
        """At least one."""
        at_least("k-anonymity", "k", self.k, 1)

    @property
    def smallest(self) -> float:
        """k."""
        return self.k


@dataclass(frozen=True, slots=True)
class MaximumRisk(SizeModel):
    """Nobody's risk of being picked out of their class, 1 / size, exceeds `threshold`."""

    threshold: float

    def __post_init__(self) -> None:
        """A share, above 0."""
        risk("maximum-reidentification-risk", self.threshold)

    @property
    def smallest(self) -> float:
        """1 / threshold."""
        return (1 - NEAR) / self.threshold
