"""What the checks of a release or a receipt look at, once the log itself is believed."""

from __future__ import annotations

from dataclasses import dataclass

from cohortium.bundle.container import Container
from cohortium.bundle.contents import Contents
from cohortium.bundle.history import History
from cohortium_ledger.formats.entry import Entry


@dataclass(frozen=True, slots=True)
class Evidence:
    """An open bundle, its parsed members, and the walked history that its checkpoint signs."""

    box: Container
    contents: Contents
    history: History

    @property
    def entry(self) -> Entry:
        """The entry that the bundle is about."""
        return self.history.kept[self.contents.index]
