"""The audit of a log that stands elsewhere, read as anybody can read it: tiles, entries, checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cohortium_ledger.auditing.audit import Report, audit
from cohortium_ledger.formats.policy import NO_QUORUM, Policy, parse_policy
from cohortium_ledger.formats.tiles import WIDTH
from cohortium_ledger.remote.reader import SignedTree, TreeReader

Progress = Callable[[int, int], None]  # entries checked so far, entries in all


def audit_tree(
    reader: TreeReader,
    policy: Policy,
    *,
    earlier: Iterable[bytes] = (),
    progress: Progress | None = None,
) -> Report:
    """Derive all that a log claims from its entries: every tile of every level is looked at.

    `policy` says who must have signed its checkpoint. `earlier` are older checkpoints that somebody
    kept; the log's own signature is enough on those. Raises LedgerError.
    """
    note = reader.checkpoint()
    checkpoint = policy.verify_checkpoint(note)
    entries = SignedTree(reader, checkpoint).entries(0, checkpoint.size)
    if progress is not None:
        entries = _told(entries, checkpoint.size, progress)
    return audit(entries, note, policy=replace(policy, quorum=NO_QUORUM), earlier=earlier)


def served_policy(reader: TreeReader) -> Policy:
    """A policy that believes whatever key the log is served with: it pins nothing."""
    return parse_policy(f"log {reader.vkey()}\nquorum none\n")


def _told(entries: Iterator[bytes], size: int, progress: Progress) -> Iterator[bytes]:
    for n, data in enumerate(entries):
        if n % WIDTH == 0:
            progress(n, size)
        yield data
    progress(size, size)
