"""How far a class's sensitive values may be from the table's: beta-likeness, delta-disclosure.

Sources: Cao and Karras 2012 (beta-likeness), Brickell and Shmatikov 2008 (delta-disclosure privacy).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cohortium_anonymize.models.model import NEAR, SMALL, positive
from cohortium_anonymize.search.classes import Classes, Histogram
from cohortium_anonymize.search.keys import Floats, Mask


@dataclass(frozen=True, slots=True)
class BetaLikeness:
    """No value's share grows in a class by more than `beta` times its share in the table.

    `enhanced` also bounds the growth by -ln of that share.
    """

    merges: ClassVar[bool] = True  # a mixture's shares lie between those mixed
    sized: ClassVar[bool] = False  # it says nothing of how many rows there are

    column: str
    beta: float
    enhanced: bool = False

    def __post_init__(self) -> None:
        """A positive beta."""
        positive("beta-likeness", "beta", self.beta)

    def holds(self, classes: Classes) -> Mask:
        """Classes in which no value is that much commoner."""
        histogram = classes.histogram(self.column)
        shares = histogram.shares[histogram.value]
        growth = (histogram.rows / histogram.totals[histogram.owner] - shares) / shares
        return np.asarray(histogram.sum(growth > self._bound(shares) + NEAR) == 0)

    def shed(self, classes: Classes) -> Floats:
        """So many rows of a value must go that its share of the rest is within bounds."""
        histogram = classes.histogram(self.column)
        shares = histogram.shares[histogram.value]
        return diluted(histogram, shares * (1 + self._bound(shares) + NEAR))

    def _bound(self, shares: Floats) -> Floats:
        bound = np.full(len(shares), float(self.beta))
        return np.minimum(bound, -np.log(shares)) if self.enhanced else bound

    def could(self, classes: Classes) -> Mask:
        """Merging can always dilute a value."""
        return np.ones(len(classes), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class DeltaDisclosure:
    """|log2(share in a class / share in the table)| of every value a class has is below `delta`.

    Values that a class lacks are not looked at, as in ARX.
    """

    merges: ClassVar[bool] = False  # a value that one class lacks can become too rare in a mixture
    sized: ClassVar[bool] = False  # it says nothing of how many rows there are

    column: str
    delta: float

    def __post_init__(self) -> None:
        """A positive delta."""
        positive("delta-disclosure", "delta", self.delta)

    def holds(self, classes: Classes) -> Mask:
        """Classes in which no value is that much commoner or rarer."""
        histogram = classes.histogram(self.column)
        shares = histogram.shares[histogram.value]
        apart = np.abs(np.log2(histogram.rows / histogram.totals[histogram.owner] / shares))
        return np.asarray(histogram.sum(apart >= self.delta) == 0)

    def could(self, classes: Classes) -> Mask:
        """Merging can always dilute a value, or fill it up."""
        return np.ones(len(classes), dtype=np.bool_)

    def shed(self, classes: Classes) -> Floats:
        """So many rows of a value must go that it is rare enough in the rest."""
        histogram = classes.histogram(self.column)
        return diluted(histogram, histogram.shares[histogram.value] * 2**self.delta)


def diluted(histogram: Histogram, most: Floats) -> Floats:
    """The rows that each class loses at least for the share of each of its values to be `most`."""
    above = histogram.rows - most * histogram.totals[histogram.owner]
    lost = np.where(above > 0, above / np.maximum(1 - most, SMALL), 0.0)
    least = np.zeros(len(histogram.totals))
    np.maximum.at(least, histogram.owner, lost)
    return least
