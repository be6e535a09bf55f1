"""What to do to a table: the roles of its columns, the models to satisfy, the metric to minimize.

A `Spec` is made in Python or read from TOML (`specfile`). It checks itself, but knows no table: that
its columns exist is checked when it meets one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from cohortium_anonymize.attacks.terms import Terms
from cohortium_anonymize.errors import SpecError
from cohortium_anonymize.hierarchies.hierarchy import Rule
from cohortium_anonymize.hipaa.safe_harbor import SafeHarbor
from cohortium_anonymize.measures.learning import Learning
from cohortium_anonymize.measures.utility import Metric
from cohortium_anonymize.models import DeltaPresence, KMap, Model, TCloseness
from cohortium_anonymize.search.judgement import ordered, queued
from cohortium_anonymize.subset import Subset
from cohortium_anonymize.transforms.microaggregation import Microaggregate
from cohortium_anonymize.transforms.reading import Transform

Role = Literal["direct-identifier", "quasi-identifier", "sensitive", "other"]
ROLES = get_args(Role)
Order = Literal["values", "rows"]
TIME_LIMIT = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Column:
    """A column's role, how it generalizes when it is a quasi-identifier, and what else changes it.

    Top and bottom coding comes before the search, microaggregation after it, within its classes.
    """

    role: Role = "other"
    hierarchy: Rule | None = None
    transform: Transform | None = None

    def __post_init__(self) -> None:
        """Known roles; a quasi-identifier generalizes somehow."""
        if self.role not in ROLES:
            raise SpecError(f"a role is one of {', '.join(ROLES)}")
        if self.role == "quasi-identifier" and self.hierarchy is None:
            raise SpecError("a quasi-identifier needs a hierarchy")
        if self.role == "quasi-identifier" and isinstance(self.transform, Microaggregate):
            raise SpecError("a quasi-identifier is generalized, not microaggregated")


@dataclass(frozen=True, slots=True)
class Spec:
    """The whole configuration. Columns that are not named are released as they are.

    `suppression_limit` is a share, 0..1, of the rows, or of the subjects when `rows_per_subject`
    names the column that tells them apart. With a `subset` its rows alone are judged, counted and
    released. `time_limit` is in seconds. With `local_recoding` the suppressed rows are searched again.
    `order` says what settles what the models leave open: what the rows say, or (as ARX has it) their
    order, which then matters (`by_row`). `statistics` and `learning` are for the report alone; on the
    terms of `attack`, if any, the release is attacked. `input` and `delimiter` say where a
    configuration file's table stands; they do not matter to `anonymize`.
    """

    columns: Mapping[str, Column]
    privacy: tuple[Model, ...]
    suppression_limit: float = 0.0
    metric: Metric = field(default_factory=Metric)
    rows_per_subject: str | None = None
    subset: Subset | None = None
    time_limit: float = TIME_LIMIT
    local_recoding: bool = False
    order: Order = "values"
    input: Path | None = None
    delimiter: str = ","
    safe_harbor: SafeHarbor | None = None
    statistics: bool = True
    learning: Learning = field(default_factory=Learning)
    attack: Terms | None = None

    def __post_init__(self) -> None:
        """Something to generalize, something to satisfy, and sensitive columns declared so."""
        if not self.quasi:
            raise SpecError("no column has the role quasi-identifier: name at least one")
        if not self.privacy:
            raise SpecError("no privacy model: add a [[privacy]] table")
        if not 0 <= self.suppression_limit <= 1:
            raise SpecError("suppression.limit is a share from 0 to 1")
        if not self.time_limit > 0:
            raise SpecError("search.time_limit is a positive number of seconds")
        if self.order not in get_args(Order):
            raise SpecError(f"search.order is one of {', '.join(get_args(Order))}")
        for column in self._read_by_models():
            if column not in self.sensitive:
                raise SpecError(
                    f"column {column} is in a privacy model: give it the role sensitive"
                )
        if self.rows_per_subject in self.quasi:
            raise SpecError("rows_per_subject names a quasi-identifier: it tells subjects apart")
        if self.subset is None and any(_reads_subset(model) for model in self.privacy):
            raise SpecError("k-map and delta-presence read a research subset: add [subset]")
        if self.local_recoding and self.subset is not None:
            raise SpecError("search.local_recoding does not go with [subset]: take one of them out")
        object.__setattr__(self, "privacy", tuple(self._grounded(m) for m in self.privacy))

    @property
    def quasi(self) -> dict[str, Rule]:
        """The quasi-identifiers and their hierarchies."""
        named = self._named("quasi-identifier")
        return {name: rule for name, rule in self.hierarchies.items() if name in named}

    @property
    def hierarchies(self) -> dict[str, Rule]:
        """Those of all columns that have one."""
        return {name: c.hierarchy for name, c in self.columns.items() if c.hierarchy}

    @property
    def sensitive(self) -> tuple[str, ...]:
        """The sensitive columns."""
        return self._named("sensitive")

    @property
    def dropped(self) -> tuple[str, ...]:
        """The direct identifiers, which are not released."""
        return self._named("direct-identifier")

    @property
    def by_row(self) -> bool:
        """Whether another order of the rows may be released otherwise."""
        return self.order == "rows" and bool(
            ordered(self.privacy) or queued(self.privacy, self.metric)
        )

    def _named(self, role: Role) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if column.role == role)

    def _grounded(self, model: Model) -> Model:
        """The model with its column's hierarchy, if it is measured by that."""
        if not isinstance(model, TCloseness) or model.distance != "hierarchical":
            return model
        hierarchy = model.hierarchy or self.columns[model.column].hierarchy
        if hierarchy is None:
            raise SpecError(f"column {model.column}: hierarchical t-closeness needs its hierarchy")
        return replace(model, hierarchy=hierarchy)

    def _read_by_models(self) -> tuple[str, ...]:
        columns = (getattr(model, "column", None) for model in self.privacy)
        return tuple(column for column in columns if column is not None)

    def most_suppressed(self, units: int) -> int:
        """How many of `units` rows or subjects may be suppressed."""
        return int(Decimal(repr(float(self.suppression_limit))) * units)


def _reads_subset(model: Model) -> bool:
    return isinstance(model, KMap | DeltaPresence) and model.reads_subset
