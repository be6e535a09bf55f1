"""Rotation of a hospital's key: what it signs, and what wraps its patients' data keys.

What begins and ends a key are entries `key.bound` of role ``hospital``, signed by the key before it; in
the place of one that is lost, or in other hands, by the log's, and the entry says so. The data keys are
wrapped anew in the same step. What the old key signed stays good; what bears its signature after its
end is refused by everybody who audits.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from cohortium.errors import BadInput, Conflict
from cohortium.events import Event
from cohortium.flows.rotation import LOCK, LONGEST, Rotated
from cohortium.ports import Installation, SigningKey
from cohortium.times import instant
from cohortium_ledger.auditing.role_keys import role_binding

ROLE = "hospital"


def rotate_hospital(
    installation: Installation,
    hospital: str,
    *,
    overlap: int,
    lost: bool = False,
    key_path: Path | None = None,
) -> Rotated:
    """Put a new key in the place of the hospital's; for `overlap` days entries the old one signed are taken.

    The old key is read from its file, which is `key_path` if it was moved; it opens the data keys. When it
    is `lost` (others may have it), the log's key vouches for the new one, and the old one ends at once.

    :raises BadInput: no such overlap, or the old key cannot be used
    :raises Conflict: an earlier key has not ended, or an intake is still to reach the ledger
    :raises NotFound: no such hospital
    """
    if not 0 <= overlap <= LONGEST:
        raise BadInput(f"the overlap is 0 to {LONGEST} days")
    vault = installation.vault
    vault.hospital(hospital)
    installation.hear()
    with installation.exclusive(LOCK), installation.exclusive("enrol"):
        installation.journal.recover()
        if key_path is not None:
            vault.add_hospital(hospital, key_path)
        if not lost and _ending(installation, hospital):
            raise Conflict(
                f"an earlier key of hospital {hospital} has not ended: cohortium keys retire"
                f" hospital {hospital} ends it now"
            )
        now = installation.clock()
        until = instant(now if lost else now + timedelta(days=overlap))
        check = partial(_check_told, installation)
        with vault.successions.succeeding(hospital, check) as (old, new):
            if lost:
                bodies = [installation.journal.vouched(ROLE, hospital, new.public, lost=True)]
            else:
                bodies = [
                    _bound(hospital, old, new.public),
                    _bound(hospital, old, old.public, until),
                ]
            installation.journal.record([_event(body, instant(now)) for body in bodies])
        return Rotated(old.public, new.public, until)


def retire_hospital(installation: Installation, hospital: str) -> Rotated:
    """End the time of the hospital's earlier keys now.

    :raises Conflict: there is none that has not ended
    """
    vault = installation.vault
    vault.hospital(hospital)
    installation.hear()
    with installation.exclusive(LOCK), installation.exclusive("enrol"):
        installation.journal.recover()
        ending, now = _ending(installation, hospital), instant(installation.clock())
        if not ending:
            raise Conflict(
                f"hospital {hospital} has one key only: cohortium keys rotate hospital {hospital}"
                " makes its successor"
            )
        key = vault.key(hospital)
        bodies = [_bound(hospital, key, old, now) for old in ending]
        installation.journal.record([_event(body, now) for body in bodies])
        return Rotated(ending[-1], key.public, now)


def _ending(installation: Installation, hospital: str) -> list[str]:
    """The earlier keys of a hospital that have an end and have not reached it."""
    ends: dict[str, str | None] = {}
    for body in installation.vault.bindings(ROLE, hospital):
        if body.get("lost") is True:
            ends.clear()
        ends[body["key"]] = body.get("until")
    now = instant(installation.clock())
    return [key for key, until in ends.items() if until is not None and now < until]


def _check_told(installation: Installation) -> None:
    """What the old key signed must be on the ledger before its end can be."""
    if installation.vault.open_batches():
        raise Conflict("an intake is still to reach the ledger: try again in a moment")


def _bound(hospital: str, by: SigningKey, key: str, until: str | None = None) -> dict[str, Any]:
    also = {} if until is None else {"until": until}
    return role_binding(ROLE, hospital, key, by=by.public, sign=by.sign, **also)


def _event(body: dict[str, Any], time: str) -> Event:
    return Event("key.bound", body, time)
