"""Population uniqueness: how many people of the population would be alone with what is released."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal, get_args

import numpy as np

from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.models import estimates
from cohortium_anonymize.models.model import POPULATION, at_least, share
from cohortium_anonymize.search.keys import Ints

Estimator = Literal["dankar", "pitman", "zayatz", "snb"]
REMEMBERED = 2048  # estimates


@dataclass(frozen=True, slots=True)
class PopulationUniqueness:
    """The estimated share of unique people among `population` people is at most `threshold`.

    It is met where nobody of the table is alone, and not met where there is no estimate.
    """

    merges: ClassVar[bool] = False  # the estimates may rise when classes merge

    threshold: float
    estimator: Estimator = "dankar"
    population: int = POPULATION

    def __post_init__(self) -> None:
        """A share; a known estimator; some people."""
        share("population-uniqueness", "threshold", self.threshold)
        at_least("population-uniqueness", "population", self.population, 1)
        if self.estimator not in get_args(Estimator):
            raise SpecError(
                f"population-uniqueness: estimator is one of {', '.join(get_args(Estimator))}"
            )

    def met(self, sizes: Ints, counts: Ints, subjects: int) -> bool:
        """The estimate against the threshold."""
        del subjects
        if not counts[sizes == 1].sum():
            return True
        if sizes @ counts > self.population:
            raise SpecError(
                "population-uniqueness: population is smaller than the table: give its real size"
            )
        estimate = _estimated(self.estimator, tuple(sizes), tuple(counts), self.population)
        return bool(estimate and estimate / self.population <= self.threshold)


@lru_cache(maxsize=REMEMBERED)
def _estimated(
    estimator: Estimator, sizes: tuple[int, ...], counts: tuple[int, ...], population: int
) -> estimates.Estimate:
    """An estimate, once: nodes, and the steps of a bisection, often leave the same sizes."""
    found: estimates.Estimate = getattr(estimates, estimator)(
        np.array(sizes), np.array(counts), population
    )
    return found
