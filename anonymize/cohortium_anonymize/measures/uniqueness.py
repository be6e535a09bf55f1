"""Who stands alone: in the table, and by estimate in the population that the table is a sample of.

A function of the class sizes alone, so that a report of them is enough to compute it again. The
estimates are those of `models.estimates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.models.model import POPULATION

ESTIMATORS = ("dankar", "pitman", "zayatz", "snb")


def uniqueness(class_sizes: Mapping[str, int], population: int = POPULATION) -> dict[str, Any]:
    """`sample`: the share of people alone in the table. `estimates`: of the population, alone in it.

    `class_sizes` says how many classes there are of each size. An estimate is None where its
    equations have no solution; all are 0 where nobody is alone in the table. `population` is the
    number of people it speaks of. InputError when it is smaller than the table.
    """
    pairs = sorted((int(size), many) for size, many in class_sizes.items())
    sizes = np.array([size for size, _ in pairs], dtype=np.int64)
    counts = np.array([many for _, many in pairs], dtype=np.int64)
    people = int(sizes @ counts)
    if people > population:
        raise InputError("population is smaller than the table: give its real size")
    alone = int(counts[sizes == 1].sum())
    return {
        "sample": alone / people if people else 0.0,
        "population": population,
        "estimates": _estimates(sizes, counts, population) if alone else dict.fromkeys(ESTIMATORS, 0.0),
    }  # fmt: skip


def _estimates(sizes: Any, counts: Any, population: int) -> dict[str, float | None]:
    from cohortium_anonymize.models import estimates

    found = {name: getattr(estimates, name)(sizes, counts, population) for name in ESTIMATORS}
    return {
        name: None if value is None else min(1.0, float(value) / population)
        for name, value in found.items()
    }
