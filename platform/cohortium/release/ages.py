"""Ages that hospitals record as observations: above 89 they are one category, as in `subjects`.

45 CFR 164.514(b)(2)(i)(C). An age is known by a public code of age, by a display that begins with
the word, or by being a number of years. Pure, over identifiable Arrow tables.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from cohortium.release.policy import AGE_TOP

LOINC = ("30525-0", "21612-7", "29553-5", "63900-5")
SNOMED = ("424144002", "397669002")
DISPLAY = r"(?i)^(patient'?s? |current |reported )?age\b"
YEARS = ("a", "a_j", "yr", "yrs", "year", "years")
# how many of a unit make a year; any other unit is taken for years
_YEAR = {
    "mo": 12,
    "mo_j": 12,
    "month": 12,
    "months": 12,
    "wk": 52,
    "weeks": 52,
    "d": 365,
    "days": 365,
}


def capped(name: str, table: pa.Table) -> pa.Table:
    """Observations of ages: 90 years at most, as a number alone (words and codes go)."""
    if name != "observations":
        return table
    aged = pc.or_(
        pc.is_in(table.column("code"), pa.array([*LOINC, *SNOMED])),
        pc.fill_null(pc.match_substring_regex(table.column("display"), DISPLAY), False),
    )
    numbers = pc.or_(aged, pc.is_in(table.column("unit"), pa.array(YEARS)))
    if not pc.any(numbers).as_py():
        return table
    units = pc.dictionary_encode(table.column("unit").combine_chunks(), null_encoding="encode")
    known = [float(AGE_TOP * _YEAR.get(u or "a", 1)) for u in units.dictionary.to_pylist()]
    tops = pc.take(pa.array(known, pa.float64()), units.indices)
    values = table.column("value")
    above = pc.and_(numbers, pc.greater_equal(values, tops))
    made = _with(table, "value", pc.if_else(pc.fill_null(above, False), tops, values))
    for column in ("value_text", "value_code"):
        kept = pc.if_else(aged, pa.scalar(None, pa.string()), table.column(column))
        made = _with(made, column, kept)
    return made


def _with(table: pa.Table, column: str, values: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, values)
