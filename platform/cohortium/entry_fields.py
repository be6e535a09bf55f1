"""Fields of entries' bodies, each what it must be, or the entry contradicts the ledger: Refused. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohortium.errors import Refused
from cohortium_ledger.formats.entry import Entry


def contradiction(entry: Entry, what: str) -> Refused:
    """The refusal of an entry that contradicts the ledger, or itself."""
    return Refused(f"entry {entry.n} ({entry.type}) {what}", code="history")


def text(entry: Entry, name: str) -> str:
    """A text that is not empty."""
    value = entry.body.get(name)
    if not isinstance(value, str) or not value:
        raise contradiction(entry, f"has no text in '{name}'")
    return value


def number(entry: Entry, name: str) -> int:
    """A whole number from 0."""
    value = entry.body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise contradiction(entry, f"has no whole number in '{name}'")
    return value


def past(entry: Entry, name: str) -> int:
    """A size that the ledger had before the entry."""
    value = number(entry, name)
    if value > entry.n:
        raise contradiction(entry, f"names in '{name}' a size of the ledger yet to come")
    return value


def one_of(entry: Entry, name: str, known: frozenset[str]) -> str:
    """A text out of `known`."""
    value = text(entry, name)
    if value not in known:
        raise contradiction(entry, f"has in '{name}' none of {', '.join(sorted(known))}")
    return value


def known(entry: Entry, noun: str, name: str, values: Mapping[str, Any]) -> None:
    """That `name` is among `values`, which earlier entries told of."""
    if name not in values:
        raise contradiction(entry, f"names a {noun} that no earlier entry knows")
