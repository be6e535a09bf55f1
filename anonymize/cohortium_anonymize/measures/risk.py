"""The risk that is left: what the classes of a table give away to someone who knows its quasi-identifiers.

Figures of a release are those of its own rows alone, so that anyone who holds it can compute them
again (`measurement`). They say nothing of what an adversary with other knowledge can do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from cohortium_anonymize.hierarchies.hierarchy import Rule
from cohortium_anonymize.measures import reidentification
from cohortium_anonymize.measures.sensitive import disclosed
from cohortium_anonymize.search.classes import Classes, Partition
from cohortium_anonymize.search.keys import Mask

WORST: Mapping[str, Callable[[Iterable[float]], float]] = {
    "l": min, "entropy_l": min, "t": max, "t_ordered": max, "alpha": max, "beta": max, "delta": max,
}  # fmt: skip


def describe(
    classes: Classes, keep: Mask, hierarchies: Mapping[str, Rule] | None = None
) -> dict[str, Any]:
    """The figures of the kept classes.

    k (subjects in the smallest class), classes, subjects, rows, max_risk (1 / k), average_risk
    (classes / subjects), unique (subjects alone, as a share); prosecutor, journalist and marketer
    risk (`reidentification`); for sensitive columns the worst class's figures (`sensitive`), column
    by column under `sensitive`, and the worst of the columns beside k; class_sizes (how many kept
    classes there are of each size). `hierarchies` are those of sensitive columns, for the
    hierarchical t. Nothing kept: zeros.
    """
    sizes = classes.sizes[keep]
    units = classes.subjects(keep)
    smallest = int(sizes.min()) if len(sizes) else 0
    crowds = None if classes.population is None else classes.population[keep]
    risk: dict[str, Any] = {
        "k": smallest,
        "classes": len(sizes),
        "subjects": units,
        "rows": int(classes.rows[keep].sum()),
        "max_risk": 1 / smallest if smallest else 0.0,
        "average_risk": len(sizes) / units if units else 0.0,
        "unique": float((sizes == 1).sum()) / units if units else 0.0,
        **reidentification.describe(sizes, crowds),
    }
    columns = {
        name: disclosed(
            classes.histogram(name).only(keep) if keep.any() else None,
            classes.frequency.sensitive[name].words,
            keep,
            (hierarchies or {}).get(name),
            name,
        )
        for name in classes.frequency.sensitive
    }
    if columns:
        told = columns.values()
        risk |= {key: pick(column[key] for column in told) for key, pick in WORST.items()}
        risk["sensitive"] = columns
    distinct, counts = np.unique(sizes, return_counts=True)
    of_size = zip(distinct, counts, strict=True)
    risk["class_sizes"] = {str(size): int(many) for size, many in of_size}
    return risk


def untouched(
    partition: Partition, hierarchies: Mapping[str, Rule] | None = None
) -> dict[str, Any]:
    """The same of a table as it is, nothing generalized and nothing left out."""
    classes = partition.classes((0,) * len(partition.frequency.quasi))
    return describe(classes, classes.rows > 0, hierarchies)
