"""Answers as Arrow IPC streams, the receipt in the schema's metadata."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

MEDIA_TYPE = "application/vnd.apache.arrow.stream"
RECEIPT = b"cohortium.receipt"


def wanted(accept: str) -> bool:
    """Whether an Accept header names Arrow streams (and does not refuse them)."""
    for part in accept.lower().split(","):
        media, *parameters = (word.strip() for word in part.split(";"))
        if media == MEDIA_TYPE:
            return "q=0" not in parameters
    return False


def stream(columns: Sequence[str], rows: Sequence[Sequence[Any]], receipt: dict[str, Any]) -> bytes:
    """The rows as one Arrow IPC stream; whole numbers int64, text string, truth bool.

    A column of nothing but nulls is one of suppressed figures: float64.
    """
    arrays = [_array([row[at] for row in rows]) for at in range(len(columns))]
    schema = pa.schema(
        [pa.field(name, array.type) for name, array in zip(columns, arrays, strict=True)],
        metadata={RECEIPT: json.dumps(receipt, ensure_ascii=False).encode()},
    )
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch(arrays, schema=schema))
    return bytes(sink.getvalue())


def _array(values: Sequence[Any]) -> pa.Array:
    if any(type(value) is float for value in values):
        return pa.array([None if value is None else float(value) for value in values], pa.float64())
    array = pa.array(values)
    if not pa.types.is_null(array.type):
        return array
    return array.cast(pa.float64() if len(array) else pa.string())
