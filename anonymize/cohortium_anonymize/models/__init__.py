"""Privacy models: what equivalence classes, or all of them together, must satisfy."""

from __future__ import annotations

from cohortium_anonymize.models.closeness import TCloseness
from cohortium_anonymize.models.diversity import (
    DistinctLDiversity,
    EntropyLDiversity,
    RecursiveCLDiversity,
)
from cohortium_anonymize.models.likeness import BetaLikeness, DeltaDisclosure
from cohortium_anonymize.models.model import POPULATION, ClassModel, SampleModel, Shedding
from cohortium_anonymize.models.population import PopulationUniqueness
from cohortium_anonymize.models.presence import DeltaPresence, KMap
from cohortium_anonymize.models.samples import AverageRisk, SampleUniqueness
from cohortium_anonymize.models.sizes import KAnonymity, MaximumRisk

__all__ = [
    "POPULATION",
    "AverageRisk",
    "BetaLikeness",
    "BySample",
    "ClassModel",
    "DeltaDisclosure",
    "DeltaPresence",
    "DistinctLDiversity",
    "EntropyLDiversity",
    "KAnonymity",
    "KMap",
    "MaximumRisk",
    "Model",
    "PopulationUniqueness",
    "RecursiveCLDiversity",
    "SampleModel",
    "SampleUniqueness",
    "Shedding",
    "TCloseness",
]

ByClass = (
    KAnonymity | MaximumRisk | KMap | DeltaPresence | DistinctLDiversity | EntropyLDiversity
    | RecursiveCLDiversity | TCloseness | BetaLikeness | DeltaDisclosure
)  # fmt: skip
BySample = AverageRisk | SampleUniqueness | PopulationUniqueness
Model = ByClass | BySample
