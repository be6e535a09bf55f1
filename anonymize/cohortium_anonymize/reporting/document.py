"""The JSON report of a release: everything that was asked, done and measured, for machines and the page.

`attacks`, `trajectories`, `hipaa` and `protection` are added by those who know of them; the page shows
each when it is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from cohortium_anonymize.errors import InputError
from cohortium_anonymize.measures.learning import accuracy
from cohortium_anonymize.measures.statistics import compare
from cohortium_anonymize.measures.uniqueness import uniqueness
from cohortium_anonymize.models import Model, PopulationUniqueness
from cohortium_anonymize.models.model import POPULATION
from cohortium_anonymize.release import Release
from cohortium_anonymize.reporting.thresholds import thresholds
from cohortium_anonymize.spec import Spec


def document(release: Release, spec: Spec, table: pa.Table) -> dict[str, Any]:
    """The report of `release`, made of `table`. InputError when the model's target is no column of it."""
    return {
        **measured(release, spec.privacy, spec.suppression_limit, spec.metric.name),
        "statistics": _statistics(release, spec, table) if spec.statistics else None,
        "model": _accuracy(release, spec, table),
    }


def measured(
    release: Release, privacy: Sequence[Model], suppression_limit: float, metric: str = "loss"
) -> dict[str, Any]:
    """What can be said without the table: what was asked, what was chosen, risk and utility."""
    population = _population(privacy, release.rows)
    risk = _with_uniqueness(release.risk, population)
    before = _with_uniqueness(release.before, population)
    return {
        "solution": True,
        "optimal": release.optimal,
        "lower_bound": release.lower_bound,
        "transformation": dict(release.transformation),
        "information_loss": release.information_loss,
        "metric": metric,
        "suppressed_rows": release.suppressed_rows,
        "suppressed": release.suppressed,
        "rows": release.rows,
        "risk": risk,
        "before": before,
        "thresholds": thresholds(privacy, before, risk),
        "suppression_limit": suppression_limit,
        "utility": dict(release.utility),
        "search": dict(release.search),
        "transforms": dict(release.transforms),
    }


def _population(privacy: Sequence[Model], rows: int) -> int:
    """The population that the models speak of."""
    named = [m.population for m in privacy if isinstance(m, PopulationUniqueness)]
    return max([rows, *(named or [POPULATION])])


def _with_uniqueness(risk: Mapping[str, Any], population: int) -> dict[str, Any]:
    return {**risk, "uniqueness": uniqueness(risk["class_sizes"], population)}


def _statistics(release: Release, spec: Spec, table: pa.Table) -> dict[str, Any]:
    """Of every column that is released, but for the one that says whose row it is."""
    columns = [name for name in table.column_names if name in release.table.column_names]
    told = [name for name in columns if name != spec.rows_per_subject]
    return compare(table, release.table, told)


def _accuracy(release: Release, spec: Spec, table: pa.Table) -> dict[str, Any] | None:
    target = spec.learning.column(spec.sensitive)
    if target is None:
        return None
    if target not in table.column_names:
        raise InputError(f"the table has no column {target}, which [report] names")
    return accuracy(table, release.table, release.kept, list(spec.quasi), target)
