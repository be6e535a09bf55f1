"""The audit of a log that stands elsewhere, read as anybody can read it: tiles, entries, checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from cohortium_ledger.auditing.audit import Report, audit
from cohortium_ledger.auditing.log_keys import check_policy_age
from cohortium_ledger.errors import LedgerError, SignatureError
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.note import parse_note
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

    In a folder, the partial tiles of earlier checkpoints too; at an address, those of the newest alone.
    `policy` says who must have signed its checkpoint, which also needs the quorum that the log's own
    entries ask for. `earlier` are older checkpoints that somebody kept; the log's own signature is
    enough on those. Raises LedgerError.
    """
    note = reader.checkpoint()
    checkpoint = _verified(reader, note, policy)
    tree = SignedTree(reader, checkpoint)
    entries = tree.entries(0, checkpoint.size)
    if progress is not None:
        entries = _told(entries, checkpoint.size, progress)
    trusted = replace(policy, quorum=NO_QUORUM)
    report = audit(entries, note, policy=trusted, earlier=earlier, published=[note])
    for tile, data in reader.partial_tiles():
        tree.check_partial(tile, data)
    return report


def served_policy(reader: TreeReader) -> Policy:
    """A policy that believes whatever key the log is served with: it pins nothing."""
    return parse_policy(f"log {reader.vkey()}\nquorum none\n")


def _verified(reader: TreeReader, note: bytes, policy: Policy) -> Checkpoint:
    """The checkpoint in `note`; where no key of the policy signed it, it is said if one did that they bound."""
    try:
        return policy.verify_checkpoint(note)
    except SignatureError:
        head = parse_checkpoint(parse_note(note).text)
        check_policy_age(
            policy.logs, note, _readable(SignedTree(reader, head).entries(0, head.size))
        )
        raise


def _readable(entries: Iterator[bytes]) -> Iterator[bytes]:
    """`entries` up to where they cannot be read or believed: nobody has vouched for them."""
    try:
        yield from entries
    except LedgerError:
        return


def _told(entries: Iterator[bytes], size: int, progress: Progress) -> Iterator[bytes]:
    for n, data in enumerate(entries):
        if n % WIDTH == 0:
            progress(n, size)
        yield data
    progress(size, size)
