"""Models that judge all kept classes together: what an average subject risks, and who stands alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from cohortium_anonymize.models.model import NEAR, risk, share
from cohortium_anonymize.search.keys import Ints


@dataclass(frozen=True, slots=True)
class AverageRisk:
    """The mean over the subjects of 1 / class size, which is classes / subjects, is bounded."""

    merges: ClassVar[bool] = True  # merging leaves fewer classes of as many subjects

    threshold: float

    def __post_init__(self) -> None:
        """A share, above 0."""
        risk("average-reidentification-risk", self.threshold)

    def met(self, sizes: Ints, counts: Ints, subjects: int) -> bool:
        """Classes per subject against the threshold."""
        del sizes
        return bool(counts.sum() <= self.threshold * subjects * (1 + NEAR))


@dataclass(frozen=True, slots=True)
class SampleUniqueness:
    """The share of subjects who are alone in their class is bounded."""

    merges: ClassVar[bool] = True  # merging leaves nobody alone who was not

    threshold: float

    def __post_init__(self) -> None:
        """A share."""
        share("sample-uniqueness", "threshold", self.threshold)

    def met(self, sizes: Ints, counts: Ints, subjects: int) -> bool:
        """Subjects alone against the threshold."""
        alone = counts[sizes == 1].sum()
        return bool(alone <= self.threshold * subjects * (1 + NEAR))
