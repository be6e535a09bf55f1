"""How long a withdrawal may wait: until when files that hold who has left may still leave.

Answers leave the withdrawn out at once. Files cannot change; the next release does without them. When it
does not come in time, the files stay.
"""

from __future__ import annotations

from datetime import date, timedelta

from cohortium.errors import Conflict
from cohortium.flows.exclusion import left_elsewhere
from cohortium.ports import Installation
from cohortium.standing import Release
from cohortium_ledger import Entry


def first_withdrawal(installation: Installation, release: Release, size: int) -> date | None:
    """The day on which somebody in `release` first withdrew, as of ledger size `size`.

    Whoever withdraws a consent that they gave later, at another hospital, has left too.
    """
    own = installation.state.first_withdrawal(release.study, release.consent_size, size)
    found = [index for index in (own, _elsewhere(installation, release, size)) if index is not None]
    if not found:
        return None
    return date.fromisoformat(_entry(installation, min(found)).time[: len("YYYY-MM-DD")])


def _elsewhere(installation: Installation, release: Release, size: int) -> int | None:
    """The first entry that withdraws a consent which a subject of `release` gave after it elsewhere."""
    left = left_elsewhere(installation, release, size)
    if not left:
        return None
    since = min(left)
    entries = (Entry.parse(data) for data in installation.log.entries(since, size))
    withdrawn = (
        e.n for e in entries if e.type == "consent.withdrawn" and e.body["consent"] in left
    )
    return next(withdrawn, None)


def check_delay(installation: Installation, release: Release) -> None:
    """Conflict when a consent of the release was withdrawn longer ago than it was published to allow."""
    allowed = _entry(installation, release.index).body.get("max_delay_days")
    left = first_withdrawal(installation, release, installation.state.refresh())
    if allowed is None or left is None:
        return
    if installation.clock().date() > left + timedelta(days=allowed):
        raise Conflict(
            f"release {release.id} holds somebody who withdrew more than {allowed} days ago: its"
            " files leave no more; publish anew",
            code="withdrawal",
        )


def _entry(installation: Installation, index: int) -> Entry:
    [data] = installation.log.entries(index, index + 1)
    return Entry.parse(data)
