"""Identifiable Arrow tables in, tables of measured risk out; and text without identifiers.

Structured: ``anonymize(table, spec) -> Release`` and ``measure(table, quasi, sensitive)``; `Spec` is
made in Python or read by ``read_spec``. Text: ``Deidentifier``. Knows nothing of the platform, the ledger, or where keys are kept.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cohortium_anonymize.errors import AnonymizeError, InputError, NoSolution, SpecError
    from cohortium_anonymize.hierarchies.codes import Atc, Icd10, Zip
    from cohortium_anonymize.hierarchies.generated import Dates, Intervals, Prefix
    from cohortium_anonymize.hierarchies.hierarchy import Rows, Suppress
    from cohortium_anonymize.measures.measurement import measure
    from cohortium_anonymize.measures.utility import Metric
    from cohortium_anonymize.models import (
        AverageRisk,
        BetaLikeness,
        DeltaDisclosure,
        DeltaPresence,
        DistinctLDiversity,
        EntropyLDiversity,
        KAnonymity,
        KMap,
        MaximumRisk,
        PopulationUniqueness,
        RecursiveCLDiversity,
        SampleUniqueness,
        TCloseness,
    )
    from cohortium_anonymize.release import Release, anonymize
    from cohortium_anonymize.spec import Column, Spec
    from cohortium_anonymize.specfile import parse_models, parse_spec, parse_suppression, read_spec
    from cohortium_anonymize.subset import MatchingRows, RowNumbers
    from cohortium_anonymize.tables import read_table
    from cohortium_anonymize.text import Deidentifier

__all__ = [
    "AnonymizeError",
    "Atc",
    "AverageRisk",
    "BetaLikeness",
    "Column",
    "Dates",
    "Deidentifier",
    "DeltaDisclosure",
    "DeltaPresence",
    "DistinctLDiversity",
    "EntropyLDiversity",
    "Icd10",
    "InputError",
    "Intervals",
    "KAnonymity",
    "KMap",
    "MatchingRows",
    "MaximumRisk",
    "Metric",
    "NoSolution",
    "PopulationUniqueness",
    "Prefix",
    "RecursiveCLDiversity",
    "Release",
    "RowNumbers",
    "Rows",
    "SampleUniqueness",
    "Spec",
    "SpecError",
    "Suppress",
    "TCloseness",
    "Zip",
    "anonymize",
    "measure",
    "parse_models",
    "parse_spec",
    "parse_suppression",
    "read_spec",
    "read_table",
]


# Where each stands: loaded when it is first asked for, as texts need no tables, nor tables texts.
_HOMES = {
    "errors": "AnonymizeError InputError NoSolution SpecError",
    "hierarchies.codes": "Atc Icd10 Zip",
    "hierarchies.generated": "Dates Intervals Prefix",
    "hierarchies.hierarchy": "Rows Suppress",
    "measures.measurement": "measure",
    "measures.utility": "Metric",
    "models": "AverageRisk BetaLikeness DeltaDisclosure DeltaPresence DistinctLDiversity EntropyLDiversity KAnonymity KMap MaximumRisk PopulationUniqueness RecursiveCLDiversity SampleUniqueness TCloseness",
    "release": "Release anonymize",
    "spec": "Column Spec",
    "specfile": "parse_models parse_spec parse_suppression read_spec",
    "subset": "MatchingRows RowNumbers",
    "tables": "read_table",
    "text": "Deidentifier",
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> Any:
    """Load what is asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
