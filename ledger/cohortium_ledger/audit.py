"""The audit: everything a log claims, derived again from its entries and nothing else.

Each entry is canonical and of a known type, has its own index, and carries the hash of the one
before; what they say holds together (`rules`); and the tree over them is the one that was signed.
Entries beyond the checkpoint are checked alike, but no signature vouches for them yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cohortium_ledger.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.entry import NO_PREV, Entry
from cohortium_ledger.errors import AuditError, EntryError
from cohortium_ledger.note import parse_note
from cohortium_ledger.policy import Policy
from cohortium_ledger.rules import Rules
from cohortium_ledger.tree import CompactRange, leaf_hash


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found in order: sizes, roots and how many entries of each type there are."""

    size: int
    root: bytes
    checkpoint: Checkpoint | None
    checkpoints: int
    types: Mapping[str, int]


class Chain:
    """The hash chain and the tree through entries, checked as they come."""

    def __init__(self, size: int = 0, peaks: tuple[bytes, ...] = (), prev: str = NO_PREV) -> None:
        self.tree = CompactRange(size, peaks)
        self._prev = prev

    def take(self, data: bytes) -> Entry:
        """The next entry. Raises AuditError, which names it."""
        n = self.tree.size
        try:
            entry = Entry.parse(data)
        except EntryError as error:
            raise AuditError(f"entry {n}: {error}", n) from error
        if entry.n != n:
            raise AuditError(f"entry {n} calls itself entry {entry.n}", n)
        if entry.prev != self._prev:
            raise AuditError(f"entry {n} does not carry the hash of the entry before it", n)
        leaf = leaf_hash(data)
        self._prev = leaf.hex()
        self.tree.append(leaf)
        return entry


def audit(
    entries: Iterable[bytes],
    checkpoint: bytes | None = None,
    *,
    policy: Policy | None = None,
    earlier: Iterable[bytes] = (),
) -> Report:
    """Check all `entries` of a log, from the first on, against its signed notes.

    `checkpoint` is the newest note and `earlier` are older ones, all of which the entries must lead
    to; `policy` says who must have signed them (None: signatures are not looked at). Raises
    LedgerError; AuditError has the `index` of the entry that is wrong.
    """
    notes = [*earlier, *([checkpoint] if checkpoint is not None else [])]
    heads = [_head(note, policy) for note in notes]
    waiting = sorted(heads, key=lambda head: head.size, reverse=True)
    chain, rules, types = Chain(), Rules(), Counter[str]()
    _check_heads(chain.tree, waiting)
    for data in entries:
        entry = chain.take(data)
        rules.take(entry)
        types[entry.type] += 1
        _check_heads(chain.tree, waiting)
    if waiting:
        size = chain.tree.size
        raise AuditError(f"entry {size} is missing: {waiting[-1].size} were signed for", size)
    newest = heads[-1] if checkpoint is not None else None
    return Report(
        chain.tree.size, chain.tree.root(), newest, len(heads), dict(sorted(types.items()))
    )


def _head(note: bytes, policy: Policy | None) -> Checkpoint:
    if policy is not None:
        return policy.verify_checkpoint(note)
    return parse_checkpoint(parse_note(note).text)


def _check_heads(tree: CompactRange, waiting: list[Checkpoint]) -> None:
    """Compare the tree with the signed heads of its size; those are taken off `waiting`."""
    while waiting and waiting[-1].size == tree.size:
        if waiting.pop().root != tree.root():
            raise AuditError(
                f"the entries before {tree.size} are not those that were signed: "
                f"their root is not that of the checkpoint of size {tree.size}"
            )
