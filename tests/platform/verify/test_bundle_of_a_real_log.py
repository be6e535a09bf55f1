"""The durable log's own proofs and entries make bundles that the verifier accepts."""

from __future__ import annotations

from pathlib import Path

from cohortium.bundle import verify
from cohortium_ledger import Draft, Entry, Log, parse_proof


def test_bundles_of_a_durable_log_are_verified(honest, tmp_path: Path):
    told = [Entry.parse(data) for data in honest.ledger.entries]
    with Log.create(tmp_path / "log", honest.ledger.signer) as log:
        log.append([Draft(entry.type, entry.body, entry.time) for entry in told])
        log.integrate()
        parts = {"vkey": log.vkey, "entries": log.entries}
        release = honest.release_bundle(
            tmp_path / "r.zip", proof=log.prove(honest.released), **parts
        )
        receipt = honest.receipt_bundle(
            tmp_path / "q.zip", proof=log.prove(honest.answered), **parts
        )
        assert parse_proof(log.prove(honest.released)).index == honest.released
    for bundle in (release, receipt):
        report = verify(bundle, honest.policy)
        assert report.verified, report.reason
