"""Texts in batches, bounded in number and in characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar


class Textual(Protocol):
    """Something with a text."""

    @property
    def text(self) -> str:
        """The text."""


T = TypeVar("T", bound=Textual)


def batches(items: Iterable[T], most: int, characters: int) -> Iterator[list[T]]:
    """Lists of up to `most` items, none empty; one ends with the item that brings it to `characters`."""
    batch: list[T] = []
    length = 0
    for item in items:
        batch.append(item)
        length += len(item.text)
        if len(batch) >= most or length >= characters:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch
