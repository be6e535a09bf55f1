"""Checks of a receipt bundle: the answer is the one recorded, and withdrawals were obeyed.

Each takes the evidence and returns what it found, or raises Refused with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from cohortium.bundle import layout
from cohortium.bundle.evidence import Evidence
from cohortium.bundle.release import check_consent_root
from cohortium.consent import Query, withdrawn_between
from cohortium.errors import Refused


def check_answered(evidence: Evidence) -> str:
    """The entry answers a question whose intent stands before it, under a grant in force."""
    entry, query = evidence.entry, _query(evidence)
    grant = evidence.history.state.grants.get(query.grant)
    if grant is None or not grant.allows(query):
        raise Refused(f"the question at entry {query.index} had no grant in force for its dataset")
    return f"question at entry {query.index}, answer at entry {entry.n}, {entry.time}"


def check_release(evidence: Evidence) -> str:
    """The manifest is that of the release that the question was put to."""
    manifest, query = evidence.contents.manifest, _query(evidence)
    published = evidence.history.state.releases.get(query.release)
    if published is None or published.index > query.index:
        raise Refused("the release that was asked had not been published")
    digest = hashlib.sha256(evidence.contents.manifest_data).hexdigest()
    found = (manifest.release, digest, manifest.dataset, manifest.study, manifest.consent_size)
    if query.dataset != published.dataset or found != (
        published.release,
        published.manifest,
        published.dataset,
        published.study,
        published.consent_size,
    ):
        raise Refused("the manifest is not that of the release that was asked")
    check_consent_root(evidence)
    return f"{manifest.release} of dataset {manifest.dataset}, entry {published.index}"


def check_answer(evidence: Evidence) -> str:
    """The answer is the one committed to, of that release and those consents."""
    private, entry = evidence.contents.private, evidence.entry
    if not private.opens(entry.body.get("commitment")):
        raise Refused(f"{layout.ANSWER} is not the answer that the ledger commits to")
    content, manifest = private.content, evidence.contents.manifest
    claims = {
        "dataset": manifest.dataset,
        "release": manifest.release,
        "consent_size": entry.body["consent_size"],
    }
    for name, value in claims.items():
        if content.get(name) != value:
            raise Refused(f"{layout.ANSWER} is of another {name} than its entry")
    rows = _rows(content)
    return f"{rows} rows as recorded"


def check_withdrawals(evidence: Evidence) -> str:
    """The withdrawals said to be in force are those that the ledger gives."""
    content, manifest = evidence.contents.private.content, evidence.contents.manifest
    size, said = content["consent_size"], content.get("withdrawals_in_force")
    state = evidence.history.state
    count = len(withdrawn_between(state, manifest.study, manifest.consent_size, size))
    if said != count:
        raise Refused(f"{count} withdrawals were in force, the answer applied {said}")
    return f"{count} withdrawals since the release in force as of entry {size}"


RECEIPT_CHECKS: tuple[tuple[str, Callable[[Evidence], str]], ...] = (
    ("receipt", check_answered),
    ("release", check_release),
    ("answer", check_answer),
    ("withdrawals", check_withdrawals),
)


def _query(evidence: Evidence) -> Query:
    entry = evidence.entry
    if entry.type != "query.answered":
        raise Refused(f"entry {entry.n} is {entry.type}, no answer")
    # the fold has refused answers without an open intent
    return evidence.history.state.queries[entry.body["intent"]]


def _rows(content: Any) -> int:
    columns, rows = content.get("columns"), content.get("rows")
    if not isinstance(columns, list) or not isinstance(rows, list):
        raise Refused(f"{layout.ANSWER} has no columns or no rows")
    if any(not isinstance(row, list) or len(row) != len(columns) for row in rows):
        raise Refused(f"{layout.ANSWER} has rows that are not as wide as its columns")
    return len(rows)
