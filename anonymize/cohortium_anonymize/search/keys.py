"""Columns as codes, and combinations of codes as numbers.

Codes follow the sorted words (missing last) and numbers follow the sorted codes, so the same rows in
any order give the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cohortium_anonymize.errors import InputError

Ints = npt.NDArray[np.signedinteger[Any]]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
LARGEST_KEY = 2**62  # packed keys stay in int64
DENSE = 1 << 16  # keys below this, or 4 a row, are renumbered through a table: no sort, no hash


@dataclass(frozen=True, slots=True)
class Coded:
    """A column: its distinct `words`, sorted, missing last; and the place there of every row."""

    words: pa.Array
    codes: Ints


def encode(column: Any, name: str) -> Coded:
    """A column of any simple type, as words. InputError when its type is no category."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    try:
        if pa.types.is_floating(column.type):
            column = pc.add(column, 0.0)  # -0 and 0 are one number
        encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        words = pc.cast(encoded.dictionary, pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        raise InputError(f"column {name}: its type {column.type} cannot be a category") from None
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    distinct = _sorted(words)
    return Coded(distinct, _places(words, distinct)[indices])


def unite(parts: Sequence[Coded]) -> Coded:
    """The rows of `parts` one after the other, over the words of all."""
    if len(parts) == 1:
        return parts[0]
    words = _sorted(pa.concat_arrays([part.words for part in parts]))
    return Coded(words, np.concatenate([_places(part.words, words)[part.codes] for part in parts]))


def group(columns: Sequence[Ints], sizes: Sequence[int]) -> tuple[Ints, int]:
    """Number the distinct combinations of code `columns`, in sorted order: (numbers, how many)."""
    key = np.zeros(len(columns[0]) if columns else 0, dtype=np.int64)
    span = 1
    for column, size in zip(columns, sizes, strict=True):
        if span * size >= LARGEST_KEY:
            key, span = renumber(key, span)
            key = key.astype(np.int64)
        key *= size
        key += column
        span *= size
    return renumber(key, span)


def renumber(key: Ints, span: int, *, ordered: bool = True) -> tuple[Ints, int]:
    """Keys in [0, span) renumbered 0, 1, ... and how many distinct ones there are.

    In the order of the keys, or, which is faster, of their first appearance.
    """
    if not len(key):
        return key.astype(np.int32), 0
    if span <= max(DENSE, 4 * len(key)):
        present = np.zeros(span, dtype=np.int32)
        present[key] = 1
        places = np.cumsum(present, dtype=np.int32)
        return places[key] - 1, int(places[-1])
    encoded = pa.array(key).dictionary_encode()
    numbers = encoded.indices.to_numpy()
    if not ordered:
        return numbers, len(encoded.dictionary)
    order = np.argsort(encoded.dictionary.to_numpy())
    places = np.empty(len(order), dtype=np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places[numbers], len(order)


def sums(key: Ints, weights: Ints, length: int) -> Ints:
    """`weights` summed by key, in [0, length)."""
    return np.bincount(key, weights=weights, minlength=length).astype(np.int64)


def _sorted(words: pa.Array) -> pa.Array:
    distinct = pc.unique(words)
    return distinct.take(pc.sort_indices(distinct))


def _places(words: pa.Array, among: pa.Array) -> Ints:
    places: Ints = pc.index_in(words, value_set=among).to_numpy(zero_copy_only=False)
    return places
