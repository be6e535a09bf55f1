"""Columns as numbers and back: CSV tables hold them as text, Parquet ones as what they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.errors import InputError

Floats = npt.NDArray[np.float64]


def numbers(column: Any, name: str) -> Floats:
    """`column` (numeric or text) as float64, null as NaN; InputError names what is no number."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    try:
        found = pc.cast(whole, pa.float64()).to_numpy(zero_copy_only=False)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise InputError(f"column {name}: not all of its values are numbers") from None
    if not np.isfinite(found[~np.asarray(pc.is_null(whole))]).all():
        raise InputError(f"column {name}: NaN and infinities cannot be transformed")
    return np.asarray(found, dtype=np.float64)


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
