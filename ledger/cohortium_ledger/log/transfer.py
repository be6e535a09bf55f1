"""All that a store holds, put into a new one: between databases, both ways.

Entries are compared with their tree as they are read. Tiles are not carried over: the new store's are
made from its entries. Whether signatures and history hold is for the audit.
"""

from __future__ import annotations

from cohortium_ledger.errors import LedgerCorrupt
from cohortium_ledger.log.store import Store
from cohortium_ledger.log.stored_tree import StoredTree

_AT_ONCE = 1_024  # entries: at most 64 MiB


def beginning(source: Store) -> bytes:
    """The checkpoint of size 0, which a new store is created with."""
    size, note = source.checkpoints()[0]
    if size:
        raise LedgerCorrupt("the checkpoint that the ledger began with is missing")
    return note


def transfer(source: Store, target: Store) -> None:
    """Put what `source` holds into `target`, created with the same key and first checkpoint.

    In one transaction. `source` must not change meanwhile. Raises LedgerCorrupt.
    """
    size, tree = source.size(), StoredTree(source)
    with target.writing():
        for start in range(0, size, _AT_ONCE):
            stop = min(size, start + _AT_ONCE)
            target.put_entries(start, list(tree.entries(start, stop)))
        for signed, note in source.checkpoints()[1:]:
            target.put_checkpoint(signed, note)
        for published, note in source.publications():
            target.put_published(published, note)
        for name, text in source.settings().items():
            target.put_setting(name, text)
        StoredTree(target).rebuild(size)
