"""Cursors of pages: opaque to clients, an entry's index to us."""

from __future__ import annotations

import base64
import re

from cohortium.errors import BadInput

_FORM = re.compile(r"before:([0-9]{1,15})")


def write(index: int) -> str:
    """The cursor that goes on before entry `index`."""
    return base64.urlsafe_b64encode(f"before:{index}".encode()).decode().rstrip("=")


def read(cursor: str) -> int:
    """The index in a cursor that `write` made; BadInput for anything else."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found = _FORM.fullmatch(base64.b64decode(padded, altchars=b"-_", validate=True).decode())
    except ValueError:
        found = None
    if found is None or write(int(found[1])) != cursor:
        raise BadInput(
            "the cursor is not one that was given here: leave it out to start", code="cursor"
        )
    return int(found[1])
