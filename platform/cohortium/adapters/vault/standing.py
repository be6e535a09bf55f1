"""What stands on the ledger: the truth that the vault's own tables are held against.

An entry's body is cut out of its canonical bytes, not parsed: that keeps a pass over many entries
cheap. It reads; `cohortium.adapters.journal` writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cohortium.errors import Unavailable
from cohortium_ledger import Log

BODY = len(b'{"body":')
TAIL = b',"n":'  # after the body come n, prev, time, type and v, none of which can hold this


@dataclass(frozen=True, slots=True)
class Stands:
    """An entry: its index, type and the canonical text of its body."""

    index: int
    type: str
    text: str

    @property
    def body(self) -> Mapping[str, Any]:
        """The body, parsed."""
        found: dict[str, Any] = json.loads(self.text)
        return found


class Standing:
    """The entries of a ledger, or none to ask: then everything that needs them is refused."""

    def __init__(self, log: Log | None) -> None:
        self._log = log

    @property
    def size(self) -> int:
        """How many entries there are."""
        return self._open.size

    def entry(self, index: int) -> Stands | None:
        """Entry `index`; None beyond the ledger's end."""
        log = self._open
        if not 0 <= index < log.size:
            return None
        data = log.entry(index)
        return Stands(index, str(json.loads(data)["type"]), body_of(data))

    def each(self, type_: str, size: int) -> Iterator[Stands]:
        """The entries of a type among the first `size`, in order."""
        end = f'"type":"{type_}","v":1}}'.encode()
        for index, data in enumerate(self._open.entries(0, size)):
            if data.endswith(end):
                yield Stands(index, type_, body_of(data))

    @property
    def _open(self) -> Log:
        if self._log is None:
            raise Unavailable("the vault was opened without its ledger: nothing of it is believed")
        return self._log


def body_of(data: bytes) -> str:
    """The canonical text of the body in an entry's canonical bytes."""
    return data[BODY : data.rindex(TAIL)].decode()
