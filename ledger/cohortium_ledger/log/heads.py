"""The heads of a log: what it signed, what it published, and under which policy.

*Signed* is what the log's keys stand under; *published* is what readers are shown: with a quorum's
cosignatures, or as signed while the policy asks for no quorum. Asking witnesses is not done here.
Before anything is signed, it is read again from the store and must continue what was signed last.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Literal

from cohortium_ledger.auditing.charter import policy_change
from cohortium_ledger.auditing.log_keys import LogKey, policy_text
from cohortium_ledger.errors import (
    EntryMissing,
    FormatError,
    KeysChanged,
    LedgerCorrupt,
    LedgerError,
    SignatureError,
)
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.entry import Draft, Entry
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.formats.note import Note, parse_note
from cohortium_ledger.formats.policy import NO_QUORUM, Policy, parse_policy
from cohortium_ledger.log.sequencer import Sequencer
from cohortium_ledger.log.store import Store
from cohortium_ledger.log.stored_charter import StoredCharter
from cohortium_ledger.log.stored_tree import StoredTree
from cohortium_ledger.signing.signer import Signer
from cohortium_ledger.tree.hashing import EMPTY_ROOT, CompactRange

State = Literal["sequenced", "integrated", "cosigned"]
Clock = Callable[[], str]  # the time now, in an entry's form
_KEPT = 7  # opened notes that are remembered, beside the newest


class Heads:
    """The signed and published checkpoints of one store. Threads may share it."""

    def __init__(
        self,
        store: Store,
        tree: StoredTree,
        sequencer: Sequencer,
        signers: Sequence[Signer],
        clock: Clock,
    ) -> None:
        self._store = store
        self._tree = tree
        self._sequencer = sequencer
        self._signers = tuple(signers)
        self._clock = clock
        self._signing = threading.Lock()
        self._read = CompactRange()  # what this process has read again and found signed
        self._opened: dict[bytes, Checkpoint] = {}
        self._shown = b""  # a published note that has its quorum
        self._first = _first_key(store.vkey)
        self.charter = StoredCharter(store, tree, sequencer, self._first)
        self._check_signers()

    @property
    def first_key(self) -> Verifier:
        """The key the log began with, whose name is the log's."""
        return self._first

    @property
    def keys(self) -> tuple[LogKey, ...]:
        """All keys that were ever bound to sign this log."""
        return self.charter.now().keys()

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """The keys that may sign now."""
        now = self._clock()
        return tuple(key.verifier for key in self.keys if key.may_sign(now))

    @property
    def lasting_signer(self) -> Signer:
        """The signer given here whose key has no end: what rules the log, and who it vouches for.

        Raises LedgerError when there is none.
        """
        lasting = [key.verifier for key in self.keys if key.until is None]
        signer = next((one for one in self._signers if one.verifier in lasting), None)
        if signer is None:
            raise LedgerError("this ledger was opened without a key of its own that has no end")
        return signer

    @property
    def policy(self) -> Policy:
        """The policy in force, with the keys that sign now; while none was set, without a quorum."""
        policy = self.charter.now().policy()
        text = "" if policy is None else bytes(policy).decode()
        return parse_policy(policy_text(text, self.verifiers))

    def policy_change(self, text: str) -> Draft:
        """The entry that puts the tlog-policy `text` in force, signed by a key of the log given here."""
        body = policy_change(self.lasting_signer, text, self.charter.now().replaces)
        return Draft("policy.changed", body, self._clock())

    def signed(self) -> tuple[bytes, Checkpoint]:
        """The newest signed note and what it says, its signature checked."""
        size, note = self._store.last_checkpoint()
        return note, self.opened(size, note)

    def published(self) -> tuple[bytes, Checkpoint]:
        """The newest published note and what it says: signed, and with the quorum its entries ask for."""
        size, note = self._store.published()
        checkpoint = self.opened(size, note)
        if note != self._shown:
            try:
                self.charter.now().check_quorum(note, size)
            except SignatureError as error:
                raise LedgerCorrupt(str(error)) from error
            self._shown = note
        return note, checkpoint

    def opened(self, size: int, note: bytes) -> Checkpoint:
        """What the stored `note` says, if this log signed it for `size`."""
        checkpoint = self._opened.get(note)
        if checkpoint is None:
            try:
                checkpoint = parse_checkpoint(parse_note(note).open(self._verifiers_at(size)))
            except (FormatError, SignatureError) as error:
                raise LedgerCorrupt(
                    f"the stored checkpoint of size {size} is not as signed"
                ) from error
            self._opened = {**dict(list(self._opened.items())[-_KEPT:]), note: checkpoint}
        if checkpoint.size != size or checkpoint.origin != self._first.name:
            raise LedgerCorrupt(f"the stored checkpoint of size {size} is another's")
        return checkpoint

    def state(self, index: int) -> State:
        """How far entry `index` has come. Raises EntryMissing."""
        size = self._tree.size
        if not 0 <= index < size:
            raise EntryMissing(f"no entry {index}: the ledger has {size}")
        if index < self.published()[1].size and self._cosigned():
            return "cosigned"
        return "integrated" if index < self.signed()[1].size else "sequenced"

    def integrate(self) -> bytes:
        """Sign a checkpoint over all entries there are now, unless the last one covers them.

        What it signs it has read: everything once for each opening, later what is new. Raises
        LedgerCorrupt rather than sign what is not a continuation of the last checkpoint.
        """
        if not self._signers:
            raise LedgerError("this ledger was opened without its signing key: it cannot sign")
        with self._signing:
            wanted = self._tree.size
            while True:
                note, last = self.signed()
                tree = self._read_again(last, max(wanted, last.size))
                if (done := self._advance(note, last, tree)) is not None:
                    return done

    def publish(self, note: bytes) -> None:
        """Show readers `note`: a checkpoint that this log signed, cosigned as the policy asks.

        One that is older than the newest published changes nothing. Raises SignatureError.
        """
        checkpoint = self.policy.verify_checkpoint(note)

        def show() -> None:
            ours = dict(self._store.checkpoints()).get(checkpoint.size)
            if ours is None or parse_note(ours).text != parse_note(note).text:
                raise SignatureError(f"this log has signed no such checkpoint of {checkpoint.size}")
            self.policy.verify_checkpoint(note)  # again, now that nobody can change it meanwhile
            self.charter.now().check_quorum(note, checkpoint.size)
            if checkpoint.size >= self._store.published()[0]:
                with self._sequencer.putting():
                    self._store.put_published(checkpoint.size, note)

        self._sequencer.write(show)

    def _read_again(self, last: Checkpoint, size: int) -> CompactRange:
        """Read what was signed last, and on to `size`; refuse what does not continue it."""
        self.charter.look_from(self._read.size)
        self._read = self._tree.read_signed(self._read, last, self.charter.look)
        tree = self._tree.read_new(self._read, size, self.charter.look)
        self.charter.check_seen(tree.size)
        return tree

    def _asks_nobody(self, size: int) -> bool:
        """Whether a checkpoint of `size` needs no witness: not by its own entries, nor by newer ones."""
        policies = (self.charter.now().policy(size), self.policy)
        return all(policy is None or policy.quorum == NO_QUORUM for policy in policies)

    def _advance(self, note: bytes, last: Checkpoint, tree: CompactRange) -> bytes | None:
        """Sign `tree`, if `last` is still the newest; None when another process was faster."""

        def sign_and_show() -> bytes | None:
            if self._store.last_checkpoint() != (last.size, note):
                return None
            self._tree.check_edge(tree)
            grown = tree.size > last.size
            head = Checkpoint(last.origin, tree.size, tree.root())
            signed = self._sign(head) if grown else note
            shown = self._asks_nobody(tree.size)
            with self._sequencer.putting():
                if grown:
                    self._store.put_checkpoint(tree.size, signed)
                if shown:
                    self._store.put_published(tree.size, signed)
            return signed

        behind = self._store.published()[0] < tree.size and self._asks_nobody(tree.size)
        wanted = tree.size > last.size or behind
        done = self._sequencer.write(sign_and_show) if wanted else note
        if done is not None:
            self._read = tree
        return done

    def _sign(self, checkpoint: Checkpoint) -> bytes:
        """Sign with every key that may: verifiers know one of them, and nobody says which."""
        allowed = self.verifiers
        if not allowed:
            raise LedgerError(
                "no key may sign the ledger now: they have ended, or the clock is wrong"
            )
        signers = [signer for signer in self._signers if signer.verifier in allowed]
        if len(signers) != len(allowed):
            raise KeysChanged("the ledger's keys have changed: open it anew with all that sign now")
        return sign(checkpoint, signers)

    def _check_signers(self) -> None:
        """One of the keys given must be of those that may sign; others wait for their time, or had it."""
        allowed = self.verifiers
        if self._signers and not any(signer.verifier in allowed for signer in self._signers):
            raise LedgerError("this key is not the one that signs the ledger here")

    def _verifiers_at(self, size: int) -> tuple[Verifier, ...]:
        """The keys that may stand under a checkpoint of `size`: it is no older than its last entry."""
        keys = self.charter.now().keys(size)
        last = min(size, self._tree.size) - 1
        if keys == (LogKey(self._first),) or last < 0:
            return (self._first,)
        time = Entry.parse(self._tree.entry(last)).time
        return tuple(key.verifier for key in keys if key.may_sign(time))

    def _cosigned(self) -> bool:
        """Whether the newest published checkpoint has the quorum of the policy in force."""
        policy = self.policy
        if policy.quorum == NO_QUORUM:
            return False
        try:
            policy.verify_checkpoint(self._store.published()[1])
        except SignatureError:  # published under an earlier policy
            return False
        return True


def sign(checkpoint: Checkpoint, signers: Sequence[Signer]) -> bytes:
    """`checkpoint` as a note that every one of `signers` has signed."""
    text = bytes(checkpoint)
    lines = [parse_note(signer.sign_note(text)).signatures[0] for signer in signers]
    return bytes(Note(text, tuple(lines)))


def first_note(signer: Signer) -> bytes:
    """The checkpoint of the empty log that `signer` begins."""
    return sign(Checkpoint(signer.name, 0, EMPTY_ROOT), [signer])


def _first_key(vkey: str) -> Verifier:
    try:
        return Verifier.from_vkey(vkey)
    except FormatError as error:
        raise LedgerCorrupt("the stored key of the ledger is damaged") from error
