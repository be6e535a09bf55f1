"""Columns as numbers and back: CSV tables hold them as text, Parquet ones as what they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.errors import InputError, InRow

Floats = npt.NDArray[np.float64]


def numbers(column: Any, name: str) -> Floats:
    """`column` (numeric or text) as float64, null as NaN; InputError names the first row that has none."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    try:
        found = pc.cast(whole, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowNotImplementedError:
        raise InputError(f"column {name}: its type {whole.type} is no number") from None
    except pa.ArrowInvalid:
        raise InRow(f"column {name}: not all of its values are numbers", _first(whole)) from None
    wrong = ~np.isfinite(found) & ~np.asarray(pc.is_null(whole))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InRow(f"column {name}: NaN and infinities cannot be transformed", row)
    return np.asarray(found, dtype=np.float64)


def _first(column: pa.Array) -> int:
    """The row of the first value that is no number, of a column that has one."""
    low, high = 0, len(column)
    while high - low > 1:
        middle = (low + high) // 2
        if _are_numbers(column[low:middle]):
            low = middle
        else:
            high = middle
    return low


def _are_numbers(column: pa.Array) -> bool:
    try:
        pc.cast(column, pa.float64())
    except pa.ArrowInvalid:
        return False
    return True


def as_column(values: Floats, like: Any) -> pa.Array:
    """`values` (NaN: null) as a column of `like`'s type; text where that is text.

    Whole-number columns become float64 once they hold fractions.
    """
    missing = np.isnan(values)
    if pa.types.is_string(like.type) or pa.types.is_large_string(like.type):
        words = [
            None if gone else f"{value:.12g}" for value, gone in zip(values, missing, strict=True)
        ]
        return pa.array(words, like.type)
    if pa.types.is_integer(like.type) and np.equal(values[~missing] % 1, 0).all():
        return pa.array(np.where(missing, 0, values), pa.float64(), mask=missing).cast(like.type)
    kind = like.type if pa.types.is_floating(like.type) else pa.float64()
    return pa.array(values, pa.float64(), mask=missing).cast(kind)
