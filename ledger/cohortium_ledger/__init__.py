"""The tamper-evident log: a C2SP transparency log of canonical JSON entries, and its verification.

An auditor can take this package alone: it needs `cryptography` and `rfc8785`, and knows nothing of
the platform that writes the log. Bytes in, bytes out; every failure is a `LedgerError`.
"""

from __future__ import annotations

from cohortium_ledger.auditing.audit import Report, audit
from cohortium_ledger.auditing.bodies import signed_bytes
from cohortium_ledger.errors import (
    AuditError,
    EntryError,
    EntryMissing,
    FormatError,
    LedgerCorrupt,
    LedgerError,
    LedgerExists,
    LedgerMissing,
    LedgerUnavailable,
    NotIntegrated,
    ProofError,
    SignatureError,
)
from cohortium_ledger.formats.canonical import canonical_json
from cohortium_ledger.formats.checkpoint import Checkpoint, parse_checkpoint
from cohortium_ledger.formats.commitment import commit, new_key, open_commitment
from cohortium_ledger.formats.entry import ENTRY_TYPES, MAX_ENTRY, Draft, Entry
from cohortium_ledger.formats.keys import Verifier
from cohortium_ledger.formats.note import Note, NoteSignature, parse_note
from cohortium_ledger.formats.policy import Group, Policy, parse_policy
from cohortium_ledger.formats.proof import Proof, parse_proof
from cohortium_ledger.formats.submission_request import AddCheckpoint
from cohortium_ledger.formats.tiles import (
    Tile,
    entry_bundle,
    parse_entry_bundle,
    parse_tile_path,
    tiles_of,
)
from cohortium_ledger.log.log import Log
from cohortium_ledger.signing.cosigner import Cosigner
from cohortium_ledger.signing.signer import Signer
from cohortium_ledger.signing.submission import (
    Submission,
    issue_submission,
    open_submission,
    parse_submission,
)
from cohortium_ledger.tree.hashing import (
    EMPTY_ROOT,
    CompactRange,
    leaf_hash,
    node_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)
from cohortium_ledger.tree.prover import prove_consistency, prove_inclusion
from cohortium_ledger.witness.witness import Answer, Witness

__all__ = [
    "EMPTY_ROOT",
    "ENTRY_TYPES",
    "MAX_ENTRY",
    "AddCheckpoint",
    "Answer",
    "AuditError",
    "Checkpoint",
    "CompactRange",
    "Cosigner",
    "Draft",
    "Entry",
    "EntryError",
    "EntryMissing",
    "FormatError",
    "Group",
    "LedgerCorrupt",
    "LedgerError",
    "LedgerExists",
    "LedgerMissing",
    "LedgerUnavailable",
    "Log",
    "NotIntegrated",
    "Note",
    "NoteSignature",
    "Policy",
    "Proof",
    "ProofError",
    "Report",
    "SignatureError",
    "Signer",
    "Submission",
    "Tile",
    "Verifier",
    "Witness",
    "audit",
    "canonical_json",
    "commit",
    "entry_bundle",
    "issue_submission",
    "leaf_hash",
    "new_key",
    "node_hash",
    "open_commitment",
    "open_submission",
    "parse_checkpoint",
    "parse_entry_bundle",
    "parse_note",
    "parse_policy",
    "parse_proof",
    "parse_submission",
    "parse_tile_path",
    "prove_consistency",
    "prove_inclusion",
    "signed_bytes",
    "tiles_of",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]
