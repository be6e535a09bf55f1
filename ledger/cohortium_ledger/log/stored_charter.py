"""The charter of a stored log: found by a list in its settings, and never believed for standing there.

The list says at which entries the charter stands, so that nobody reads the whole log to know who signs
it. What the entries say is read from them and must be signed by the log's keys; whether the list has
them all shows whenever the log is read again, which is before anything is signed.
"""

from __future__ import annotations

from collections.abc import Sequence

from cohortium_ledger.auditing.charter import Charter, rules_log, stands_in_charter
from cohortium_ledger.errors import EntryError, EntryMissing, LedgerCorrupt
from cohortium_ledger.formats.entry import Draft, Entry
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.log.sequencer import Sequencer
from cohortium_ledger.log.store import CHARTER, Store
from cohortium_ledger.log.stored_tree import StoredTree


class StoredCharter:
    """The charter of one store, under the key that its log began with. Threads may share it."""

    def __init__(
        self, store: Store, tree: StoredTree, sequencer: Sequencer, first: Verifier
    ) -> None:
        self._store = store
        self._tree = tree
        self._sequencer = sequencer
        self._first = first
        self._known: tuple[str, Charter] = "", Charter(first)
        self._seen: set[int] = set()  # where entries of it were, among those read again

    def now(self) -> Charter:
        """The charter as it stands. Raises LedgerCorrupt."""
        listed = self._store.settings().get(CHARTER, "")
        if self._known[0] == listed:
            return self._known[1]
        charter = self._read(listed)
        if not self._sequencer.leads:  # else it may be of a transaction that fails
            self._known = listed, charter
        return charter

    def check_next(self, drafts: Sequence[Draft], size: int) -> None:
        """Refuse drafts, to be appended at `size`, that change the charter without its keys. For guards."""
        self._sequencer.flush()
        charter = self._read(self._store.settings().get(CHARTER, ""))
        for n, draft in enumerate(drafts, size):
            if rules_log(draft.type, draft.body):
                charter.take(n, draft.type, draft.body)

    def look_from(self, size: int) -> None:
        """Entries are read again from `size` on; what was seen of those is forgotten."""
        self._seen = {n for n in self._seen if n < size}

    def look(self, n: int, data: bytes) -> None:
        """Entry `n` is read again."""
        if stands_in_charter(data):
            self._seen.add(n)

    def check_seen(self, size: int) -> None:
        """Refuse a stored list that is not that of the entries before `size`, all of which were read."""
        self.check([n for n in sorted(self._seen) if n < size], size)

    def check_all(self) -> None:
        """Refuse a stored list that is not that of all entries, which are read for it."""
        size = self._tree.size
        entries = enumerate(self._tree.entries(0, size))
        self.check([n for n, data in entries if stands_in_charter(data)], size)

    def check(self, indices: Sequence[int], size: int) -> None:
        """Refuse a stored list that has not just `indices`, as far as it is of entries before `size`."""
        listed = {n for n in self.now().indices if n < size}
        if wrong := listed.symmetric_difference(indices):
            raise LedgerCorrupt(
                "the stored list of the ledger's keys and policies is not that of its entries:"
                f" entry {min(wrong)} makes the difference",
                min(wrong),
            )

    def _read(self, listed: str) -> Charter:
        """The charter that stands at the entries `listed`."""
        charter = Charter(self._first)
        for word in listed.split():
            try:
                n = int(word)
                _take(charter, n, Entry.parse(self._tree.entry(n)))
            except (ValueError, EntryError, EntryMissing) as error:
                raise LedgerCorrupt(
                    f"the stored list of the ledger's keys and policies is damaged, or entry {word}"
                    f" that it names is forged: {error}"
                ) from error
        return charter


def _take(charter: Charter, n: int, entry: Entry) -> None:
    if not rules_log(entry.type, entry.body) or n <= max(charter.indices, default=-1):
        raise EntryError(f"entry {n} does not belong there")
    charter.take(n, entry.type, entry.body)
