"""Submission receipts: whoever had an entry written can prove later that it was promised to be seen.

A receipt is given out as soon as the entry is sequenced, before any checkpoint holds it. Its key is
bound on the ledger when it is first used, so that a reader of the ledger knows whose promises count.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Final

from cohortium.errors import NotFound
from cohortium.events import Event
from cohortium.ports import Installation
from cohortium.times import instant
from cohortium_ledger import Signer, leaf_hash
from cohortium_ledger.signing.submission import issue_submission

# A day: long enough for a quorum of witnesses to be mended, short enough to be missed. As in
# certificate transparency, whose logs promise the same.
MAX_MERGE_DELAY: Final = 86_400
ROLE = "receipt"


class _BoundAlready(Exception):
    """The key stands on the ledger."""


def submission(installation: Installation, index: int) -> bytes:
    """A signed receipt of the entry at `index`: a published checkpoint holds it within a day from now."""
    if not 0 <= index < installation.log.size:
        raise NotFound(f"no entry {index} stands on the ledger")
    signer = bind_receipts(installation)
    now = int(installation.clock().timestamp())
    leaf = leaf_hash(installation.log.entry(index))
    return issue_submission(signer, installation.log.origin, index, leaf, now, MAX_MERGE_DELAY)


def bind_receipts(installation: Installation) -> Signer:
    """The key of the receipts, once it stands on the ledger; the first call puts it there."""
    signer = installation.receipts
    key = base64.b64encode(signer.verifier.public_key).decode()
    vault = installation.vault
    if vault.binds(ROLE, signer.name, key):
        return signer

    def nobody_was_faster(_size: int) -> None:
        if vault.binds(ROLE, signer.name, key):
            raise _BoundAlready

    body = {"role": ROLE, "name": signer.name, "key": key}
    event = Event("key.bound", body, instant(installation.clock()))
    with suppress(_BoundAlready):  # by another process, meanwhile
        installation.journal.record([event], guard=nobody_was_faster)
    return signer
