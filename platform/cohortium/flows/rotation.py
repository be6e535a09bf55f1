"""Rotation of the log's key: a successor signs beside it for a while, then in its place.

What begins and what ends a key are entries `key.bound` of role ``log``, signed by a key in force, and what
begins it by the new key too. While both sign, verifiers with the old policy and with the new one accept
every checkpoint; afterwards the old key, whoever has it, convinces nobody who has the new policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cohortium.errors import BadInput, Conflict
from cohortium.events import Event
from cohortium.ports import Installation
from cohortium.times import instant
from cohortium_ledger import Signer, Verifier
from cohortium_ledger.auditing.log_keys import binding, ending

if TYPE_CHECKING:  # wiring alone builds adapters; flows are handed them
    from cohortium.adapters.home_keys import HomeKeys

LONGEST = 3650  # days of overlap
LOCK = "keys"


@dataclass(frozen=True, slots=True)
class Rotated:
    """The keys of a rotation, as verifier keys, and when the old one's time is over."""

    old: str
    new: str
    until: str


def rotate_log(installation: Installation, keys: HomeKeys, *, overlap: int) -> Rotated:
    """Bind a new key of the log; for `overlap` days the old one signs beside it. Open the home anew then.

    A crash before the entries leaves a key that nobody bound, which the next call takes.

    :raises BadInput: no such overlap
    :raises Conflict: a rotation is under way
    """
    if not 0 <= overlap <= LONGEST:
        raise BadInput(f"the overlap is 0 to {LONGEST} days")
    installation.hear()
    with installation.exclusive(LOCK):
        old = _only(installation)
        new = keys.successor()
        if new is None or new.verifier == old:
            new = Signer.generate(installation.log.origin)
            keys.write_successor(new)
        now = installation.clock()
        until = instant(now + timedelta(days=overlap))
        by = _signer(keys, old)
        bodies = [binding(by, new), ending(by, old, until)]
        events = [Event("key.bound", body, instant(now)) for body in bodies]
        installation.journal.record(events, guard=lambda _size: _check_unrotated(installation, old))
        return Rotated(old.vkey, new.vkey, until)


def retire_log(installation: Installation, keys: HomeKeys) -> Rotated:
    """End the time of the log's old key now. Open the home anew then.

    :raises Conflict: no rotation is under way
    """
    installation.hear()
    with installation.exclusive(LOCK):
        verifiers = installation.log.verifiers
        if len(verifiers) < 2:
            raise Conflict(
                "the log has one key only: cohortium keys rotate log makes its successor"
            )
        old, *_, new = verifiers
        now = instant(installation.clock())
        body = ending(_signer(keys, new), old, now)
        installation.journal.record([Event("key.bound", body, now)])
        return Rotated(old.vkey, new.vkey, now)


def _only(installation: Installation) -> Verifier:
    verifiers = installation.log.verifiers
    if len(verifiers) != 1:
        raise Conflict(
            "a rotation is under way, and two keys sign: cohortium keys retire log ends it now"
        )
    return verifiers[0]


def _check_unrotated(installation: Installation, old: Verifier) -> None:
    if installation.log.verifiers != (old,):
        raise Conflict("another process has just rotated the key")


def _signer(keys: HomeKeys, verifier: Verifier) -> Signer:
    """The secret key of `verifier`: what binds and ends keys of the log is signed by one of them."""
    for signer in keys.signers():
        if signer.verifier == verifier:
            return signer
    raise BadInput("the key that signs the log is not here: put it back", code="key-missing")
