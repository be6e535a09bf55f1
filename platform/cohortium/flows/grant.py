"""Grants: a researcher's right to one dataset for one purpose, always with an end; and its token.

A token is ``coh_<grant>_<secret>``: 256 random bits, of which only the SHA-256 is kept, sealed. Who
the researcher is and for what purpose they ask is committed on the ledger, not shown there.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from cohortium.errors import BadInput, Conflict, Denied, NotFound, Unauthenticated
from cohortium.events import Event
from cohortium.ports import Installation
from cohortium.standing import Grant
from cohortium.times import instant
from cohortium_ledger import Entry

TOKEN = re.compile(r"coh_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")
LONGEST = timedelta(days=5 * 366)  # a grant always ends; five years outlives most approvals
OPERATOR = "operator"
OPERATOR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Issued:
    """A new grant; `token` is shown this once and never again."""

    grant: str
    token: str
    index: int


def issue_grant(
    installation: Installation,
    *,
    researcher: str,
    dataset: str,
    purpose: Mapping[str, Any],
    until: date,
    download: bool,
    by: str,
) -> Issued:
    """Give `researcher` the right to ask `dataset` until the end of the day `until` (UTC)."""
    installation.state.refresh()
    installation.state.latest(dataset)
    today = installation.clock().date()
    if not researcher.strip() or len(researcher) > 200:
        raise BadInput("the researcher is a name or address of 1 to 200 characters")
    if not today <= until <= today + LONGEST:
        raise BadInput("a grant's end lies between today and five years from now")
    grant, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    body = {"grant": grant, "dataset": dataset, "until": until.isoformat(), "download": download}
    private = {
        "researcher": researcher, "purpose": dict(purpose), "by": by,
        "token": hashlib.sha256(secret.encode()).hexdigest(),
    }  # fmt: skip
    event = Event("grant.issued", body, instant(installation.clock()), private=private)
    [recorded] = installation.journal.record([event])
    installation.state.refresh()
    return Issued(grant, f"coh_{grant}_{secret}", recorded.index)


def end_grant(installation: Installation, grant: str, *, by: str) -> int:
    """End a grant now; returns the index of its entry."""
    installation.state.refresh()
    found = installation.state.grant(grant)
    if found is None:
        raise NotFound(f"no grant {grant}: see cohortium grant list")
    if found.ended is not None:
        raise Conflict(f"grant {grant} has ended already")
    event = Event(
        "grant.ended", {"grant": grant}, instant(installation.clock()), private={"by": by}
    )
    [recorded] = installation.journal.record([event])
    installation.state.refresh()
    return recorded.index


def authenticate(installation: Installation, token: str | None) -> Grant:
    """The grant that `token` belongs to, in force now; every failure reads the same."""
    parts = TOKEN.fullmatch(token or "")
    if parts is None:
        raise Unauthenticated(
            "the token is missing or malformed: pass the one your grant came with"
        )
    installation.state.refresh()
    grant = installation.state.grant(parts[1])
    opening = installation.vault.opening(grant.index) if grant else None
    expected = str(opening.private["token"]) if opening else "0" * 64
    given = hashlib.sha256(parts[2].encode()).hexdigest()
    if not hmac.compare_digest(given, expected) or grant is None:
        raise Unauthenticated("the token is not known here: ask for a new grant")
    if grant.ended is not None or grant.until < installation.clock().date().isoformat():
        raise Unauthenticated("the token's grant has ended: ask for a new one")
    return grant


def authorize(grant: Grant, dataset: str, *, download: bool = False) -> None:
    """Raise Denied unless `grant` covers `dataset` (and downloads). Unknown and forbidden read alike."""
    if grant.dataset != dataset:
        raise Denied(
            f"this grant does not cover dataset {dataset}, or there is no such dataset",
            code="grant",
        )
    if download and not grant.download:
        raise Denied("this grant does not allow downloads: ask for one that does", code="grant")


def operator_grant(installation: Installation, dataset: str) -> Grant:
    """The operator's own grant for `dataset`, issued when there is none in force."""
    installation.state.refresh()
    today = installation.clock().date()
    for grant in reversed(installation.state.grants()):
        if grant.dataset != dataset or grant.ended is not None or grant.until < today.isoformat():
            continue
        opening = installation.vault.opening(grant.index)
        if opening is not None and opening.private["researcher"] == OPERATOR:
            return grant
    issued = issue_grant(
        installation, researcher=OPERATOR, dataset=dataset, purpose={"primary": "GRU"},
        until=today + timedelta(days=OPERATOR_DAYS), download=True, by=OPERATOR,
    )  # fmt: skip
    found = installation.state.grant(issued.grant)
    if found is None:
        raise NotFound(f"no grant {issued.grant} on the ledger")
    return found


def still_granted(installation: Installation, grant: Grant, size: int) -> Callable[[int], None]:
    """The guard of what is done under `grant`, whose state is known up to `size` entries.

    It raises Denied when the grant has ended meanwhile: nothing is done under it after its end.
    """

    def check(now: int) -> None:
        known = installation.state.grant(grant.id)
        ended = known is None or known.ended is not None
        if ended or _ends(installation, grant, size, now):
            raise Denied("this grant has just ended: ask for a new one", code="grant")

    return check


def _ends(installation: Installation, grant: Grant, start: int, stop: int) -> bool:
    """Whether one of entries [start, stop) ends `grant`."""
    entries = map(Entry.parse, installation.log.entries(start, stop))
    return any(e.type == "grant.ended" and e.body["grant"] == grant.id for e in entries)
