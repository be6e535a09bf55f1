"""Top and bottom coding: numbers beyond a bound are told as the bound (Hundepool et al. 2012, 3.2)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.transforms.numbers import Floats, as_column, numbers


@dataclass(frozen=True, slots=True)
class TopBottom:
    """Numbers below `low` become `low`, above `high` become `high`; None: no bound on that side.

    With `percentile` the bounds are percentiles, 0..100, of the column's own numbers.
    """

    low: float | None = None
    high: float | None = None
    percentile: bool = False

    def __post_init__(self) -> None:
        """At least one bound, in order, and percentiles from 0 to 100."""
        given = [bound for bound in (self.low, self.high) if bound is not None]
        if not given or not all(math.isfinite(bound) for bound in given):
            raise SpecError("top-bottom: give low, high or both, as finite numbers")
        if given != sorted(given):
            raise SpecError("top-bottom: low is not above high")
        if self.percentile and not all(0 <= bound <= 100 for bound in given):
            raise SpecError("top-bottom: percentiles are from 0 to 100")

    def apply(self, column: Any, name: str) -> pa.Array:
        """`column` within the bounds, of its own type; null stays. InputError for what is no number."""
        values = numbers(column, name)
        low, high = self._bounds(values)
        return as_column(np.clip(values, low, high), column)

    def _bounds(self, values: Floats) -> tuple[float, float]:
        low = -math.inf if self.low is None else self.low
        high = math.inf if self.high is None else self.high
        told = values[~np.isnan(values)]
        if not self.percentile or not len(told):
            return low, high
        # an observed number, not one between two: interpolation would tell a mixture of two persons
        found = [
            float(np.percentile(told, bound, method="lower")) if math.isfinite(bound) else bound
            for bound in (low, high)
        ]
        return found[0], found[1]
