"""The audit: everything a log claims, derived again from its entries and nothing else.

Each entry is canonical and of a known type, has its own index, and carries the hash of the one
before; its body has the form of its type (`bodies`), and what entries say holds together (`rules`,
`conduct`, `charter`); the tree over them is the one that was signed; and what was published has the
quorum that the entries ask for. Entries beyond the checkpoint are checked alike, but no signature
vouches for them yet. Memory is O(log n) and the rules'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cohortium_ledger.auditing.bodies import check_body, wrong
from cohortium_ledger.auditing.conduct import Conduct
from cohortium_ledger.auditing.rules import Rules
from cohortium_ledger.errors import AuditError, EntryError, FormatError
from cohortium_ledger.formats.canonical import base64_bytes
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.entry import NO_PREV, Entry
from cohortium_ledger.formats.keys import ED25519, Verifier
from cohortium_ledger.formats.note import parse_note
from cohortium_ledger.formats.policy import Policy
from cohortium_ledger.tree.hashing import CompactRange, leaf_hash


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit found in order: sizes, roots and how many entries of each type there are.

    `charter` has the entries that say who signs the log and under which policy it is published.
    """

    size: int
    root: bytes
    checkpoint: Checkpoint | None
    checkpoints: int
    types: Mapping[str, int]
    charter: tuple[int, ...]


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


class Auditor:
    """All of the audit after the entries so far: feed them in order, from the first on.

    `first` is the key that the log began with, where it is known.
    """

    def __init__(self, first: Verifier | None = None) -> None:
        self._chain = Chain()
        self._rules = Rules(first)
        self._conduct = Conduct()
        self.types: Counter[str] = Counter()
        self.receipt_keys: list[Verifier] = []  # those that entries bound, oldest first

    @property
    def tree(self) -> CompactRange:
        """The tree over the entries so far."""
        return self._chain.tree

    @property
    def charter(self) -> tuple[int, ...]:
        """The entries so far that say who signs the log and under which policy it is published."""
        return self._rules.charter.indices

    def check_published(self, note: bytes, trusted: Collection[Verifier] = ()) -> None:
        """Refuse a published checkpoint, of no more entries than so far, that breaks the log's own word.

        It needs the quorum that its entries ask for, and where they name keys of the log, one of
        them is of the `trusted`. Raises SignatureError, AuditError; the log's signature is not checked.
        """
        self._rules.charter.check_quorum(note, parse_checkpoint(parse_note(note).text).size)
        self.check_keys(trusted)

    def check_keys(self, trusted: Collection[Verifier]) -> None:
        """Refuse keys of the log that are not of one chain with any `trusted` one; none trusted: take all.

        Each key of a chain has signed whom it follows (`log_keys`), so one that is known is enough,
        wherever it stands. Raises AuditError.
        """
        charter = self._rules.charter
        if trusted and charter.begun is not None and not charter.verifiers & set(trusted):
            raise AuditError(
                f"entry {charter.begun} begins a chain of keys of the log that no key of your"
                " policy is in",
                charter.begun,
            )

    def take(self, data: bytes) -> Entry:
        """Check the next entry. Raises AuditError, which names it; the auditor is of no use then."""
        entry = self._chain.take(data)
        check_body(entry)
        self._rules.take(entry)
        self._conduct.take(entry)
        self.types[entry.type] += 1
        if entry.type == "key.bound" and entry.body["role"] == "receipt":
            self.receipt_keys.append(_receipt_key(entry))
        return entry


def audit(
    entries: Iterable[bytes],
    checkpoint: bytes | None = None,
    *,
    policy: Policy | None = None,
    earlier: Iterable[bytes] = (),
    published: Iterable[bytes] = (),
    first: Verifier | None = None,
) -> Report:
    """Check all `entries` of a log, from the first on, against its signed notes.

    `checkpoint` is the newest note and `earlier` are older ones, all of which the entries must lead
    to; `policy` says who must have signed them, and whose keys the entries may name as the log's (None:
    signatures are not looked at, and the keys are whatever the entries begin with). `published` are
    notes that readers were shown, which need the quorum that the entries themselves ask for; `first`
    is the key that the log began with. Raises LedgerError; AuditError has the `index` of the entry
    that is wrong.
    """
    notes = [*earlier, *([checkpoint] if checkpoint is not None else [])]
    heads = [_head(note, policy) for note in notes]
    waiting = sorted(heads, key=lambda head: head.size, reverse=True)
    auditor = Auditor(first)
    tree = auditor.tree
    _check_heads(tree, waiting)
    for data in entries:
        auditor.take(data)
        _check_heads(tree, waiting)
    if waiting:
        size = tree.size
        raise AuditError(f"entry {size} is missing: {waiting[-1].size} were signed for", size)
    for note in published:
        auditor.check_published(note)
    auditor.check_keys(policy.logs if policy is not None else ())
    newest = heads[-1] if checkpoint is not None else None
    types = dict(sorted(auditor.types.items()))
    return Report(tree.size, tree.root(), newest, len(heads), types, auditor.charter)


def _receipt_key(entry: Entry) -> Verifier:
    try:
        return Verifier(entry.body["name"], ED25519, base64_bytes(entry.body["key"]))
    except FormatError as error:
        raise wrong(entry, "binds a key that cannot sign notes") from error


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
