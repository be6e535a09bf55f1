"""The risk that is left: what the classes of a table give away, and the same for any table.

Prosecutor's figures: the adversary knows the person is in the table. They say nothing of what an
adversary with other knowledge than the quasi-identifiers can do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.hierarchies.hierarchy import Suppress
from cohortium_anonymize.models.models import distances, entropies
from cohortium_anonymize.search.classes import Classes, Mask, Partition
from cohortium_anonymize.search.frequency import count


def measure(
    table: pa.Table,
    quasi: Sequence[str],
    sensitive: str | Sequence[str] = (),
    *,
    subject: str | None = None,
) -> dict[str, Any]:
    """What `table` gives away as it is, its classes being the rows alike in the columns `quasi`.

    The keys are those of `describe`. `subject` names the column that says whose row it is; without
    it every row is somebody's own.
    """
    names = [sensitive] if isinstance(sensitive, str) else list(sensitive)
    for name in (*quasi, *names, *([subject] if subject else ())):
        if name not in table.column_names:
            raise InputError(f"the table has no column {name}")
    if not quasi:
        raise InputError("measuring needs at least one quasi-identifier")
    frequency = count(table, {name: Suppress() for name in quasi}, names, subject)
    classes = Partition(frequency).classes((0,) * len(quasi))
    return describe(classes, np.ones(len(classes), dtype=np.bool_))


def describe(classes: Classes, keep: Mask) -> dict[str, Any]:
    """The figures of the kept classes.

    k (subjects in the smallest class), classes, subjects, max_risk (1 / k), average_risk (classes /
    subjects), unique (subjects alone, as a share); for sensitive columns the worst class: l
    (distinct values), entropy_l (exp of the entropy), t (distance from the kept rows as a whole);
    and the same column by column under `sensitive`. Nothing kept: zeros.
    """
    sizes = classes.sizes[keep]
    units = classes.subjects(keep)
    smallest = int(sizes.min()) if len(sizes) else 0
    risk: dict[str, Any] = {
        "k": smallest,
        "classes": len(sizes),
        "subjects": units,
        "max_risk": 1 / smallest if smallest else 0.0,
        "average_risk": len(sizes) / units if units else 0.0,
        "unique": float((sizes == 1).sum()) / units if units else 0.0,
    }
    columns = {name: _column(classes, keep, name) for name in classes.frequency.sensitive}
    if columns:
        worst = {"l": min, "entropy_l": min, "t": max}
        risk |= {key: pick(c[key] for c in columns.values()) for key, pick in worst.items()}
        risk["sensitive"] = columns
    return risk


def class_sizes(classes: Classes, keep: Mask) -> dict[str, int]:
    """How many kept classes there are of each size."""
    sizes, counts = np.unique(classes.sizes[keep], return_counts=True)
    return {str(size): int(many) for size, many in zip(sizes, counts, strict=True)}


def _column(classes: Classes, keep: Mask, name: str) -> dict[str, float]:
    if not keep.any():
        return {"l": 0, "entropy_l": 0.0, "t": 0.0}
    histogram = classes.histogram(name).only(keep)
    return {
        "l": int(histogram.distinct()[keep].min()),
        "entropy_l": float(np.exp(entropies(histogram)[keep].min())),
        "t": float(distances(histogram)[keep].max()),
    }
