"""A hospital's key gives way to a new one: its file, the data keys it wraps, and the ledger, in one order.

The new key is on the disk first, beside the old one. Then one transaction wraps every data key anew and
makes the new key the hospital's; then the ledger is told; then the new file takes the old one's place.
Until that, nothing is signed for the hospital. A process that dies in between leaves the new file, and
`finish` goes on from it: forward when the ledger has the new key, back when it has not, and neither way
while it is not known whether the ledger has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cohortium.adapters.keys import HospitalKey, load_key
from cohortium.adapters.vault.database import Database
from cohortium.adapters.vault.hospitals import Hospitals
from cohortium.adapters.vault.owners import Owners

Bound = Callable[[str, str], bool]  # hospital, public key -> whether that stands on the ledger
# Likewise -> whether it is sealed, and may stand there or yet come.
Sealed = Callable[[str, str], bool]


class Successions:
    """The changes of hospitals' keys. For one process at a time (the caller's lock)."""

    def __init__(
        self,
        database: Database,
        hospitals: Hospitals,
        owners: Owners,
        bound: Bound,
        sealed: Sealed,
    ) -> None:
        self._database = database
        self._hospitals = hospitals
        self._owners = owners
        self._bound = bound
        self._sealed = sealed

    @contextmanager
    def succeeding(
        self, hospital: str, check: Callable[[], None]
    ) -> Iterator[tuple[HospitalKey, HospitalKey]]:
        """Put a new key in the place of the hospital's, if the block records it; the old and the new.

        `check` may raise before anything is changed, while nobody else writes to the records.

        :raises BadInput: the old key cannot be used, or the new one not be written
        """
        old = self._hospitals.key(hospital)
        new = self._hospitals.make_successor(hospital, old)
        try:
            self._wrap(hospital, old, new, check)
            yield old, new
        except Exception:
            self.finish()  # forward or back, as the ledger says; or not yet
            raise
        self._hospitals.promote(hospital)

    def pending(self) -> list[str]:
        """The hospitals beside whose key a new one stands."""
        return [
            known.name for known in self._hospitals.all() if self._hospitals.succeeded(known.name)
        ]

    def finish(self) -> None:
        """Finish the changes that stand on the ledger, and undo those that do not.

        One whose entry is sealed is left as it is: the journal, at the next opening, brings that to the
        ledger or finds it there. To go back before would end the old key and have no new one.

        :raises BadInput: a key that is needed for that cannot be used
        """
        for name in self.pending():
            new = load_key(self._hospitals.successor_path(name))
            known = self._hospitals.get(name)
            if self._sealed(name, new.public):
                continue
            if known.public_key == new.public and self._bound(name, new.public):
                self._hospitals.promote(name)
                continue
            if known.public_key == new.public:
                self._wrap(name, new, load_key(known.key_path), _nothing)
            self._hospitals.drop_successor(name)

    def _wrap(
        self, hospital: str, old: HospitalKey, new: HospitalKey, check: Callable[[], None]
    ) -> None:
        with self._database.transaction():
            check()
            self._owners.rewrap(hospital, old, new)
            self._hospitals.switch(hospital, new)


def _nothing() -> None:
    """Nothing is to be checked on the way back."""
