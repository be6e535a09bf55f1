"""Checks of a release bundle: published, unaltered, complete, and covered by consents.

Each takes the evidence and returns what it found, or raises Refused with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from cohortium import coverage
from cohortium.bundle import layout
from cohortium.bundle.evidence import Evidence
from cohortium.consent import eligible, granted_by_method, withdrawn_by_method
from cohortium.errors import Refused
from cohortium.manifest import ROUNDING, File, Manifest

SMALL = 10  # a count under this may be published as 0


def check_published(evidence: Evidence) -> str:
    """The entry is this release's publication: manifest, id, study, dataset, consents, exact."""
    manifest, entry = evidence.contents.manifest, evidence.entry
    if entry.type != "release.published":
        raise Refused(f"entry {entry.n} is {entry.type}, no publication of a release")
    claims = {
        "manifest": hashlib.sha256(evidence.contents.manifest_data).hexdigest(),
        "release": manifest.release,
        "study": manifest.study,
        "dataset": manifest.dataset,
        "consent_size": manifest.consent_size,
        **_succession(manifest),
    }
    for name, value in claims.items():
        if entry.body.get(name) != value:
            raise Refused(f"the manifest is not the one published: its {name} is another")
    return f"{manifest.release} of dataset {manifest.dataset} at entry {entry.n}, {entry.time}"


def _succession(manifest: Manifest) -> dict[str, object]:
    """What the entry says of the release before, and of withdrawals; nothing where the manifest does not."""
    told = manifest.document.get("succession")
    return {name: told[name] for name in ("succeeds", "max_delay_days")} if told else {}


def check_files(evidence: Evidence) -> str:
    """Every file for download has the size and the SHA-256 that the manifest gives."""
    files = evidence.contents.manifest.rendition("download")
    for file in files:
        _check_file(evidence, file)
    return f"{len(files)} files, {sum(file.bytes for file in files)} bytes as published"


def check_consents(evidence: Evidence) -> str:
    """The manifest's set of consents is the one that the ledger gives; returns their count."""
    manifest, state = evidence.contents.manifest, evidence.history.state
    check_consent_root(evidence)
    count = len(eligible(state, manifest.study, manifest.consent_size))
    exact = evidence.contents.private.content.get("eligible")
    if exact != count:
        raise Refused(f"{count} consents were in force, the release accounts for {exact}")
    return f"{count} consents in force as of entry {manifest.consent_size}"


def check_consent_root(evidence: Evidence) -> None:
    """The manifest's consent checkpoint is the root of the entries before it."""
    manifest = evidence.contents.manifest
    if manifest.consent_size > evidence.entry.n:
        raise Refused("the manifest names consents of entries yet to come")
    if evidence.history.roots[manifest.consent_size].hex() != manifest.consent_root:
        raise Refused("the manifest's consent checkpoint is not of these entries")


def check_coverage(evidence: Evidence) -> str:
    """One leaf for each eligible consent, and their tree is the one in the manifest."""
    manifest = evidence.contents.manifest
    count = len(eligible(evidence.history.state, manifest.study, manifest.consent_size))
    width = coverage.LEAF_BYTES
    if evidence.box.size(layout.LEAVES) != count * width:
        raise Refused(f"{layout.LEAVES} has not one leaf for each of {count} consents in force")
    data = evidence.box.read(layout.LEAVES, count * width)
    leaves = [data[start : start + width] for start in range(0, len(data), width)]
    if coverage.root(leaves) != manifest.consent_tree:
        raise Refused(f"{layout.LEAVES} is not the tree that the manifest commits to")
    return f"{count} leaves under the published root; openings are for auditors and patients"


def check_exact(evidence: Evidence) -> str:
    """The exact counts are those committed to, and the manifest rounds them."""
    manifest, private = evidence.contents.manifest, evidence.contents.private
    if not private.opens(manifest.exact):
        raise Refused(f"{layout.EXACT} is not what the manifest commits to")
    exact = private.content
    coverage.check_arithmetic(exact)
    tables = exact["tables"]
    if tables.keys() != manifest.rows.keys():
        raise Refused(f"{layout.EXACT} counts other tables than the manifest has")
    _check_rounded("subjects", exact["released"], manifest.subjects)
    for name, rows in tables.items():
        _check_rounded(name, rows, manifest.rows[name])
    return (
        f"{exact['eligible']} consents - {exact['duplicates']} duplicates = {exact['persons']}"
        f" persons = {exact['released']} released + {exact['suppressed']} suppressed"
        f" + {sum(exact['withheld'].values())} withheld"
    )


def check_intakes(evidence: Evidence) -> str:
    """Every intake that the manifest lists stands on the ledger before the release."""
    intakes = evidence.history.state.intakes
    for index, batch in evidence.contents.manifest.intakes:
        found = intakes.get(index)
        if found is None or found.batch != batch or index > evidence.entry.n:
            raise Refused(f"the intake at entry {index} is not the batch that the manifest lists")
    listed = [intakes[index] for index, _ in evidence.contents.manifest.intakes]
    hospitals = sorted({intake.hospital for intake in listed})
    return f"{len(listed)} signed batches from {len(hospitals)} hospitals"


def check_methods(evidence: Evidence) -> str:
    """Never fails: says by which methods consents came and went, so that misuse shows."""
    manifest, state = evidence.contents.manifest, evidence.history.state
    granted = granted_by_method(state, manifest.study, manifest.consent_size)
    before = withdrawn_by_method(state, manifest.study, manifest.consent_size)
    after = withdrawn_by_method(state, manifest.study)
    later = {name: count - before.get(name, 0) for name, count in after.items()}
    return (
        f"granted: {_counts(granted)}; withdrawn before: {_counts(before)};"
        f" withdrawn since: {_counts(later)}"
    )


RELEASE_CHECKS: tuple[tuple[str, Callable[[Evidence], str]], ...] = (
    ("release", check_published),
    ("files", check_files),
    ("consents", check_consents),
    ("coverage", check_coverage),
    ("arithmetic", check_exact),
    ("intakes", check_intakes),
    ("methods", check_methods),
)


def _check_file(evidence: Evidence, file: File) -> None:
    if evidence.box.size(file.path) != file.bytes:
        raise Refused(f"{file.path} has not the size that the manifest gives")
    digest = hashlib.sha256()
    for chunk in evidence.box.chunks(file.path):
        digest.update(chunk)
    if digest.hexdigest() != file.sha256:
        raise Refused(f"{file.path} has been altered: its SHA-256 is not the manifest's")


def _check_rounded(name: str, exact: int, published: int) -> None:
    if abs(exact - published) >= ROUNDING and not (published == 0 and exact < SMALL):
        raise Refused(f"the manifest gives {published} for {name}, {exact} rounds to another")


def _counts(by_method: Mapping[str, int]) -> str:
    present = [f"{count} {method}" for method, count in by_method.items() if count]
    return ", ".join(present) or "none"
