"""Submission receipts: whoever had an entry written can prove later that it was promised to be seen.

A receipt is given out as soon as the entry is sequenced, before any checkpoint holds it. Its key is
bound on the ledger when it is first used, with the log's key to vouch for it, so that a reader of the
ledger knows whose promises count.
"""

from __future__ import annotations

import base64
from contextlib import suppress
from typing import Final

from cohortium.errors import BadInput, Conflict, NotFound, Unavailable
from cohortium.events import Event
from cohortium.ports import Installation
from cohortium.times import instant
from cohortium_ledger import Signer, leaf_hash
from cohortium_ledger.errors import LedgerError
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


def receipts_bound(installation: Installation) -> bool:
    """Whether the key of the receipts stands on the ledger.

    :raises BadInput: another one does, in whose place this one is
    """
    signer = installation.receipts
    key = base64.b64encode(signer.verifier.public_key).decode()
    bound = [body["key"] for body in installation.vault.bindings(ROLE, signer.name)]
    if bound and key not in bound:
        raise BadInput(
            "keys/receipts.skey is another key than the one on the ledger: put that back, or run"
            " cohortium keys rotate receipt --lost",
            code="key",
        )
    return bool(bound)


def replace_receipts(installation: Installation) -> None:
    """Let the key that is now that of the receipts be it, in the place of a lost one; the log's vouches.

    :raises Conflict: it stands on the ledger already
    """
    signer = installation.receipts
    key = base64.b64encode(signer.verifier.public_key).decode()
    bound = installation.vault.bindings(ROLE, signer.name)
    if any(body["key"] == key for body in bound):
        raise Conflict(
            "keys/receipts.skey is the key on the ledger: move it away, and another is made"
        )
    body = installation.journal.vouched(ROLE, signer.name, key, lost=bool(bound))
    installation.journal.record([Event("key.bound", body, instant(installation.clock()))])


def bind_receipts(installation: Installation) -> Signer:
    """The key of the receipts, once it stands on the ledger; the first call puts it there.

    :raises Unavailable: it does not stand there, and the log's key, which vouches for it, is not read here
    """
    signer = installation.receipts
    if receipts_bound(installation):
        return signer

    def nobody_was_faster(_size: int) -> None:
        if receipts_bound(installation):
            raise _BoundAlready

    key = base64.b64encode(signer.verifier.public_key).decode()
    try:
        body = installation.journal.vouched(ROLE, signer.name, key)
    except LedgerError as error:
        raise Unavailable(
            "the key of the receipts is not on the ledger yet: restart the server", code="receipts"
        ) from error
    event = Event("key.bound", body, instant(installation.clock()))
    with suppress(_BoundAlready):  # by another process, meanwhile
        installation.journal.record([event], guard=nobody_was_faster)
    return signer
