"""Tables of a few people, drawn by hypothesis, and how their columns are recoded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from cohortium_anonymize import Column, Intervals, Prefix, Suppress

QUASI = ("age", "zip", "sex")
RULES = {"age": Intervals(5, 3), "zip": Prefix(3), "sex": Suppress()}
COLUMNS = {name: Column("quasi-identifier", rule) for name, rule in RULES.items()}
COLUMNS["illness"] = Column("sensitive")
AGES = st.integers(30, 49)
ZIPS = st.sampled_from(["021", "022", "111", "112"])


def rows_of(
    ages: st.SearchStrategy[Any], zips: st.SearchStrategy[Any], **sizes: int
) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    """Rows of the columns of `table_of`; `sizes` are `min_size` and `max_size`."""
    illnesses = st.sampled_from(["flu", "gout", "mumps"])
    row = st.tuples(ages, zips, st.sampled_from("fm"), illnesses, st.integers(0, 9))
    return st.lists(row, **sizes)


def table_of(drawn: Sequence[tuple[Any, ...]]) -> pa.Table:
    """The rows as a table: quasi-identifiers, illness, patient."""
    names = (*QUASI, "illness", "patient")
    return pa.table(dict(zip(names, (list(c) for c in zip(*drawn, strict=True)), strict=True)))
