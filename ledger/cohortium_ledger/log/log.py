"""The log of one installation: sequences entries durably, signs checkpoints, proves and serves.

Three states, never mixed up: *sequenced* (`append` returned: durable, in order), *integrated* (in a
checkpoint that `integrate` signed), *cosigned* (in a published one, by a quorum of witnesses, who are
asked elsewhere). Nothing stored is believed: entries are compared with the tree when read, and read
again before anything is signed. The signing key is passed in and never kept here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from cohortium_ledger.auditing.audit import Report, audit
from cohortium_ledger.auditing.charter import rules_log
from cohortium_ledger.auditing.log_keys import LogKey
from cohortium_ledger.auditing.role_keys import vouched_binding
from cohortium_ledger.errors import LedgerCorrupt, LedgerError
from cohortium_ledger.formats.entry import Draft
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.formats.policy import Policy
from cohortium_ledger.log.clock import now
from cohortium_ledger.log.courier import Couriers
from cohortium_ledger.log.heads import Clock, Heads, State, first_note
from cohortium_ledger.log.request import Guard
from cohortium_ledger.log.sequencer import Sequencer
from cohortium_ledger.log.static import export, read_static
from cohortium_ledger.log.store import Store
from cohortium_ledger.log.stored_tree import StoredTree
from cohortium_ledger.log.stores import created_store, opened_store
from cohortium_ledger.log.tile_store import open_tile_store
from cohortium_ledger.signing.signer import Signer


class Log:
    """An open log. The threads of a process share one; processes open their own. A context manager."""

    def __init__(
        self, store: Store, signers: Sequence[Signer], *, appending: bool, clock: Clock = now
    ) -> None:
        self._store = store
        self._appending = appending
        with ExitStack() as stack:
            stack.callback(store.close)
            self._tree = StoredTree(store, lambda: self._sequencer.flush())
            self._sequencer = Sequencer(store, self._tree.leaf)
            self._couriers = Couriers(self._sequencer)
            self._heads = Heads(store, self._tree, self._sequencer, signers, clock)
            stack.pop_all()

    @classmethod
    def create(cls, where: Path | str, signer: Signer) -> Log:
        """A new, empty log in a folder or a PostgreSQL database, its checkpoint of size 0 signed."""
        return cls(created_store(where, signer.vkey, first_note(signer)), [signer], appending=True)

    @classmethod
    def open(
        cls,
        where: Path | str,
        signer: Signer | None = None,
        *,
        appending: bool = False,
        successors: Sequence[Signer] = (),
        clock: Clock = now,
    ) -> Log:
        """The log in a folder, or at a URL ``postgresql://...``.

        Without `signer` it signs nothing, and without `appending` either it is only read, also where
        nobody may write. `successors` sign beside `signer` once the log has bound their keys, and
        instead of it after its end.
        """
        writing = appending or signer is not None
        signers = [] if signer is None else [signer, *successors]
        return cls(
            opened_store(where, reading=not writing), signers, appending=writing, clock=clock
        )

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many entries are sequenced, by any process."""
        return self._tree.size

    @property
    def origin(self) -> str:
        """The log's name, which is its keys'."""
        return self._heads.first_key.name

    @property
    def vkey(self) -> str:
        """The key that signs the log, as verifiers want it; while two do, the older one."""
        return next(iter(self._heads.verifiers), self._heads.first_key).vkey

    @property
    def verifiers(self) -> tuple[Verifier, ...]:
        """The keys that may sign the log now: the first, and those that its entries bound."""
        return self._heads.verifiers

    @property
    def keys(self) -> tuple[LogKey, ...]:
        """All keys that ever were to sign the log, those whose time is over too."""
        return self._heads.keys

    @property
    def policy(self) -> Policy:
        """The policy that a checkpoint must meet to be published: what the entries say, signed."""
        return self._heads.policy

    def check_charter(self) -> None:
        """Read all entries for those that change keys or policy: none is missing in what is told of them.

        Whoever opens a log to sign does so before; who only reads it finds them by a stored list.
        """
        self._heads.charter.check_all()

    def set_policy(self, text: str) -> int:
        """Append the entry that puts `text`, a tlog-policy with a key of this log, in force; its index.

        Raises EntryError for what is no such policy, and as `policy_change` does.
        """
        self._check_appending()
        [index] = self.append([self.policy_change(text)])
        return index

    def policy_change(self, text: str) -> Draft:
        """The entry that puts the tlog-policy `text` in force, signed by a key the log was opened with.

        It is good for being appended before any other change of the policy. Raises LedgerError when
        there is no such key.
        """
        return self._heads.policy_change(text)

    def vouched(self, role: str, name: str, key: str, *, lost: bool = False) -> dict[str, Any]:
        """The body of an entry that binds `key` (raw, base64) for `name`, signed by a key of the log.

        For the first key of a hospital or of receipts, or for one in the place of a `lost` one.
        Raises LedgerError in a log that was opened without its signing key.
        """
        return vouched_binding(self._heads.lasting_signer, role, name, key, lost=lost)

    def append(self, drafts: Sequence[Draft], *, guard: Guard | None = None) -> list[int]:
        """Sequence `drafts` in this order, all or none; their indices, once they are durable.

        `guard` is told the size of the log before them while its head is held, and may raise to call
        it off. Requests of several threads share one transaction, each with its own guard. Drafts that
        change the log's keys or policy must be signed by one of its keys. Raises EntryError.
        """
        self._check_appending()
        return self._sequencer.append(drafts, self._guarded(drafts, guard)) if drafts else []

    async def append_async(
        self, drafts: Sequence[Draft], *, guard: Guard | None = None
    ) -> list[int]:
        """`append` for coroutines: those of one event loop go to the disk together, by one thread.

        Who is cancelled is not told what became of its entries: all or none are there, and none if
        their transaction had not begun.
        """
        self._check_appending()
        courier = self._couriers.here()
        return await courier.append(drafts, self._guarded(drafts, guard)) if drafts else []

    def entry(self, n: int) -> bytes:
        """Entry `n`, compared with the tree. Raises EntryMissing, LedgerCorrupt."""
        return self._tree.entry(n)

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Entries [start, stop), streamed, each compared with the tree; to the end without `stop`."""
        return self._tree.entries(start, stop)

    def state(self, index: int) -> State:
        """How far entry `index` has come: sequenced, integrated or cosigned. Raises EntryMissing."""
        return self._heads.state(index)

    def integrate(self) -> bytes:
        """Sign a checkpoint over all entries, unless the last one covers them; the signed note.

        It is published at once while the policy asks for no quorum. What is signed was read:
        everything once for each opening, later what is new. Raises LedgerCorrupt rather than sign
        what is not a continuation of the last checkpoint.
        """
        self._sequencer.check_apart()
        return self._heads.integrate()

    def signed(self) -> bytes:
        """The newest signed checkpoint, as the note that was signed."""
        return self._heads.signed()[0]

    def publish(self, note: bytes) -> None:
        """Show readers `note`, a checkpoint signed here and cosigned as the policy in force asks.

        One that is older than the newest published changes nothing. Raises SignatureError.
        """
        self._check_appending()
        self._heads.publish(note)

    def checkpoint(self) -> bytes:
        """The newest published checkpoint: what proofs, exports and the static tree lead to."""
        return self._heads.published()[0]

    def prove(self, n: int) -> bytes:
        """A tlog-proof file for entry `n` under the newest published checkpoint. Raises NotIntegrated."""
        return self._tree.prove(n, *self._heads.published())

    def prove_consistency(self, old_size: int, new_size: int) -> list[bytes]:
        """The hashes that prove that the tree of `new_size` extends that of `old_size`."""
        return self._tree.prove_consistency(old_size, new_size)

    def root(self, size: int) -> bytes:
        """The root over entries [0, `size`), as the stored tree has it."""
        return self._tree.root(size)

    def static(self, path: str) -> bytes | None:
        """The file `path` of the static tree (`checkpoint`, `log.vkey`, `tile/...`), if there is one."""
        note, last = self._heads.published()
        files = {"checkpoint": note, "log.vkey": f"{self.vkey}\n".encode()}
        return (
            files[path]
            if path in files
            else read_static(path, last.size, self._tree.tile, self.entries)
        )

    def export(self, where: Path | str) -> None:
        """Write the static tree into a folder or to ``s3://bucket/prefix``, new or exported earlier."""
        vkeys = [key.verifier.vkey for key in self.keys]
        published = self._store.publications()
        export(open_tile_store(where), self.static, vkeys, published, self.root)

    def audit(self) -> Report:
        """Derive everything again from the entries and compare it with all that was ever signed."""
        newest = self.signed()
        publications, checkpoints = self._store.publications(), self._store.checkpoints()
        for size, note in [*publications, *checkpoints]:
            self._heads.opened(size, note)
        earlier = [note for _, note in checkpoints if note != newest]
        published = [note for _, note in publications]
        first = self._heads.first_key
        report = audit(self.entries(), newest, earlier=earlier, published=published, first=first)
        self._heads.charter.check(report.charter, report.size)
        self._tree.check_tiles(report.size)
        return report

    def rebuild_tiles(self) -> None:
        """Write every tile anew from the entries, which must be those that were signed."""
        self._check_appending()

        def rebuild() -> None:
            size = self._tree.size
            self._tree.check_signed(size)
            with self._sequencer.putting():
                self._tree.rebuild(size)

        self._sequencer.write(rebuild)

    def backup(self, directory: Path) -> None:
        """Copy the log as it is at this moment into `directory`, while others go on; check the copy."""

        def check(folder: Path) -> None:
            with Log.open(folder) as copy:
                if copy.vkey != self.vkey:
                    raise LedgerCorrupt("the copy is not one of this ledger")
                copy._tree.check(copy.size)

        self._store.copy_to(directory, check)

    def _guarded(self, drafts: Sequence[Draft], guard: Guard | None) -> Guard | None:
        """`guard`, and before it that keys and policy of the log are changed by its keys alone."""
        if not any(rules_log(draft.type, draft.body) for draft in drafts):
            return guard

        def check(size: int) -> None:
            self._heads.charter.check_next(drafts, size)
            if guard is not None:
                guard(size)

        return check

    def _check_appending(self) -> None:
        if not self._appending:
            raise LedgerError("this ledger was opened without its signing key: it is only read")
