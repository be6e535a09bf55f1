"""Whether a node satisfies the models, and which of its classes are suppressed for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cohortium_anonymize.models.models import AverageRisk, Model, SampleModel, SampleUniqueness
from cohortium_anonymize.search.classes import Classes, Mask


@dataclass(frozen=True, slots=True)
class Judgement:
    """`keep`: the classes that stay. `hopeless`: no less general node can be valid either."""

    valid: bool
    hopeless: bool
    keep: Mask
    suppressed: int


def judge(classes: Classes, models: Sequence[Model], limit: int) -> Judgement:
    """Suppress every class that violates a model; valid when at most `limit` subjects are lost."""
    keep = np.ones(len(classes), dtype=np.bool_)
    for model in models:
        if not isinstance(model, AverageRisk | SampleUniqueness):
            keep &= model.could(classes)
    lost = classes.subjects(~keep)
    if lost > limit:
        return Judgement(False, True, keep, lost)
    for model in models:
        if not isinstance(model, AverageRisk | SampleUniqueness):
            keep &= model.holds(classes)
    for model in models:
        if isinstance(model, AverageRisk | SampleUniqueness):
            keep = _enforce(model, classes, keep)
    lost = classes.subjects(~keep)
    return Judgement(lost <= limit, lost > limit == 0, keep, lost)


def _enforce(model: SampleModel, classes: Classes, keep: Mask) -> Mask:
    """Drop the smallest kept classes, size by size, until the model is met."""
    for size in np.unique(classes.sizes[keep]):
        left = np.asarray(keep & (classes.sizes >= size))
        unique = int((classes.sizes[left] == 1).sum())
        units = classes.subjects(left)
        if model.met(int(left.sum()), units, unique):
            return left
    return np.zeros_like(keep)
