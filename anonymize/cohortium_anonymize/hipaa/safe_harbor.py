"""Safe Harbor, 45 CFR 164.514(b)(2), compiled: a declared table in, one without the 18 identifiers out.

It fails closed. Every column is declared, an unknown kind is refused, a date or ZIP code that cannot be
read is withheld. What stays must not tell of an age over 89: neither a birth year alone, nor with the
year of an event, nor an age with the years around it. Shifted dates are no part of this: they keep days,
and rest on Expert Determination (164.514(b)(1)). Nor is the rule's last condition, that nobody knows
how the rest could identify a person: only people can say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.errors import InputError, SpecError
from cohortium_anonymize.hipaa.areas import CENSUS_2000, SmallAreas, zip3
from cohortium_anonymize.hipaa.dates import OLDEST_AGE, age_90, birth_year_90, years
from cohortium_anonymize.hipaa.identifiers import KINDS

METHOD = "Safe Harbor, 45 CFR 164.514(b)(2)"
_STATES = 2  # letters of a state's postal abbreviation
_NO_TEXT = pa.scalar(None, pa.string())


@dataclass(frozen=True, slots=True)
class SafeHarbor:
    """What the columns are, and as of when.

    `columns`: each column's kind (`KINDS`). `reference_year`: the last year the table says anything
    of. `subject`: the column that says whose row it is, where a person has several: it is removed
    when it is declared as an identifier, and used before.
    """

    columns: Mapping[str, str]
    reference_year: int
    small: SmallAreas = CENSUS_2000
    subject: str | None = None

    def __post_init__(self) -> None:
        """Refuse unknown kinds."""
        for name, kind in self.columns.items():
            if kind not in KINDS:
                raise SpecError(
                    f"safe_harbor: column {name}: its kind is one of {', '.join(KINDS)}"
                )
        if self.subject is not None and self.subject not in self.columns:
            raise SpecError(f"safe_harbor: subject {self.subject} is not among its columns")

    def apply(self, table: pa.Table) -> tuple[pa.Table, dict[str, Any]]:
        """The table by the rule, and what was done, column by column.

        Raises InputError for columns that are not declared or not there, and for dates after
        `reference_year`, which would make ages over 89 that the table does not hide.
        """
        self._check(table)
        dates = {name: years(table.column(name)) for name in self._of("year", "birth")}
        self._check_years(dates)
        old = self._old(table, dates)
        released, told = {}, {}
        for name in table.column_names:
            made = self._column(name, table.column(name), dates, old)
            kind = KINDS[self.columns[name]]
            withheld = 0 if made is None else made.null_count - table.column(name).null_count
            told[name] = {
                "identifier": kind.letter,
                "treatment": kind.treatment,
                "withheld": withheld,
            }
            if made is not None:
                released[name] = made
        described = {
            "method": METHOD,
            "reference_year": self.reference_year,
            "small_areas": self.small.describe(),
            "columns": told,
        }
        return pa.table(released), described

    def _of(self, *treatments: str) -> list[str]:
        return [name for name, kind in self.columns.items() if KINDS[kind].treatment in treatments]

    def _check(self, table: pa.Table) -> None:
        for name in table.column_names:
            if name not in self.columns:
                raise InputError(f"safe_harbor: column {name} is not declared: say what it is")
        for name in self.columns:
            if name not in table.column_names:
                raise InputError(f"safe_harbor: the table has no column {name}")

    def _check_years(self, dates: Mapping[str, pa.Array]) -> None:
        for name, found in dates.items():
            latest = pc.max(found).as_py()
            if latest is not None and latest > self.reference_year:
                raise InputError(
                    f"safe_harbor: column {name} has dates after reference_year {self.reference_year}"
                )

    def _column(self, name: str, column: Any, dates: Mapping[str, Any], old: Any) -> Any:
        """What becomes of one column; None when it is removed."""
        match KINDS[self.columns[name]].treatment:
            case "removed":
                return None
            case "state":
                letters = pc.utf8_length(pc.cast(column, pa.string()))
                return pc.if_else(
                    pc.equal(letters, _STATES), pc.cast(column, pa.string()), _NO_TEXT
                )
            case "zip":
                return zip3(column, self.small)
            case "birth":
                return birth_year_90(dates[name], self.reference_year)
            case "year":
                return pc.cast(dates[name], pa.string())
            case "age":
                return pc.if_else(old, _NO_TEXT, age_90(column))
            case _:
                return column

    def _old(self, table: pa.Table, dates: Mapping[str, pa.Array]) -> pa.Array:
        """Whose age, told beside the years of their rows, would tell of an age over 89.

        A person of age a in a year that is not known was born at the latest in the year of the last
        of their dates, and at the earliest a + 1 years before the first: so who is `a` at the first
        of their dates is over 89 at the last if the span between is long enough.
        """
        ages, events = self._of("age"), self._of("year")
        none = pa.array([False] * table.num_rows)
        if not ages or not events:
            return none
        first, last = _extent([dates[name] for name in events])
        highest = pc.max_element_wise(*(_whole(table.column(name)) for name in ages))
        if self.subject is not None:
            first, last, highest = _by_subject(table.column(self.subject), first, last, highest)
        implied = pc.add(highest, pc.subtract(last, first))
        over = pc.and_(pc.greater(implied, OLDEST_AGE), pc.less_equal(highest, OLDEST_AGE))
        return pc.fill_null(over, False)


def _whole(ages: Any) -> pa.Array:
    column = ages.combine_chunks() if isinstance(ages, pa.ChunkedArray) else ages
    return pc.cast(pc.floor(pc.cast(column, pa.float64())), pa.int64(), safe=False)


def _extent(dates: Sequence[pa.Array]) -> tuple[pa.Array, pa.Array]:
    return pc.min_element_wise(*dates), pc.max_element_wise(*dates)


def _by_subject(subject: Any, first: Any, last: Any, highest: Any) -> tuple[Any, Any, Any]:
    """The extremes of each row's subject, over all of their rows."""
    keys = subject.combine_chunks().dictionary_encode().indices
    grouped = (
        pa.table({"who": keys, "first": first, "last": last, "highest": highest})
        .group_by("who")
        .aggregate([("first", "min"), ("last", "max"), ("highest", "max")])
    )
    place = pc.index_in(keys, value_set=grouped["who"].combine_chunks())
    return tuple(
        pc.take(grouped[name].combine_chunks(), place)
        for name in ("first_min", "last_max", "highest_max")
    )
