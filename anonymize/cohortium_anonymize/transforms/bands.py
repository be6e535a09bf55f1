"""Bands of numbers, for the rendition that leaves: 128.4 is told as 120, the lower edge of [120, 130).

The width of a band follows the size of the number, so that two significant digits remain (or as many
as asked). It blurs values; it promises no anonymity by itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

SIGNIFICANT_DIGITS = 2
NEAR = 1e-9  # relative; a quotient this close to a whole number is that number

Floats = npt.NDArray[np.float64]


def band(values: Any, digits: int = SIGNIFICANT_DIGITS) -> pa.Array:
    """The lower edge of each value's band (float64); null, NaN and infinities become null."""
    edge, _, missing = _edges(values, digits)
    return pa.array(edge, mask=missing)


def labels(values: Any, digits: int = SIGNIFICANT_DIGITS) -> pa.Array:
    """Each value's band in words, as '[120, 130)'; null, NaN and infinities become null."""
    edge, upper, missing = _edges(values, digits)
    pairs = zip(edge.tolist(), upper.tolist(), missing.tolist(), strict=True)
    return pa.array(
        [None if gone else f"[{low:.12g}, {high:.12g})" for low, high, gone in pairs], pa.string()
    )


def _edges(values: Any, digits: int) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    if not 1 <= digits <= 15:
        raise ValueError("significant digits are from 1 to 15")
    column = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else pa.array(values)
    numbers = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    missing = ~np.isfinite(numbers)
    numbers = np.where(missing, 0.0, numbers)
    size = np.abs(numbers)
    power = np.floor(np.log10(np.where(size > 0, size, 1.0))).astype(np.int64) - (digits - 1)
    steps = _scaled(numbers, -power)
    whole = np.rint(steps)
    steps = np.where(
        np.abs(steps - whole) <= NEAR * np.maximum(1, np.abs(steps)), whole, np.floor(steps)
    )
    edge, upper = _scaled(steps, power), _scaled(steps + 1, power)
    # -9.1 falls to -10, an edge of the next power: told as that power tells it, so that it stays itself
    carried = np.abs(steps) >= 10.0**digits
    return np.where(carried, _scaled(steps / 10, power + 1), edge), upper, missing


def _scaled(numbers: Floats, power: npt.NDArray[np.int64]) -> Floats:
    """`numbers` times ten to the `power`; dividing by whole powers keeps decimals clean."""
    up = 10.0 ** np.clip(power, 0, 308)
    down = 10.0 ** np.clip(-power, 0, 308)
    with np.errstate(over="ignore"):  # the upper edge of the largest doubles is infinite
        return np.asarray(numbers * up / down, dtype=np.float64)
